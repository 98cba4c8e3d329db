"""How tests fill in a form: as a browser sends it, with everything that stands in it."""

from html.parser import HTMLParser

from django.http import QueryDict
from django.test import Client

PLAIN = {"text", "hidden", "url", "email", "number", "date"}


class Form(HTMLParser):
    """The fields of the page's form as a browser sends them, by name: lists of texts."""

    def __init__(self, response):
        super().__init__()
        self.fields = QueryDict(mutable=True)
        self.depth = self.templates = 0
        self.inside = self.area = self.select = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.inside = "data-editing" in attributes or attributes.get("class") == "form"
        elif tag == "template":
            self.templates += 1
        elif self.inside and not self.templates:
            getattr(self, f"start_{tag}", lambda attributes: None)(attributes)

    def start_input(self, attributes):
        kind, name = attributes.get("type", "text"), attributes.get("name")
        if name and (kind in PLAIN or "checked" in attributes):
            self.fields.appendlist(name, attributes.get("value", "on" if kind in {"checkbox", "radio"} else ""))

    def start_textarea(self, attributes):
        self.area = attributes["name"]
        self.fields.appendlist(self.area, "")

    def start_select(self, attributes):
        self.select = attributes["name"]

    def start_option(self, attributes):
        if "selected" in attributes:
            self.fields.setlist(self.select, [attributes.get("value", "")])
        else:
            self.fields.setdefault(self.select, attributes.get("value", ""))

    def handle_data(self, text):
        if self.area:
            self.fields[self.area] = self.fields[self.area] + text

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # The line break behind the start of a text area is none of its text; browsers send breaks as two marks.
            written = self.fields[self.area].removeprefix("\n")
            self.fields[self.area] = written.replace("\r\n", "\n").replace("\n", "\r\n")
            self.area = None
        elif tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.inside = None


class Browser(Client):
    """A person's browser: opens forms, and sends them with changes."""

    def __init__(self, user, **options):
        super().__init__(**options)
        self.user = user
        self.force_login(user)

    def open(self, url):
        response = self.get(url)
        assert response.status_code == 200, response.status_code
        return Form(response).fields

    def send(self, url, fields, *buttons, **changes):
        """Sends the fields with changes; a list stands for several values, None leaves the field out."""
        fields = fields.copy()
        for name, value in changes.items():
            fields.setlist(name, [] if value is None else value if isinstance(value, list) else [value])
        for button in buttons:
            fields[button] = "1"
        return self.post(url, fields.urlencode(), content_type="application/x-www-form-urlencoded")

    def change(self, url, *buttons, **changes):
        """Opens a form and sends it at once."""
        return self.send(url, self.open(url), *buttons, **changes)


def again(response):
    """The fields of the form that came back."""
    return Form(response).fields
