"""The work plan of a sample: phases, activities, pilots, practices, outputs, events and policy conclusions."""

from cityregions.practices.models import Practice
from cityregions.workplan.models import Activity, ActivityArea, Event, Output, Phase, PolicyConclusion
from pilots.models import Intervention, Milestone, Objective, Pilot, Result

from . import names
from .rows import day, link, many, one_of


def phases():
    rows = [("Analysis", "2013-01", "2013-12"), ("Pilots", "2014-01", "2014-12")]
    return many(Phase, (phase(number, *row) for number, row in enumerate(rows, 1)))


def phase(number, name, start, end):
    return {"slug": f"phase-{number}", "number": number, "name": name, "starts_on": start, "ends_on": end}


def practices(dice, count, areas, stakeholders):
    found = many(Practice, (practice(dice, number, areas) for number in range(count)))
    link(Practice, "organisations", {each: dice.sample(stakeholders, min(3, len(stakeholders))) for each in found})
    return found


def practice(dice, number, areas):
    theme = dice.choice(names.THEMES)
    area = dice.choice(areas) if dice.random() < 0.8 else None
    name = f"{theme.capitalize()} {names.place(dice)}"
    return {
        "slug": names.slug(name, number + 1),
        "name": name,
        "area": area,
        "country": area.country if area else dice.choice(names.COUNTRIES),
        "form": dice.choice(Practice.Form.values),
        "theme": theme,
        "started_on": day(dice, 1980, 2010),
        "ongoing": dice.random() < 0.6,
        "outcome": dice.choice(Practice.Outcome.values),
        "summary": names.sentence(dice),
        "published": True,
    }


def pilots(dice, count, areas, partners, practices):
    """Each area has one pilot at most."""
    found = many(Pilot, (pilot(dice, number, area) for number, area in enumerate(areas[:count])))
    own = {}
    for partner in partners:
        own.setdefault(partner.area_id, []).append(partner)
    link(Pilot, "partners", {each: own.get(each.area_id, []) for each in found})
    link(Pilot, "inspired_by", {each: dice.sample(practices, min(2, len(practices))) for each in found})
    many(Milestone, (milestone(dice, each, place) for each in found for place in range(3)))
    for model in (Objective, Result):
        many(
            model,
            ({"pilot": each, "position": place, "text": names.sentence(dice)} for each in found for place in range(3)),
        )
    many(Intervention, (intervention(dice, each, place) for each in found for place in range(2)))
    return found


def pilot(dice, number, area):
    theme = dice.choice(names.THEMES)
    return {
        "slug": f"pilot-{number + 1}",
        "title": f"{theme.capitalize()} around {area.core_city}",
        "area": area,
        "theme": theme,
        "summary": names.sentence(dice),
        "published": True,
    }


def milestone(dice, pilot, place):
    reached_on = f"2014-{dice.randrange(1, 13):02}"
    row = {"pilot": pilot, "position": place, "text": names.sentence(dice), "reached_on": reached_on}
    return row | {"planned": reached_on > "2014-09"}


def intervention(dice, pilot, place):
    slug = f"{pilot.slug}-intervention-{place + 1}"
    title = f"Joint work on {dice.choice(names.THEMES)}"
    return {"pilot": pilot, "position": place, "slug": slug, "title": title, "text": names.sentence(dice)}


def activities(dice, count, phases, partners, areas, pilots):
    """The activities, each with the partners that answer for it."""
    found = many(Activity, (activity(dice, number, phases, pilots) for number in range(count)))
    responsible = {each: dice.sample(partners, min(2, len(partners))) for each in found}
    link(Activity, "responsible", responsible)
    owed = [(each, area) for each in found for area in dice.sample(areas, min(2, len(areas)))]
    many(ActivityArea, ({"activity": each, "area": area, "expected_output": "a report"} for each, area in owed))
    return responsible


def activity(dice, number, phases, pilots):
    phase = dice.choice(phases)
    year, month = phase.starts_on[:4], dice.randrange(1, 10)
    kind = dice.choice(Activity.Kind.values)
    title = f"{dice.choice(['Work', 'Analysis', 'Exchange', 'Study'])} on {dice.choice(names.THEMES)}"
    return {
        "slug": names.slug(title, number + 1),
        "title": title,
        "kind": kind,
        "phase": phase,
        "pilot": one_of(dice, pilots) if kind == "pilot" else None,
        "starts_on": f"{year}-{month:02}",
        "ends_on": f"{year}-{month + dice.randrange(0, 4):02}",
    }


def outputs(dice, count, areas, activities, pilots, stakeholders):
    return many(Output, (output(dice, number, areas, activities, pilots, stakeholders) for number in range(count)))


def output(dice, number, areas, activities, pilots, stakeholders):
    title = f"{dice.choice(['Report', 'Study', 'Paper', 'Concept'])} on {dice.choice(names.THEMES)}"
    delivered = dice.random() < 0.7
    return {
        "slug": names.slug(title, number + 1),
        "number": f"{dice.randrange(1, 6)}.{dice.randrange(1, 4)}.{number + 1}",
        "title": title,
        "kind": dice.choice(Output.Kind.values),
        "status": "published" if delivered else dice.choice(Output.Status.values),
        "area": dice.choice(areas) if dice.random() < 0.8 else None,
        "activity": one_of(dice, activities),
        "pilot": one_of(dice, pilots) if dice.random() < 0.3 else None,
        "author": one_of(dice, stakeholders),
        "due_on": day(dice, 2013, 2014),
        "delivered_on": day(dice, 2013, 2014) if delivered else None,
        "languages": dice.choice(["en", "de", "pl, en", "it", ""]),
        "summary": names.sentence(dice),
    }


def events(dice, count, areas, stakeholders):
    return many(Event, (event(dice, number, areas, stakeholders) for number in range(count)))


def event(dice, number, areas, stakeholders):
    kind, place = dice.choice(Event.Kind.values), names.place(dice)
    title = f"{Event.Kind(kind).label.capitalize()} on {dice.choice(names.THEMES)} in {place}"
    return {
        "slug": names.slug(title, number + 1),
        "title": title,
        "kind": kind,
        "area": dice.choice(areas) if dice.random() < 0.8 else None,
        "starts_on": day(dice, 2012, 2014),
        "place": place,
        "host": one_of(dice, stakeholders),
        "participants": dice.choice([None, dice.randrange(10, 200)]),
        "summary": names.sentence(dice),
    }


def conclusions(dice, count, areas, outputs):
    found = many(PolicyConclusion, (conclusion(dice, number, areas) for number in range(count)))
    link(PolicyConclusion, "evidence", {each: dice.sample(outputs, min(2, len(outputs))) for each in found})
    return found


def conclusion(dice, number, areas):
    area = dice.choice(areas) if dice.random() < 0.5 else None
    return {"slug": f"conclusion-{number + 1}", "statement": names.sentence(dice), "area": area, "published": True}
