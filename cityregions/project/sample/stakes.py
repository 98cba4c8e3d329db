"""Areas, partners and stakeholders of a sample, with their maps, relations and agreements."""

from cityregions.areas.models import MetropolitanArea
from partners.models import Partner
from stakeholders.models import Agreement, MapEntry, Party, Relation, Stakeholder, StakeholderMap

from . import names
from .rows import day, many

CATEGORIES = list(names.ORGANISATIONS)
LEVELS = ["municipal", "inter_municipal", "regional", "national"]


def areas(dice, count):
    return many(MetropolitanArea, (area(dice, number) for number in range(count)))


def area(dice, number):
    city = names.place(dice)
    return {
        "slug": names.slug(city, number + 1),
        "name": f"{city} metropolitan area",
        "country": dice.choice(names.COUNTRIES),
        "core_city": city,
        "latitude": round(dice.uniform(45, 54), 4),
        "longitude": round(dice.uniform(8, 22), 4),
        "population": dice.randrange(150_000, 2_500_000, 1000),
        "population_core": dice.randrange(50_000, 150_000, 1000),
        "municipalities": dice.randrange(8, 90),
        "accent": number % len(MetropolitanArea.Accent) + 1,
        "summary": names.sentence(dice),
    }


def partners(dice, per_area, areas):
    rows = [(area, place) for area in areas for place in range(per_area)]
    return many(Partner, (partner(dice, number, *row) for number, row in enumerate(rows)))


def partner(dice, number, area, place):
    name = f"City of {area.core_city}" if place == 0 else names.organisation(dice, "agency")
    return {
        "slug": names.slug(name, number + 1),
        "name": name,
        "partner_number": "LP" if number == 0 else f"PP{number + 1}",
        "kind": "city" if place == 0 else "metropolitan_body",
        "role": "lead" if number == 0 else "partner",
        "area": area,
        "website": f"https://partner-{number + 1}.example.org",
    }


def partner_stakeholders(partners):
    taken = ("slug", "name", "area", "website")
    rows = (
        {"partner": each, "category": "public_authority"} | {key: getattr(each, key) for key in taken}
        for each in partners
    )
    return many(Stakeholder, rows)


def stakeholders(dice, count, areas):
    return many(Stakeholder, (stakeholder(dice, number, areas) for number in range(count)))


def stakeholder(dice, number, areas):
    category = dice.choice(CATEGORIES)
    name = names.organisation(dice, category)
    return {
        "slug": names.slug(name, number + 1),
        "name": name,
        "category": category,
        "level": dice.choice(LEVELS),
        "area": dice.choice(areas) if areas and dice.random() < 0.95 else None,
        "municipality": names.place(dice),
        "role": names.sentence(dice) if dice.random() < 0.5 else "",
    }


def maps(areas, stakeholders, size):
    """One map for each area, with up to `size` of its stakeholders, the partners first."""
    found = many(StakeholderMap, (map_of(area) for area in areas))
    room = {each.area_id: [each, size] for each in found}
    entries = []
    for stakeholder in stakeholders:
        place = room.get(stakeholder.area_id)
        if place and place[1]:
            place[1] -= 1
            entries.append({"stakeholder_map": place[0], "stakeholder": stakeholder})
    many(MapEntry, entries)


def map_of(area):
    return {"slug": area.slug, "name": f"Stakeholders of {area.core_city}", "area": area, "published": True}


def relations(dice, count, stakeholders):
    pairs = distinct_pairs(dice, count, len(stakeholders))
    return many(Relation, (relation(dice, stakeholders[one], stakeholders[other]) for one, other in pairs))


def relation(dice, one, other):
    return {
        "from_stakeholder": one,
        "to_stakeholder": other,
        "kind": dice.choice(Relation.Kind.values),
        "weight": dice.choice([None, 1, 2, 3, 4, 5]),
        "since": day(dice, 1995, 2012),
    }


def distinct_pairs(dice, count, size):
    """Pairs of places in a list, no two alike; early places come up more often, as hubs do."""
    seen = {}
    while len(seen) < count:
        one, other = dice.randrange(size), int(size * dice.random() ** 2)
        if one != other:
            seen.setdefault((min(one, other), max(one, other)), (one, other))
    return seen.values()


def agreements(dice, count, areas, stakeholders):
    found = many(Agreement, (agreement(dice, number, areas) for number in range(count)))
    parties = [
        (each, who) for each in found for who in dice.sample(stakeholders, min(len(stakeholders), dice.randrange(2, 7)))
    ]
    many(Party, ({"agreement": each, "stakeholder": who} for each, who in parties))
    return found


def agreement(dice, number, areas):
    title = f"Agreement on {dice.choice(names.THEMES)}"
    return {
        "slug": names.slug(title, number + 1),
        "title": title,
        "area": dice.choice(areas),
        "form": dice.choice(Agreement.Form.values),
        "status": dice.choice(Agreement.Status.values),
        "agreed_on": day(dice, 2012, 2014),
        "summary": names.sentence(dice),
        "published": True,
    }
