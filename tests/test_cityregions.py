"""The portal with CityRegions' own facts in it: who and what is there, and the dump that equals the file."""

from datetime import date

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project.models import Conflict, Gap, Project
from cityregions.workplan.models import Activity, Event, Output, Phase, PolicyConclusion
from partners.models import Partner
from pilots.models import Milestone, Pilot
from stakeholders.models import Agreement, MapEntry, Relation, Stakeholder, StakeholderMap
from tests import project


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """CityRegions' own facts, for all tests of this file, which only read them."""
    with django_db_blocker.unblock(), transaction.atomic():
        project.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(loaded, db):
    return loaded


def test_the_file_of_cityregions_gives_all_its_records(read):
    assert {
        model.__name__: model.objects.count()
        for model in (
            *(MetropolitanArea, Partner, Pilot, Stakeholder, Relation, Output, Event, Practice, Agreement),
            *(PolicyConclusion, Phase, Activity, StakeholderMap, Conflict, Gap),
        )
    } == {
        "MetropolitanArea": 5,
        "Partner": 10,
        "Pilot": 5,
        "Stakeholder": 137,
        "Relation": 136,
        "Output": 64,
        "Event": 26,
        "Practice": 29,
        "Agreement": 12,
        "PolicyConclusion": 15,
        "Phase": 5,
        "Activity": 19,
        "StakeholderMap": 5,
        "Conflict": 32,
        "Gap": 9,
    }


def test_one_partner_left_in_december_2013(read):
    assert list(Partner.objects.filter(left_on__isnull=False).values_list("slug", "left_on")) == [
        ("rda-central-bohemia", "2013-12")
    ]
    assert Partner.objects.active(date(2013, 12, 31)).count() == 10
    assert Partner.objects.active(date(2014, 1, 1)).count() == 9


def test_a_reference_case_is_a_practice_without_an_area(read):
    assert set(Practice.objects.elsewhere().values_list("slug", "period_qualifier")) == {
        ("lyon", ""),
        ("brabantstad", ""),
        ("zurich", ""),
        ("hamburg", "enlarged form"),
        ("bremen-oldenburg", ""),
    }


def test_the_green_belt_is_also_corona_verde(read):
    green_belt = Practice.objects.get(slug="corona-verde")
    assert (green_belt.name, green_belt.name_local, green_belt.started_on, green_belt.ongoing) == (
        *("Green Belt", "Corona Verde", "1997", True),
    )


def test_a_month_or_a_year_stays_one(read):
    assert Event.objects.get(slug="kick-off-leipzig").starts_on.precision == "day"
    assert {str(event.starts_on) for event in Event.objects.all() if event.starts_on and len(event.starts_on) < 10} == {
        *("2013", "2014", "2014-03", "2014-12"),
    }


def test_every_partner_is_a_stakeholder_too(read):
    assert list(Stakeholder.objects.filter(partner__isnull=False).order_by("slug").values_list("slug", flat=True)) == (
        list(Partner.objects.order_by("slug").values_list("slug", flat=True))
    )
    assert set(Stakeholder.objects.filter(partner__kind="metropolitan_body").values_list("category", "level")) == {
        ("", "")
    }


def test_czech_and_polish_partners_have_the_rate_of_the_programme_for_them(read):
    own = Partner.objects.exclude(cofinancing_rate=None).order_by("slug")
    assert [(p.slug, p.cofinancing_rate, p.field_sources["cofinancing_confidence"]) for p in own] == [
        ("city-of-wroclaw", 85, "derived"),
        ("district-prague-9", 85, "public"),
        ("lower-silesia", 85, "derived"),
        ("rda-central-bohemia", 85, "derived"),
    ]
    assert "85 % as own rate of Prague 9" in Conflict.objects.get(slug="erdf-rate").resolution


def test_an_area_has_a_published_map_of_its_stakeholders_and_nobody_is_rated(read):
    found = StakeholderMap.objects.get(slug="torino")
    assert (found.name, found.published, found.entries.count()) == (
        *("Stakeholders of Turin", True, Stakeholder.objects.filter(area__slug="torino").count()),
    )
    assert not MapEntry.objects.filter(assessments__isnull=False).exists()


def test_the_work_on_a_pilot_belongs_to_it(read):
    assert set(Activity.objects.filter(pilot__isnull=False).values_list("slug", "pilot__slug")) == {
        ("pilot-halle-leipzig-work", "pilot-halle-leipzig"),
        ("pilot-wroclaw-work", "pilot-wroclaw"),
        ("pilot-graz-work", "pilot-graz"),
        ("pilot-prague-work", "pilot-prague"),
        ("pilot-torino-work", "pilot-torino"),
    }


def test_loading_publishes_what_can_be_published(read):
    for model in (Practice, Pilot, Agreement, PolicyConclusion):
        assert not model.objects.filter(published=False).exists()
    assert set(Output.objects.values_list("status", flat=True)) == {"published"}


def test_what_has_no_field_is_kept_as_a_note_and_own_sources_too(read):
    project = Project.objects.the_one()
    assert list(project.extra) == ["name_cs"]
    assert project.field_sources["secretariat_confidence"] == "public"
    assert [output.extra["output_name"] for output in Output.objects.filter(extra__has_key="output_name")] == [
        "Feasibility Study on Metropolitan City Concept"
    ]


def test_each_record_has_one_row_of_history_with_its_lists(read):
    pilot = Pilot.objects.get(slug="pilot-graz")
    row = pilot.history.get()
    assert (row.history_type, row.history_change_reason) == ("+", "facts file")
    assert {
        each.stakeholders_id if hasattr(each, "stakeholders_id") else each.stakeholder_id
        for each in row.stakeholders.all()
    } == {each.pk for each in pilot.stakeholders.all()}


def test_milestones_keep_what_was_only_planned(read):
    assert Milestone.objects.filter(planned=True).count() == 1


def test_the_dump_of_a_fresh_load_is_the_file(read, tmp_path):
    call_command("dump_project", str(tmp_path / "dump.yaml"))
    dumped = yaml.safe_load((tmp_path / "dump.yaml").read_text(encoding="utf-8"))
    loaded = yaml.safe_load(settings.FACTS_FILE.read_text(encoding="utf-8"))
    for section, items in loaded.items():
        assert dumped[section] == items, section
    assert list(dumped) == list(loaded)
    assert typed(dumped) == typed(loaded)


def typed(value):
    """The value with the kind of each number in it, since 75 and 75.0 are equal."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value), value


def test_the_dump_goes_to_the_screen_when_no_file_is_named(read, capsys):
    call_command("dump_project")
    assert yaml.safe_load(capsys.readouterr().out)["project"]["slug"] == "city-regions"


def test_a_second_load_changes_nothing(read, capsys):
    rows = Pilot.history.count(), Stakeholder.history.count(), Event.history.count()
    call_command("load_project")
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing changed."
    assert (Pilot.history.count(), Stakeholder.history.count(), Event.history.count()) == rows
