"""A page taken apart: its parts, its links, what must not be in it."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The elements of a page, each as (tag, attributes, text directly within it); those in pictures as `svg tag`."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        within_picture = any(outer[0] == "svg" for outer in self.open)
        element = [f"svg {tag}" if within_picture else tag, dict(attrs), ""]
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0].removeprefix("svg ") != tag:
            pass

    def handle_data(self, data):
        if self.open:
            self.open[-1][2] += data

    def all(self, tag):
        return [(attributes, text.strip()) for name, attributes, text in self.elements if name == tag]

    def text_of(self, tag):
        return [text for attributes, text in self.all(tag)]

    @property
    def ids(self):
        return [attributes["id"] for tag, attributes, text in self.elements if attributes.get("id")]

    @property
    def links(self):
        """Everywhere it leads and everything it loads."""
        names = ("href", "src", "action")
        return [attributes[name] for tag, attributes, text in self.elements for name in names if attributes.get(name)]

    @property
    def inline(self):
        """Styles and scripts within the page, which the Content-Security-Policy forbids; data are no script."""
        styles = [tag for tag, attributes, text in self.elements if tag == "style" or "style" in attributes]
        scripts = [
            tag
            for tag, attributes, text in self.elements
            if tag == "script" and "src" not in attributes and attributes.get("type") != "application/json"
        ]
        handlers = [name for tag, attributes, text in self.elements for name in attributes if name.startswith("on")]
        return styles + scripts + handlers
