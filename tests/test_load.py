"""Loading a project from its facts file."""

import copy
import re

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project.facts import sections
from cityregions.project.models import Project
from cityregions.workplan.models import Event, Output
from pilots.models import Pilot
from stakeholders.models import Agreement, MapEntry, Relation, Stakeholder

FACTS = settings.FACTS_FILE
DOCS = settings.BASE_DIR / "docs" / "facts.md"
SMALL = {
    "project": {"slug": "two-towns", "acronym": "Two Towns", "name": "Two towns, one plan"},
    "areas": [{"slug": "hills", "name": "Hills", "country": "AT", "core_city": "Hilltown", "partners": ["hilltown"]}],
    "partners": [{"slug": "hilltown", "name": "Hilltown", "kind": "city", "role": "lead", "area": "hills"}],
    "stakeholders": [
        {"slug": "buses", "name": "Buses", "category": "utility", "area": "hills"},
        {"slug": "forum", "name": "Forum", "category": "citizens", "area": "hills"},
    ],
    "relations": [{"source_org": "forum", "target_org": "buses", "kind": "cooperates_with"}],
    "phases": [{"slug": "one", "framework": "project", "number": 1, "name": "One", "start": 2013}],
    "activities": [{"slug": "plan", "title": "Plan", "kind": "pilot", "phase": "one", "areas": ["hills"]}],
    "outputs": [{"slug": "report", "title": "Report", "kind": "study", "area": "hills", "activity": "plan"}],
    "events": [{"slug": "start", "title": "Start", "kind": "meeting", "area": "whole_project", "start": "2013-02-01"}],
    "practices": [
        {"slug": "ring", "name": "Ring", "country": "AT", "area": "hills", "form": "informal", "period": "1999-"}
    ],
    "pilots": [
        {
            "slug": "pilot",
            "title": "Pilot",
            "area": "hills",
            "theme": "Buses",
            "outputs": ["report"],
            "stakeholders": ["forum", "buses"],
            "objectives": [{"text": "More buses"}, {"text": "Later buses", "aside": "at night"}],
            "interventions": [{"slug": "night-bus", "title": "Night bus"}],
        }
    ],
    "agreements": [
        {"slug": "deal", "title": "Deal", "area": "hills", "status": "signed", "parties": ["forum", "buses"]}
    ],
}


@pytest.fixture
def load(db, tmp_path, capsys):
    """Loads a structure, or the text of a file, and returns the last line that the command wrote."""

    def loading(facts, *options):
        path = tmp_path / "facts.yaml"
        path.write_text(facts if isinstance(facts, str) else yaml.safe_dump(facts), encoding="utf-8")
        call_command("load_project", str(path), *options)
        return capsys.readouterr().out.splitlines()[-1]

    return loading


@pytest.fixture
def small():
    return copy.deepcopy(SMALL)


def test_a_second_load_changes_nothing_and_says_so(load, small):
    assert load(small) == "15 records added, 0 changed."
    rows = Pilot.history.count(), Stakeholder.history.count()
    assert load(small) == "Nothing changed."
    assert (Pilot.history.count(), Stakeholder.history.count()) == rows


def test_a_dry_run_saves_nothing(load, small):
    assert load(small, "--dry-run").startswith("Dry run, nothing is saved: ")
    assert not Project.objects.exists()


def test_the_file_decides_where_it_speaks_and_leaves_the_rest(load, small):
    load(small)
    Stakeholder.objects.filter(slug="buses").update(name="Coaches", municipality="Hilltown")
    assert load(small) == "0 records added, 1 changed."
    assert Stakeholder.objects.values_list("name", "municipality").get(slug="buses") == ("Buses", "Hilltown")


def test_a_key_with_nothing_behind_it_empties_its_field(load, small):
    load(small)
    Stakeholder.objects.filter(slug="buses").update(municipality="Hilltown")
    small["stakeholders"][0]["municipality"] = None
    load(small)
    assert Stakeholder.objects.get(slug="buses").municipality == ""


def test_what_people_unpublished_or_pinned_stays(load, small):
    load(small)
    Practice.objects.update(published=False)
    Output.objects.update(status="draft")
    MapEntry.objects.filter(stakeholder__slug="forum").update(x=0.5, y=0.5)
    small["stakeholders"].append({"slug": "school", "name": "School", "category": "academia", "area": "hills"})
    load(small)
    assert Practice.objects.get().published is False
    assert Output.objects.get().status == "draft"
    assert sorted(MapEntry.objects.values_list("stakeholder__slug", "x")) == [
        *(("buses", None), ("forum", 0.5), ("hilltown", None), ("school", None)),
    ]


def test_parts_follow_the_file_in_its_order(load, small):
    load(small)
    small["pilots"][0]["objectives"] = [{"text": "Later buses"}, {"text": "More buses"}, {"text": "Cheaper buses"}]
    small["agreements"][0]["parties"] = ["buses"]
    load(small)
    pilot = Pilot.objects.get()
    assert [part.text for part in pilot.objectives.all()] == ["Later buses", "More buses", "Cheaper buses"]
    assert [part.extra for part in pilot.objectives.all()] == [{}, {}, {}]
    assert [party.stakeholder.slug for party in Agreement.objects.get().parties.all()] == ["buses"]


def test_a_record_that_left_the_file_stays(load, small):
    load(small)
    del small["events"]
    load(small)
    assert Event.objects.get().slug == "start"


def test_a_relation_that_still_holds_is_found_again_when_its_start_becomes_known(load, small):
    load(small)
    small["relations"][0]["since"] = "2010"
    load(small)
    assert list(Relation.objects.values_list("since", flat=True)) == ["2010"]


def test_an_output_that_a_pilot_no_longer_lists_leaves_it(load, small):
    load(small)
    assert Output.objects.get().pilot.slug == "pilot"
    small["pilots"][0]["outputs"] = []
    load(small)
    assert Output.objects.get().pilot is None


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("1999-", ("1999", None, True, "")),
        ("2012-12-", ("2012-12", None, True, "")),
        ("2007/2013", ("2007", "2013", False, "")),
        ("2002", ("2002", None, False, "")),
        ("2012-05-01 (enlarged form)", ("2012-05-01", None, False, "enlarged form")),
        ("/2013", (None, "2013", False, "")),
    ],
)
def test_a_period_is_read_as_it_is_known(load, small, period, expected):
    small["practices"][0]["period"] = period
    load(small)
    assert Practice.objects.values_list("started_on", "ended_on", "ongoing", "period_qualifier").get() == expected


WRONG = [
    (
        "events",
        0,
        "start",
        "2012-13-01",
        "events, item “start”, field “start”: “2012-13-01” is not a date: write a year",
    ),
    (
        "events",
        0,
        "kind",
        "party",
        "events, item “start”, field “kind”: “party” is not known: write conference, consultation,",
    ),
    ("events", 0, "title", None, "events, item “start”, field “title”: is missing."),
    ("events", 0, "host", "nobody", "events, item “start”, field “host”: there is no stakeholder “nobody”."),
    ("events", 0, "end", "2013-01", "events, item “start”, field “end”: An event cannot end before it starts."),
    ("events", 0, "participants", "many", "events, item “start”, field “participants”: “many” is not a whole number."),
    ("events", 0, "date", "2013", "events, item “start”, field “start”: stands beside “date”"),
    ("events", 0, "place_confidence", "sure", "events, item “start”, field “place_confidence”: “sure” is not known:"),
    ("partners", 0, "name", 7, "partners, item “hilltown”, field “name”: “7” is not text: put it in quotes."),
    ("partners", 0, "slug", "Hill Town", "partners, item “Hill Town”, field “slug”: Enter a valid “slug”"),
    ("partners", 0, "name", "x" * 201, "partners, item “hilltown”, field “name”: Ensure this value has at most 200"),
    ("areas", 0, "lat", 48.1, "areas, item “hills”, field “lon”: Give both latitude and longitude, or neither."),
    ("areas", 0, "partners", ["buses"], "areas, item “hills”, field “partners”: “buses” is no partner of this area."),
    ("areas", 0, "partners", [], "areas, item “hills”, field “partners”: the partner “hilltown” is missing."),
    ("stakeholders", 0, "slug", "hilltown", "stakeholders, item “hilltown”, field “slug”: is a partner's slug"),
    ("stakeholders", 1, "slug", "buses", "stakeholders, item “buses”: stands twice in the file."),
    ("stakeholders", 1, "name", None, "stakeholders, item “forum”, field “name”: is missing."),
    (
        "stakeholders",
        0,
        "is_group",
        "yes please",
        "stakeholders, item “buses”, field “is_group”: “yes please” is neither",
    ),
    (
        "relations",
        0,
        "target_org",
        "forum",
        "relations, item 1, field “target_org”: A stakeholder cannot relate to itself.",
    ),
    ("practices", 0, "period", "long", "practices, item “ring”, field “period”: “long” is not a period: write 1999-"),
    ("practices", 0, "area", None, "practices, item “ring”, field “area”: is missing."),
    (
        "pilots",
        0,
        "stakeholders",
        "forum",
        "pilots, item “pilot”, field “stakeholders”: “forum” is not a list of slugs.",
    ),
    ("pilots", 0, "objectives", [{}], "pilots, item “pilot”, field “objectives”, entry 1, field “text”: is missing."),
    ("pilots", 0, "outputs", ["none"], "pilots, item “pilot”, field “outputs”: there is no output “none”."),
    ("activities", 0, "expected_output", {"sea": "a"}, "activities, item “plan”, field “expected_output”: there is no"),
    ("agreements", 0, "parties", ["forum", "forum"], "agreements, item “deal”, field “parties”: “forum” stands twice"),
]


@pytest.mark.parametrize(("section", "place", "key", "value", "message"), WRONG)
def test_a_wrong_field_ends_in_one_sentence_with_nothing_saved(load, small, section, place, key, value, message):
    small[section][place][key] = value
    with pytest.raises(CommandError, match=re.escape(message)):
        load(small)
    assert not Project.objects.exists()
    assert not MetropolitanArea.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a facts file"),
        ("- a list", "is not a facts file"),
        ("project: [", "is not YAML: line 1"),
        ("project: {slug: a, slug: b}", "line 1: the key “slug” stands twice"),
        ("areas: []", "section “project”: is missing"),
        ("project: a word", "section “project”: is missing"),
        ("people: []", "there is no section “people”: write meta, project, areas,"),
        ("project: {slug: a, acronym: A, name: A}\nareas: 7", "areas: is not a list of items"),
        ("project: {slug: a, acronym: A, name: A}\nareas: [word]", "areas, item 1: “word” is not a mapping"),
        ("project: {slug: a, acronym: A, name: A}\nmissing: [7]", "missing, item 1, field “text”: “7” is not text"),
        ('project: {slug: a, acronym: A, name: "A\\0"}', "has a character that cannot be kept"),
        ("project: &a {slug: a, again: *a}", "contains itself"),
        ("project: {slug: a, acronym: A, name: A, size: .nan}", "is no text, number, list or mapping"),
    ],
)
def test_a_file_that_is_no_facts_file_ends_in_one_sentence(load, text, message):
    with pytest.raises(CommandError, match=re.escape(message)) as error:
        load(text)
    assert "\n" not in str(error.value)
    assert not Project.objects.exists()


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(
        CommandError, match=re.escape(f"{tmp_path}/none.yaml: cannot be read (No such file or directory).")
    ):
        call_command("load_project", f"{tmp_path}/none.yaml")


def test_a_file_in_another_encoding_is_refused(db, tmp_path):
    (tmp_path / "latin.yaml").write_bytes("project: {name: Köln}".encode("latin-1"))
    with pytest.raises(CommandError, match="is not text in UTF-8"):
        call_command("load_project", str(tmp_path / "latin.yaml"))


def test_a_portal_is_about_one_project(load, small):
    load(small)
    small["project"]["slug"] = "three-towns"
    with pytest.raises(CommandError, match="this portal is about the project “two-towns” already"):
        load(small)


def test_the_documentation_names_every_key_of_every_section():
    text = DOCS.read_text(encoding="utf-8")
    chapters = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    unnamed = [
        f"{section.name}: {key}"
        for section in sections.IN_FILE
        for key in sorted(keys_of(section))
        if f"`{key}`" not in chapters[section.name]
    ]
    assert unnamed == []
    assert set(chapters) == {"meta", *(section.name for section in sections.IN_FILE)}


def keys_of(section):
    parts = {key for part in section.parts for key in part.form.keys}
    nested = {key for field in section.form.fields for key in getattr(field, "inner_keys", ())}
    return section.keys | parts | nested
