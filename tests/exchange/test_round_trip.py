"""What is exported and imported again changes nothing."""

from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stakeholders.exchange import importing
from stakeholders.models import Assessment, MapEntry, Relation, Stakeholder
from tests import make

pytestmark = pytest.mark.django_db
numbers = count(1)
# What is hard to bring back: formulas, apostrophes, addresses of people, signs that no file holds, spaces.
TEXTS = [
    "=1+1",
    "'=1+1",
    "''=1+1",
    "+43 316 872",
    "-",
    "@graz",
    "'quoted'",
    "first\nsecond",
    "one; =two",
    "Ask anna@example.org, or @graz.",
    "a\ttab",
    "“Łódź” & <b>",
    "2014-03",
    "1.0",
    "yes",
]


@pytest.fixture
def graz():
    """A map with every kind of value that there is."""
    area = make.area(slug="graz")
    board = make.stakeholder_map(slug="graz", name="Graz", area=area)
    ends = [make.stakeholder(name=f"{text} {next(numbers)}", role=text, area=area) for text in TEXTS]
    Stakeholder.objects.filter(pk=ends[0].pk).update(
        name_local="Graz",
        category="public_authority",
        organisation_type="local_authority",
        sector="public",
        level="municipal",
        municipality="Graz",
        address="Hauptplatz 1",
        website="https://graz.example.org/?a=1&b=2",
        latitude=47.0707,
        longitude=15.4395,
        is_group=True,
        source="https://graz.example.org",
        confidence="public",
    )
    entries = [make.entry(stakeholder_map=board, stakeholder=each) for each in ends]
    MapEntry.objects.filter(pk=entries[0].pk).update(x=1.25, y=-17.5)
    for first, second, text in zip(ends, ends[1:], TEXTS, strict=False):
        make.relation(from_stakeholder=first, to_stakeholder=second, kind="owns", note=text)
    dates = {"since": "2013", "until": "2014-03", "weight": 4, "confidence": "project", "source": "a book"}
    make.relation(from_stakeholder=ends[1], to_stakeholder=ends[0], kind="cooperates_with", **dates)
    make.relation(from_stakeholder=ends[1], to_stakeholder=ends[0], kind="funds", since="2014-03-15")
    return board


@pytest.fixture
def anna(graz):
    person = make.user(make.partner(area=graz.area))
    for entry in graz.entries.all()[:3]:
        rating = {"influence": "4.5", "interest": "2.0", "legitimacy": True, "urgency": False, "attitude": -2}
        make.assessment(entry=entry, assessed_by=person, source="=workshop", **rating)
        make.assessment(entry=entry, assessed_by=person, assessed_on="2014-06-01")
    return person


def everything():
    """All rows that an import could change, with the number of lines in their histories."""
    models = (Stakeholder, MapEntry, Relation, Assessment)
    return [(list(model.objects.order_by("pk").values()), model.history.count()) for model in models]


def brought_back(client, board, person, name):
    client.force_login(person)
    answer = client.get(f"/maps/graz.{name}")
    content = b"".join(answer.streaming_content)
    file = SimpleUploadedFile(f"graz.{name.partition('?')[0]}", content)
    imported, _weight = importing.begin(board, person, [file])
    importing.step("import-check", imported, person)
    imported.refresh_from_db()
    return imported


@pytest.mark.parametrize("name", ["xlsx", "csv", "csv?part=relations"])
def test_what_comes_back_unchanged_changes_nothing(graz, anna, client, name):
    imported = brought_back(client, graz, anna, name)
    changed = [
        (row.number, row.outcome, row.changes, row.reasons) for row in imported.rows.exclude(outcome="unchanged")
    ]
    assert changed == []
    assert imported.rows.count() >= len(TEXTS)
    before = everything()
    importing.step("import-apply", imported, anna)
    assert everything() == before


@pytest.mark.parametrize("name", ["xlsx?layout=kumu", "xlsx?layout=onodo", "csv?layout=gephi"])
def test_what_comes_back_in_the_layout_of_others_brings_nobody_twice(graz, anna, client, name):
    imported = brought_back(client, graz, anna, name)
    assert [row.number for row in imported.rows.filter(outcome="new")] == []
