"""Invented content for the page that shows every component."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator

from cityregions.records.dates import PartialDate

from .icons import DRAWINGS
from .pictures import Bar, Point

COLOURS = ["paper", "panel", "rule", "edge", "ink", "quiet", "brand", "focus", "good", "info", "warning", "bad"]
SIZES = ["h1", "h2", "h3", "lead", "text", "small"]
ACCENTS = ["blue", "red", "green", "ochre", "violet", "teal", "rose", "slate"]
STATUSES = ["planned", "draft", "ongoing", "late", "delivered", "signed", "success", "mixed", "failure", "unknown"]


@dataclass
class Area:
    """As much of a metropolitan area as the components need."""

    name: str
    accent: int
    latitude: float
    longitude: float
    summary: str

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"#area-{self.accent}"


AREAS = [
    Area("Halle/Leipzig", 1, 51.34, 12.37, "Two centres on the border of two states."),
    Area("Wrocław", 2, 51.1079, 17.0385, "Capital of Lower Silesia."),
    Area("Prague 9 and Central Bohemia", 3, 50.1106, 14.5, "Former industry turned over to housing."),
    Area("Graz", 4, 47.0707, 15.4395, "A fast growing belt in the south."),
    Area("Turin", 5, 45.0703, 7.6869, "An industrial city with a strategic plan."),
]


class SampleFilter(forms.Form):
    search = forms.CharField(label="Words", required=False)
    area = forms.ChoiceField(
        label="Metropolitan area", required=False, choices=[("", "Any"), *((a.name, a.name) for a in AREAS)]
    )
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any"), ("study", "Study"), ("leaflet", "Leaflet")]
    )
    due_before = forms.CharField(label="Due before", required=False)
    late = forms.ChoiceField(label="Late", required=False, choices=[("", "Either"), ("true", "Yes"), ("false", "No")])


class SampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="As it is printed on the output.")
    due = forms.CharField(label="Due", help_text="A year, a month or a day: 2013, 2014-03 or 2014-03-15.")
    area = forms.ChoiceField(label="Area", choices=[(a.name, a.name) for a in AREAS])
    summary = forms.CharField(label="Summary", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    published = forms.BooleanField(label="Anyone may read it", required=False)


def sample(request):
    """Everything that templates/design.html shows."""
    return {
        "colours": COLOURS,
        "sizes": SIZES,
        "accents": list(enumerate(ACCENTS, start=1)),
        "statuses": STATUSES,
        "icons": sorted(DRAWINGS),
        "areas": AREAS,
        "points": [
            *AREAS,
            Point("Lyon", 45.76, 4.84, accent="area-none", text="A reference case outside the partnership."),
        ],
        "filter": SimpleNamespace(form=SampleFilter(request.GET)),
        "form": SampleForm({"title": "", "due": "next spring", "area": "Graz"}, auto_id="sample-%s"),
        "page_obj": Paginator(range(200), 20).page(3),
        "bars": bars(),
        "today": date(2014, 3, 15),
        "chart": [
            (area.name, number, area.get_absolute_url(), f"area-{area.accent}")
            for area, number in zip(AREAS, (19, 11, 8, 14, 12), strict=True)
        ],
        "columns": ["Output", "Area", "Due", "Status"],
        "rows": [
            [("Stakeholder mapping", "#"), "Graz", "2013", "Delivered"],
            [("Study on tangential bus lines between the suburbs", "#"), "Graz", "March 2014", "Late"],
        ],
        "record": record(),
        "partial_dates": [PartialDate(text) for text in ("2013", "2014-03", "2014-03-15")],
        "start": PartialDate("2012-07-01"),
        "end": PartialDate("2014-12-31"),
    }


def bars():
    rows = [
        ("Phase 1: Knowing", "Stakeholder mapping in each area", (2012, 7), (2013, 3), 100, "area-none"),
        ("Phase 1: Knowing", "Collection of good practice", (2012, 10), (2013, 6), 100, "area-4"),
        ("Phase 2: Trying out", "Pilot: regional mobility", (2013, 4), (2014, 9), 65, "area-4"),
        ("Phase 2: Trying out", "Pilot: commercial land across the state border", (2013, 1), (2014, 11), 70, "area-1"),
        ("Phase 2: Trying out", "Policy conclusions", (2014, 6), (2014, 12), None, ""),
    ]
    return [
        Bar(
            label,
            date(*first, 1),
            date(*last, 28),
            "#",
            percent,
            accent,
            f"{first[1]}/{first[0]} – {last[1]}/{last[0]}",
            group,
        )
        for group, label, first, last, percent, accent in rows
    ]


def record():
    """A record with every kind of provenance."""
    return SimpleNamespace(
        source="http://www.torinostrategica.it/en/schederete/cityregions_/",
        confidence="project",
        get_confidence_display="stated by the project",
        detail_sources=["https://www.praha9.cz/o-city-regions", "Minutes of the third meeting, on paper"],
        field_sources={
            "address_source": "https://www.wroclaw.pl",
            "address_confidence": "public",
            "website_source": "https://www.irt.wroc.pl",
        },
        extra={
            "start_note": "First dated meeting found: 25 February 2014.",
            "within_project": False,
            "editions": [{"year": 2013, "pages": 48}],
        },
    )
