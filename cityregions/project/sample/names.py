"""Made-up names that sound like the region: no place, organisation or person of this name is meant."""

from django.utils.text import slugify

BEGINNINGS = [
    "Al",
    "Bran",
    "Dol",
    "Erl",
    "Fel",
    "Gran",
    "Hol",
    "Kar",
    "Lin",
    "Mar",
    "Nov",
    "Ost",
    "Pel",
    "Ros",
    "Sel",
    "Tar",
    "Ulm",
    "Vel",
    "Wal",
    "Zab",
]
MIDDLES = ["a", "e", "i", "o", "en", "er", "in", "os", "al", "ar"]
ENDINGS = [
    "berg",
    "burg",
    "feld",
    "stadt",
    "ov",
    "ice",
    "in",
    "na",
    "ano",
    "etto",
    "hof",
    "brunn",
    "wald",
    "see",
    "grad",
    "nik",
]
THEMES = (
    "public transport",
    "green belt",
    "commercial land",
    "housing",
    "pre-schools",
    "waste",
    "tourism",
    "energy",
    "cycling",
    "open space",
    "water",
    "regional food",
)
ORGANISATIONS = {
    "public_authority": ("Town of {place}", "Municipality of {place}", "District of {place}", "City of {place}"),
    "agency": ("Regional Development Agency {place}", "Planning Association {place}", "Energy Agency {place}"),
    "utility": ("Transport Company {place}", "Waterworks {place}", "Waste Management {place}"),
    "business": ("{place} Logistics", "{place} Business Park", "Bank of {place}"),
    "academia": ("University of {place}", "Institute of Urban Research {place}", "{place} School of Planning"),
    "association": ("Association of Municipalities {place}", "Chamber of Commerce {place}", "{place} Rural Forum"),
    "citizens": ("Citizens for {place}", "Residents of {place}", "Young People of {place}"),
}
COUNTRIES = ("AT", "CZ", "DE", "IT", "PL", "SI", "SK", "HU", "HR")


def place(dice):
    """A place name, e.g. Velosberg."""
    return dice.choice(BEGINNINGS) + dice.choice(MIDDLES) + dice.choice(ENDINGS)


def organisation(dice, category):
    return dice.choice(ORGANISATIONS[category]).format(place=place(dice))


def slug(name, number):
    """The name as in an address, made unique by its number."""
    return f"{slugify(name)[:80]}-{number}"


def sentence(dice):
    return f"Made-up text on {dice.choice(THEMES)} in and around {place(dice)}, for trying things out."
