"""What the pages' templates say in one word: icons, dates, statuses, pictures, active filters."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cityregions.records.countries import LANGUAGES, country_name
from cityregions.records.history.tables import table_of
from cityregions.records.models import Confidence, is_address

from .. import icons, navigation, pictures
from ..provenance import notes, sources

register = template.Library()
register.filter("is_address", is_address)
register.filter("country_name", country_name)
register.filter("host", navigation.host)
register.filter("notes", notes)
register.filter("sources", sources)
register.simple_tag(icons.draw, name="icon")

# How a status is told by shape and colour beside its word: (tone, icon).
STATUSES = {
    "planned": ("quiet", "circle"),
    "proposed": ("quiet", "dotted"),
    "draft": ("quiet", "dotted"),
    "not_yet_due": ("quiet", "circle"),
    "unknown": ("quiet", "question"),
    "none": ("quiet", "dotted"),
    "ongoing": ("info", "half"),
    "due": ("info", "half"),
    "submitted": ("info", "half"),
    "in_review": ("info", "half"),
    "joint_review": ("info", "half"),
    "final": ("info", "half"),
    "mixed": ("warning", "half"),
    "sent_back": ("warning", "back"),
    "late": ("bad", "warning"),
    "overdue": ("bad", "warning"),
    "partly": ("warning", "half"),
    "not": ("bad", "cross"),
    "fully": ("good", "check"),
    "refused": ("warning", "cross"),
    "failure": ("bad", "cross"),
    "stop": ("bad", "square"),
    "ended": ("quiet", "square"),
    "done": ("good", "check"),
    "completed": ("good", "check"),
    "delivered": ("good", "check"),
    "accepted": ("good", "check"),
    "endorsed": ("good", "check"),
    "published": ("good", "check"),
    "signed": ("good", "check"),
    "success": ("good", "check"),
    "project": ("good", "check"),
    "public": ("info", "circle"),
    "derived": ("quiet", "dotted"),
    "sample": ("warning", "info"),
}

CONFIDENCE = {
    "project": _("The project itself says so."),
    "public": _("A public page says so."),
    "derived": _("Inferred from the source; the source does not say it in these words."),
}


@register.simple_tag(name="navigation", takes_context=True)
def navigation_groups(context):
    return navigation.groups(context["request"].path if "request" in context else "", context.get("user"))


@register.simple_tag(takes_context=True)
def languages(context):
    return navigation.languages(context["request"].get_full_path() if "request" in context else "/")


@register.filter
def accent(thing):
    """The class that carries an area's colour, of an area or of something that belongs to one."""
    area = getattr(thing, "area", None) or thing
    number = getattr(area, "accent", None)
    return f"area-{number}" if number else "area-none"


@register.simple_tag
def history_address(record, user):
    """Where the history of a record stands, for people of the partnership; empty for everybody else."""
    table = table_of(type(record)) if getattr(user, "is_in_partnership", False) else None
    return f"{reverse('history')}?{urlencode({'record': table.address(record)})}" if table else ""


@register.inclusion_tag("components/_badge.html")
def badge(label, status="", icon=""):
    """A status in a word: `{% badge output.get_status_display output.status %}`."""
    tone, usual = STATUSES.get(str(status), ("quiet", ""))
    return {"label": label, "tone": tone, "icon": icon or usual}


@register.inclusion_tag("components/_badge.html")
def confidence_badge(record):
    """How sure a fact is, in a word with its explanation."""
    return confidence_word(record.confidence)


@register.inclusion_tag("components/_badge.html")
def confidence_word(confidence):
    """The same for the bare value, as it stands beside the source of a single field."""
    tone, icon = STATUSES.get(confidence, ("quiet", ""))
    label = dict(Confidence.choices).get(confidence, confidence)
    return {"label": label, "tone": tone, "icon": icon, "explanation": CONFIDENCE.get(confidence, "")}


@register.filter
def language_of(thing):
    """The language of a record's local name, as its country or its area's tells it; empty where none does."""
    country = getattr(thing, "country", "") or getattr(getattr(thing, "area", None), "country", "")
    return LANGUAGES.get(country, "")


@register.simple_tag
def record_lang():
    """The attribute for what stands in the words of the records, on a page in another language than theirs."""
    return "" if get_language() == settings.LANGUAGE_CODE else format_html(' lang="{}"', settings.LANGUAGE_CODE)


@register.filter
def when(day):
    """A date as it is known, readable for people and programs."""
    if not day:
        return ""
    display = getattr(day, "display", None) or formats.date_format(day, "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', day if isinstance(day, str) else day.isoformat(), display)


@register.simple_tag
def period(start, end):
    """From a start to an end, either of which may be unknown."""
    if start and end and str(start) != str(end):
        return format_html("<span>{} – {}</span>", when(start), when(end))
    if start and not end:
        return format_html("<span>{}</span>", format_html(str(_("since {}")), when(start)))
    if end and not start:
        return format_html("<span>{}</span>", format_html(str(_("until {}")), when(end)))
    return when(start)


@register.filter
def number(value):
    """A number as people write it in their language: 1,090,000."""
    if value in {None, ""}:
        return ""
    return formats.number_format(value, use_l10n=True, force_grouping=True)


@register.simple_tag(takes_context=True)
def active_filters(context, filterset):
    """What the reader narrowed the list by: label, value, and the address without it."""
    query = context["request"].GET
    return [
        {"label": field.label, "value": shown(field, value), "url": without(query, name, value)}
        for name, field in filterset.form.fields.items()
        for value in query.getlist(name)
        if value
    ]


def shown(field, value):
    """The words for a value of a filter, as its choices or the related record say them."""
    if hasattr(field, "queryset") and value != field.null_value:
        return field.queryset.filter(slug=value).first() or value
    for choice, label in getattr(field, "choices", []):
        if str(choice) == value:
            return label
    return value


def without(query, name, value):
    """The address of the same list without one value of a filter, from its first page."""
    query = query.copy()
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/_map.html")
def europe_map(points, caption, table=True):
    """A map of Europe with points: pictures.Point, or anything with a name, an address and coordinates."""
    points = [as_point(point) for point in points]
    return {
        "picture": pictures.europe_map([point for point in points if point.latitude is not None]),
        "points": points,
        "caption": caption,
        "table": table,
    }


def as_point(thing):
    if isinstance(thing, pictures.Point):
        return thing
    return pictures.Point(
        str(thing),
        thing.latitude,
        thing.longitude,
        thing.get_absolute_url(),
        accent(thing),
        getattr(thing, "summary", ""),
    )


@register.inclusion_tag("components/_timeline.html")
def timeline(bars, caption, on=None):
    """Bars (pictures.Bar) along the months, with a line for the day `on`."""
    return {"picture": pictures.timeline(bars, on), "caption": caption}


@register.inclusion_tag("components/_chart.html")
def bar_chart(rows, caption, unit=""):
    """Bars for numbers: rows of (label, value), (label, value, address) or (label, value, address, accent)."""
    return {"picture": pictures.bar_chart(rows), "caption": caption, "unit": unit}


@register.inclusion_tag("components/_progress.html")
def progress(percent, label=""):
    """A bar for progress in per cent; None says that it is not known."""
    return {"percent": percent, "width": pictures.share(percent or 0, 100), "label": label}


@register.filter
def beside(cells, labels):
    """Each cell of a row with the label of its column; a cell is a text, or a text and an address."""
    pairs = (cell if isinstance(cell, tuple) else (cell, "") for cell in cells)
    return [({"text": text, "url": url}, label) for (text, url), label in zip(pairs, labels, strict=True)]
