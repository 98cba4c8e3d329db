"""Likely duplicates: stakeholders whose name is the same but for accents, legal forms and the order of its words."""

import re

from cityregions.records.text import fold

from .models import Stakeholder

# What says how an organisation is constituted, in the languages of the areas, and words that join others.
LEGAL_FORMS = [
    "gmbh",
    "ggmbh",
    "ag",
    "kg",
    "ohg",
    "gbr",
    "ug",
    "mbh",
    "ev",
    "eg",
    "kgaa",
    "se",
    "sce",
    "egtc",
    "evtz",
    "spa",
    "srl",
    "srls",
    "sas",
    "snc",
    "scarl",
    "scrl",
    "onlus",
    "coop",
    "sp",
    "zoo",
    "sa",
    "spzoo",
    "sc",
    "as",
    "sro",
    "ops",
    "vos",
    "zs",
    "os",
    "statni",
    "podnik",
    "ltd",
    "limited",
    "inc",
    "llc",
    "plc",
    "company",
    "co",
    "association",
    "verein",
    "verband",
    "verbund",
    "eingetragener",
    "stowarzyszenie",
    "sdruzeni",
    "spolek",
    "associazione",
    "fundacja",
    "foundation",
    "stiftung",
    "fondazione",
    "nadace",
]
KINDS_OF_PLACE = [
    "city",
    "town",
    "municipality",
    "commune",
    "district",
    "region",
    "province",
    "county",
    "metropolitan",
    "capital",
    "stadt",
    "stadtgemeinde",
    "gemeinde",
    "marktgemeinde",
    "landeshauptstadt",
    "hauptstadt",
    "landkreis",
    "kreis",
    "land",
    "miasto",
    "gmina",
    "powiat",
    "wojewodztwo",
    "urzad",
    "miasta",
    "miejski",
    "mesto",
    "obec",
    "mestys",
    "statutarni",
    "hlavni",
    "kraj",
    "mestska",
    "cast",
    "comune",
    "citta",
    "provincia",
    "regione",
    "metropolitana",
]
JOINING = [
    "of",
    "the",
    "for",
    "and",
    "de",
    "di",
    "del",
    "della",
    "dei",
    "degli",
    "delle",
    "da",
    "e",
    "et",
    "a",
    "i",
    "w",
    "z",
    "ze",
    "na",
    "v",
    "ve",
    "s",
    "se",
    "und",
    "der",
    "die",
    "das",
    "des",
    "dem",
    "den",
    "im",
    "in",
    "fur",
    "zu",
    "zum",
    "zur",
    "am",
    "an",
    "von",
    "pro",
    "dla",
]
LEFT_OUT = {*LEGAL_FORMS, *KINDS_OF_PLACE, *JOINING}
# Abbreviations with dots and spaces in them, e.g. sp. z o.o., become one word.
ABBREVIATION = re.compile(r"\b(?:\w{1,2}\.\s?)+(?:\w{1,2}\b\.?)?")


def words(name):
    """The words that tell a name from others: `Stadt Graz` and `City of Graz` both leave `graz`."""
    text = re.sub(r"\bsp\.? ?z ?o\.? ?o\.?(?!\w)", " ", fold(name))
    text = ABBREVIATION.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    every = re.findall(r"\w+", text)
    return frozenset(word for word in every if word not in LEFT_OUT) or frozenset(every)


def names_of(stakeholder):
    return [name for name in (stakeholder.name, stakeholder.name_local) if name.strip()]


def likely_duplicates(stakeholder, user):
    """Stakeholders that the person may see and that are likely to be the same, by name."""
    wanted = {words(name) for name in names_of(stakeholder)}
    known = Stakeholder.objects.visible_to(user).exclude(pk=stakeholder.pk)
    rows = known.values_list("pk", "name", "name_local")
    same = [pk for pk, *names in rows if any(name and words(name) in wanted for name in names)]
    return list(known.filter(pk__in=same[:50]).select_related("area"))
