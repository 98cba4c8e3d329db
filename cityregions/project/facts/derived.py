"""What follows from the facts without standing in the file: partners as stakeholders, one map per area, and links."""

from cityregions.areas.models import MetropolitanArea
from cityregions.workplan.models import Output
from partners.models import Partner
from pilots.models import Pilot
from stakeholders.models import MapEntry, Stakeholder, StakeholderMap

from .errors import FactsError, at, field, quoted
from .fields import find
from .form import Form
from .saving import update

TAKEN_OVER = ("slug", "name", "name_local", "area_id", "website", "address", "source", "confidence")


def colour_of_area(record, item, book, place):
    """A new area gets the next of the eight colours."""
    return {"accent": place % len(MetropolitanArea.Accent) + 1} if record._state.adding else {}


def no_partner(record, item, book, place):
    if record.partner_id or book.pk(Partner, item.get("slug")):
        raise FactsError("is a partner's slug: partners are stakeholders without being listed.", field("slug"))
    return {}


def elsewhere(record, item, book, place):
    return {"area_id": None}


def pilot_of_activity(item, book):
    """An activity of the kind “pilot” in exactly one area carries out that area's pilot."""
    areas = item.get("areas")
    if item.get("kind") != "pilot" or not isinstance(areas, list) or len(areas) != 1:
        return None
    area = find(MetropolitanArea, areas[0], book)
    return Pilot.objects.filter(area=area).values_list("pk", flat=True).first()


def pilot_of_output(record, item, book, place):
    """The pilot whose list of outputs has this one; a pilot that lists others loses it."""
    listed = {pilot["slug"]: pilot["outputs"] or [] for pilot in book.facts.get("pilots") or [] if "outputs" in pilot}
    owners = [slug for slug, outputs in listed.items() if item["slug"] in outputs]
    if len(owners) > 1:
        raise FactsError(f"is listed by two pilots, {quoted(owners[0])} and {quoted(owners[1])}.")
    if owners:
        return {"pilot_id": book.pk(Pilot, owners[0])}
    return {"pilot_id": None} if record.pilot_id and book.slug(Pilot, record.pilot_id) in listed else {}


def partners_as_stakeholders(book):
    """Every partner is a stakeholder too, under the same slug."""
    known = {each.slug: each for each in Stakeholder.objects.filter(slug__in=book.facts_slugs("partners"))}
    return [
        load_stakeholder(partner, known.get(partner.slug), book)
        for partner in Partner.objects.filter(slug__in=book.facts_slugs("partners")).order_by("pk")
    ]


def load_stakeholder(partner, known, book):
    """A city is a municipal public authority; of the bodies for whole areas no source says what they are."""
    values = {column: getattr(partner, column) for column in TAKEN_OVER} | {"partner_id": partner.pk}
    if not known and partner.kind == Partner.Kind.CITY:
        values |= {"category": Stakeholder.Category.PUBLIC_AUTHORITY, "level": Stakeholder.Level.MUNICIPAL}
    with at("partners", f"item {quoted(partner.slug)}"):
        changed = update(known or Stakeholder(), values, Form(Stakeholder), book)
    return "changed" if known and changed else "added" if changed else "unchanged"


def one_map_per_area(book):
    """A published map of each area with its stakeholders; what people placed or added on it stays."""
    areas = MetropolitanArea.objects.filter(slug__in=book.facts_slugs("areas")).order_by("pk")
    return [load_map(area, book) for area in areas]


def load_map(area, book):
    known = StakeholderMap.objects.filter(slug=area.slug).first()
    found = known or StakeholderMap()
    values = {"slug": area.slug, "name": f"Stakeholders of {area.name}", "area_id": area.pk, "published": True}
    added = update(found, {} if known else values, Form(StakeholderMap), book)
    missing = area.stakeholders.exclude(entries__stakeholder_map=found).order_by("pk")
    entries = [update(MapEntry(stakeholder_map=found, stakeholder=each), {}, Form(MapEntry), book) for each in missing]
    return "added" if added else "changed" if entries else "unchanged"


def check_lists(book):
    """The lists that other sections decide name what is there."""
    check_partners_of_areas(book.facts)
    outputs = set(Output.objects.values_list("slug", flat=True))
    for pilot in book.facts.get("pilots") or []:
        for slug in pilot.get("outputs") or []:
            if slug not in outputs:
                raise FactsError(f"there is no output {quoted(slug)}.", *named("pilots", pilot), field("outputs"))


def check_partners_of_areas(facts):
    for area in (area for area in facts.get("areas") or [] if "partners" in area):
        own = {partner["slug"] for partner in facts.get("partners") or [] if partner["area"] == area["slug"]}
        listed = set(area["partners"] or [])
        for slug in sorted(listed - own):
            raise FactsError(f"{quoted(slug)} is no partner of this area.", *named("areas", area), field("partners"))
        for slug in sorted(own - listed):
            raise FactsError(f"the partner {quoted(slug)} is missing.", *named("areas", area), field("partners"))


def named(section, item):
    return section, f"item {quoted(item['slug'])}"
