"""What the portal knows of what keep.eu asks for: only what is public, the same for everybody, and nothing invented."""

import re

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from cityregions.workplan.models import Output
from partners.models import Partner
from pilots.models import Result

from ..models import Project
from .fields import TABLES, names

ANYONE = AnonymousUser()
LONGEST_DESCRIPTION = 1500
# Only what is surely the same; keep.eu's other types are not told apart in the portal.
TYPES = {Output.Kind.STUDY: "study/survey", Output.Kind.LEAFLET: "flyer"}


def content(today, address):
    """The three tables and what is empty in them; `address` makes a full address of a path."""
    found = Project.objects.the_one()
    tables = {
        "project": project_row(found, today) if found else dict.fromkeys(names("project")),
        "partners": [partner_row(each, found) for each in partners()],
        "documents": [row for output in outputs() for row in document_rows(output, address)],
    }
    statement = found.funding_statement.get("en", "") if found else ""
    files = {extension: address(reverse(f"api:keep-{extension}")) for extension in ("xml", "xlsx")}
    about = {"portal": address(reverse("home")), **files, "funding_statement": statement}
    return {**about, **tables, "not_known": list(not_known(tables))}


def partners():
    rows = Partner.objects.visible_to(ANYONE).select_related("area", "budget", "stakeholder")
    return sorted(rows, key=lambda each: (each.role != Partner.Role.LEAD, number_of(each), each.name))


def number_of(partner):
    """PP10 comes after PP9; a partner without a number last."""
    digits = partner.partner_number.lstrip("LP")
    return int(digits) if digits else (0 if partner.partner_number else 1000)


def outputs():
    return Output.objects.visible_to(ANYONE).select_related("author").with_files(ANYONE).order_by("title", "pk")


def project_row(project, today):
    period = re.search(r"\b(\d{4})\s?[-–]\s?(\d{4})\b", project.programme)
    row = {
        "period": f"{period[1]}-{period[2]}" if period else "",
        "programme": project.programme,
        "acronym": project.acronym,
        "title_en": project.name,
        "title_other": in_other_languages(project.extra, "name_"),
        "description_en": description(project),
        "results_en": results(),
        "status": ("closed" if project.ends_on.last < today else "ongoing") if project.ends_on else "",
        "starts_on": date(project.starts_on),
        "ends_on": date(project.ends_on),
        "total_budget_eur": project.budget_total_eur,
        "fund": project.fund,
        "cofinancing_rate": project.cofinancing_rate,
        "website": project.website,
        "website_archive": project.website_archive,
        "lead_partner": project.lead_partner.slug if project.lead_partner else "",
    }
    return complete("project", row)


def description(project):
    """As many whole paragraphs as keep.eu takes."""
    text = ""
    for paragraph in (project.objective, project.rationale, project.further_aim, project.target_group):
        longer = f"{text}\n\n{paragraph}".strip()
        text = longer if paragraph and len(longer) <= LONGEST_DESCRIPTION else text
    return text


def results():
    rows = Result.objects.visible_to(ANYONE).select_related("pilot").order_by("pilot__title", "pilot_id", "position")
    by_pilot = {}
    for row in rows:
        by_pilot.setdefault(row.pilot.title, []).append(row.text)
    return "\n\n".join(f"{title}: {' '.join(texts)}" for title, texts in by_pilot.items())


def partner_row(partner, project):
    budget, stakeholder = getattr(partner, "budget", None), getattr(partner, "stakeholder", None)
    sector = stakeholder.sector if stakeholder else ""
    # Of these, an empty one stands for the project's own.
    own = {"joined_on": "starts_on", "left_on": "ends_on", "cofinancing_rate": "cofinancing_rate"}
    shared = {name: first_known(partner, name, project, whole) for name, whole in own.items()}
    row = {
        "slug": partner.slug,
        "number": partner.partner_number,
        "name_en": partner.name,
        "name_original": partner.name_local,
        "lead": partner.role == Partner.Role.LEAD,
        "public_or_private": sector if sector in {"public", "private"} else "",
        "department": partner.contact_unit,
        "address": partner.address,
        "country": partner.area.country,
        "nuts": partner.area.nuts,
        "website": partner.website,
        "joined_on": date(shared["joined_on"]),
        "left_on": date(shared["left_on"]),
        "budget_eur": budget.amount_eur if budget else None,
        "cofinancing_rate": shared["cofinancing_rate"],
    }
    return complete("partners", row)


def first_known(partner, name, project, whole):
    value = getattr(partner, name)
    return value if value is not None or project is None else getattr(project, whole)


def document_rows(output, address):
    """A row for each file of the newest version in each language, else for the address where others keep it."""
    own = {
        "slug": output.slug,
        "number": output.number,
        "title_en": output.title,
        "title_original": output.title_local,
        "type": TYPES.get(output.kind, ""),
        "kind": output.kind,
        "languages": output.language_codes,
        "published_on": date(output.delivered_on),
        "summary_en": output.summary,
        "author": str(output.author) if output.author else "",
        "url": output.url,
        "page": address(output.get_absolute_url()),
    }
    if output.shown_files:
        return [complete("documents", {**own, **file_cells(file, address)}) for file in output.shown_files]
    return [complete("documents", own)] if output.url else []


def file_cells(file, address):
    return {
        "languages": [file.language],
        "url": address(file.get_absolute_url()),
        "file_name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.digest,
    }


def complete(table, row):
    """The row with all fields of its table in their order, empty where the portal knows nothing."""
    fields = TABLES[table]().fields
    return {name: row[name] if name in row else empty(field) for name, field in fields.items()}


def empty(field):
    return {"ListField": [], "DictField": {}, "CharField": ""}.get(type(field).__name__)


def is_empty(value):
    return value is None or value in ("", [], {})


def not_known(tables):
    """For each field that is empty somewhere: in how many rows of how many."""
    for table, found in tables.items():
        rows = found if isinstance(found, list) else [found]
        for name in names(table):
            number = sum(is_empty(row[name]) for row in rows)
            if number:
                yield {"table": table, "field": name, "empty": number, "of": len(rows)}


def in_other_languages(extra, start):
    """Texts that the facts tell in other languages, e.g. under `name_cs`."""
    found = re.compile(rf"{start}([a-z]{{2}})")
    told = ((found.fullmatch(key), value) for key, value in (extra or {}).items())
    return {match[1]: value for match, value in told if match and isinstance(value, str)}


def date(value):
    return "" if value is None else str(value)
