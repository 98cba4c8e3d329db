"""Writing: what a map shows as a file of each format, for people and for programs that read it live."""

import hashlib
from itertools import islice

from django import forms
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from cityregions.web.errors import BadAddress
from cityregions.web.exports import ascii_name, funding_statement
from cityregions.web.mail import absolute

from ..maps import focus
from ..maps.asked import Asked, AskForm, View
from ..maps.reading import state_of_the_data
from . import writing_graphs, writing_layouts, writing_picture, writing_places, writing_tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nothing is loaded by a file, and nothing in it runs where it is opened in a browser.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
AT_ONCE = 500


class Format:
    """A kind of file: its media type, what makes it, and the fields that its address takes beside those of the page.

    `write` makes a file or pieces of text of what is asked for; `layouts` do so in the ways of other programs.
    """

    def __init__(self, media_type, write, layouts=(), is_live=False, **fields):
        self.media_type, self.write, self.layouts, self.is_live = media_type, write, dict(layouts), is_live
        if layouts:
            fields["layout"] = choice(*self.layouts)
        self.form_class = type("ExportForm", (AskForm,), fields)


def choice(*values):
    return forms.ChoiceField(choices=[("", ""), *((value, value) for value in values)], required=False)


FORMATS = {
    "xlsx": Format(
        XLSX,
        writing_tables.as_xlsx,
        {"kumu": writing_layouts.kumu_xlsx, "onodo": writing_layouts.onodo_xlsx},
    ),
    "csv": Format(
        "text/csv; charset=utf-8",
        writing_tables.as_csv,
        {"gephi": writing_layouts.gephi_csv},
        part=choice("stakeholders", "relations"),
    ),
    "kumu.json": Format("application/json", writing_graphs.as_kumu, is_live=True),
    "gexf": Format("application/gexf+xml", writing_graphs.as_gexf),
    "graphml": Format("application/graphml+xml", writing_graphs.as_graphml),
    "geojson": Format("application/geo+json", writing_places.as_geojson, relations=choice("true", "false")),
    "svg": Format("image/svg+xml", writing_picture.as_svg),
}


class Taken(Asked):
    """A map as the address of a file asks for it: like a page, and how the file is to be made."""

    def __init__(self, request, stakeholder_map, kind, frozen=None, name="", title="", path=""):
        super().__init__(request, stakeholder_map, frozen)
        self.kind, self.form_class, self.own_parameters = kind, kind.form_class, tuple(kind.form_class.base_fields)
        self.title = title or str(stakeholder_map)
        self.name, self.path = name or stakeholder_map.slug, path or stakeholder_map.get_absolute_url()

    @cached_property
    def content(self):
        """What the page shows: the network shows what is around its focus."""
        found = self.narrowed(self.everything)
        return focus.focused(self, found) if self.view == View.NETWORK else found

    @property
    def page_address(self):
        """Where the same is shown as a page."""
        query = self.request.GET.copy()
        for parameter in set(self.own_parameters) - set(AskForm.base_fields):
            query.pop(parameter, None)
        return absolute(self.path) + (f"?{query.urlencode()}" if query else "")

    @property
    def told_filters(self):
        """Each filter that is set, as people read it."""
        form = self.filterset.form
        for name in form.fields:
            values = self.request.GET.getlist(name)
            if any(values):
                labels = dict(getattr(form.fields[name], "choices", ()))
                yield f"{form.fields[name].label}: {', '.join(str(labels.get(each, each)) for each in values)}"

    @property
    def write(self):
        return self.kind.layouts.get(self.own.get("layout"), self.kind.write)

    @cached_property
    def etag(self):
        """Another one whenever the file may be another one for this reader."""
        state = self.frozen.sha256 if self.frozen else state_of_the_data(self.reader)
        key = (state, self.request.get_full_path(), self.map.pk, get_language(), funding_statement())
        key += (writing_tables.sees_salience(self), timezone.localdate())
        return f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'


# What a page offers, with what it is good for.
OFFERED = (
    ("xlsx", "", gettext_lazy("Excel (XLSX)"), gettext_lazy("to change and to import again")),
    ("csv", "", gettext_lazy("CSV: stakeholders"), ""),
    ("csv", "part=relations", gettext_lazy("CSV: relations"), ""),
    ("xlsx", "layout=kumu", gettext_lazy("Excel for Kumu"), ""),
    ("xlsx", "layout=onodo", gettext_lazy("Excel for Onodo"), ""),
    ("csv", "layout=gephi", gettext_lazy("CSV for Gephi: nodes"), ""),
    ("csv", "layout=gephi&part=relations", gettext_lazy("CSV for Gephi: edges"), ""),
    ("kumu.json", "", gettext_lazy("JSON for Kumu"), ""),
    ("gexf", "", "GEXF 1.3", gettext_lazy("network with dates, for Gephi and others")),
    ("graphml", "", "GraphML", gettext_lazy("network, for yEd, Cytoscape and others")),
    ("geojson", "", "GeoJSON", gettext_lazy("places, for geographic information systems")),
    ("svg", "", "SVG", gettext_lazy("the picture of this view")),
)


def offered(asked, path, is_drawn):
    """The files of what a page shows, `files` as (address, label, use), and the address that Kumu reads live.

    `is_drawn` says whether there is a picture to take along.
    """
    query = asked.request.GET.copy()
    for name in ("page", "relations_page"):
        query.pop(name, None)
    start, shown = path.removesuffix("/"), query.urlencode()
    files = [
        (f"{start}.{suffix}{question(shown, more)}", label, use)
        for suffix, more, label, use in OFFERED
        if suffix != "svg" or is_drawn
    ]
    query.pop("view", None)
    return {"files": files, "live_address": absolute(f"{start}.kumu.json{question(query.urlencode())}")}


def question(*parts):
    asked = "&".join(part for part in parts if part)
    return f"?{asked}" if asked else ""


def answer(request, stakeholder_map, suffix, **frozen):
    """The file of what the address asks for: 200, 304, 400 for what it does not know. Raises Http404, BadAddress."""
    kind = FORMATS.get(suffix)
    if kind is None:
        raise Http404
    asked = Taken(request, stakeholder_map, kind, **frozen)
    # What is wrong with the address is told before anything is written.
    if "relations_page" in request.GET or "page" in request.GET:
        raise BadAddress(_("A file holds all pages: leave “page” out of the address."))
    asked.content  # noqa: B018 - raises BadAddress
    asked.own  # noqa: B018 - the same
    name = ascii_name(f"{asked.name}-{timezone.localdate().isoformat()}.{suffix}")
    headers = {
        "ETag": asked.etag,
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    response = get_conditional_response(request, etag=asked.etag) or body(asked, kind)
    if response.status_code == 200:
        headers["Content-Type"] = kind.media_type
        headers["Content-Disposition"] = f'{"inline" if kind.is_live else "attachment"}; filename="{name}"'
    response._csp_exempt = True
    for header, value in headers.items():
        response[header] = value
    return response


def body(asked, kind):
    """The file, or its pieces as they are made."""
    if asked.request.method == "HEAD":
        return HttpResponse()
    made = asked.write(asked)
    if hasattr(made, "read"):
        return FileResponse(made)
    return StreamingHttpResponse(joined(get_language(), made))


def joined(language, pieces):
    """Many pieces at once as bytes, in the reader's language, which the server has left when they are sent."""
    pieces = iter(pieces)
    while True:
        with override(language):
            some = "".join(islice(pieces, AT_ONCE))
        if not some:
            return
        yield some.encode()
