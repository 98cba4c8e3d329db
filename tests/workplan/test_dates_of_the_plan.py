"""Dates that cannot be: each is told in a sentence beside its field, in forms, the API, the admin and a facts file."""

import json
from datetime import date

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.project.models import Project
from cityregions.web.pictures import ticks
from cityregions.workplan.models import Output
from tests import make
from tests.admin import desk as admin
from tests.editing.forms import Browser

pytestmark = pytest.mark.django_db

EARLY = "The project starts later than this: 1 July 2012."
# Each with the field that is wrong, its value, and what is said.
WRONG = [
    (make.output, "due_on", "2012-06-30", EARLY),
    (make.output, "due_on", "2011", EARLY),
    (make.activity, "ends_on", "2012-06", EARLY),
    (make.period, "due_on", "2012-06-30", EARLY),
]
ENDS = [
    (make.activity, "An activity cannot end before it starts."),
    (make.event, "An event cannot end before it starts."),
    (make.phase, "A phase cannot end before it starts."),
]
ADDRESSES = {
    make.output: "/outputs/{}/edit/",
    make.activity: "/workplan/{}/edit/",
    make.event: "/events/{}/edit/",
    make.phase: "/workplan/phases/{}/edit/",
    make.period: "/reports/periods/{}/edit/",
}
NOUNS = {
    make.output: "outputs",
    make.activity: "activities",
    make.event: "events",
    make.phase: "phases",
    make.period: "reporting-periods",
}


@pytest.fixture(autouse=True)
def the_project():
    return make.project(starts_on="2012-07-01")


@pytest.fixture
def coordinator(client):
    return make.sign_in(client, make.user(coordinator=True))


def changes_of(make_row, name, value):
    """A period that is due early is early itself."""
    early = {"starts_on": "2012-01-01", "ends_on": "2012-06-30"} if make_row is make.period else {}
    return early | {name: value}


FAR = [
    (make.output, ("due_on", "delivered_on")),
    (make.activity, ("starts_on", "ends_on")),
    (make.event, ("starts_on", "ends_on")),
    (make.phase, ("starts_on", "ends_on")),
    (make.milestone, ("reached_on",)),
    (make.period, ("starts_on", "ends_on", "due_on")),
]


@pytest.mark.parametrize(
    ("ends_on", "far", "said"),
    [
        (None, "9999", "Write a year from 1992 to 2200."),
        ("2014-12-31", "2035", "Write a year from 1992 to 2034."),
        ("9999", "9999", "Write a year from 1992 to 2200."),
    ],
)
@pytest.mark.parametrize(("make_row", "names"), FAR)
def test_nothing_of_the_plan_lies_decades_away_from_the_project(make_row, names, ends_on, far, said):
    make.project(ends_on=ends_on)
    day = f"{far}-12-31" if make_row is make.period else far
    row = make_row(**dict.fromkeys(names, day))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.message_dict == {name: [said] for name in names}


def test_long_axes_have_few_lines():
    assert len(ticks(date(2012, 1, 1), date(9999, 12, 31))) <= 41
    assert [tick["label"] for tick in ticks(date(2012, 1, 1), date(2015, 12, 31))] == ["2012", "2013", "2014", "2015"]


@pytest.mark.parametrize(("make_row", "name", "value", "said"), WRONG)
def test_a_form_says_it_beside_the_field(coordinator, make_row, name, value, said):
    row = make_row()
    answer = Browser(coordinator).change(ADDRESSES[make_row].format(row.slug), **changes_of(make_row, name, value))
    assert (answer.status_code, answer.context["form"].errors) == (422, {name: [said]})


@pytest.mark.parametrize(("make_row", "said"), ENDS)
def test_a_form_says_beside_the_end_that_it_comes_before_the_start(coordinator, make_row, said):
    row = make_row(starts_on="2014-03")
    answer = Browser(coordinator).change(ADDRESSES[make_row].format(row.slug), ends_on="2014-02")
    assert (answer.status_code, answer.context["form"].errors) == (422, {"ends_on": [said]})


@pytest.mark.parametrize(("make_row", "name", "value", "said"), WRONG)
def test_the_api_points_to_the_field(client, coordinator, make_row, name, value, said):
    row = make_row()
    body = json.dumps(changes_of(make_row, name, value))
    answer = client.patch(f"/api/v1/{NOUNS[make_row]}/{row.slug}/", body, content_type="application/json")
    assert answer.status_code == 400, answer.json()
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["detail"]) == (f"#/{name}", said)


@pytest.mark.parametrize(("make_row", "said"), ENDS)
def test_the_api_points_to_the_end(client, coordinator, make_row, said):
    row = make_row(starts_on="2014-03")
    body = json.dumps({"ends_on": "2014-02"})
    answer = client.patch(f"/api/v1/{NOUNS[make_row]}/{row.slug}/", body, content_type="application/json")
    assert [(each["pointer"], each["detail"]) for each in answer.json()["errors"]] == [("#/ends_on", said)]


@pytest.mark.parametrize(("make_row", "name", "value", "said"), WRONG)
def test_the_admin_says_it_beside_the_field(client, coordinator, make_row, name, value, said):
    answer = admin.save(client, make_row(), **changes_of(make_row, name, value))
    assert answer.context["adminform"].form.errors == {name: [said]}


@pytest.mark.parametrize(("make_row", "said"), ENDS)
def test_the_admin_says_beside_the_end_that_it_comes_before_the_start(client, coordinator, make_row, said):
    answer = admin.save(client, make_row(starts_on="2014-03"), ends_on="2014-02")
    assert answer.context["adminform"].form.errors == {"ends_on": [said]}


@pytest.mark.full
@pytest.mark.parametrize(
    ("section", "key", "value", "message"),
    [
        ("outputs", "due", "2012-06", f"outputs, item “{{}}”, field “due”: {EARLY}"),
        ("activities", "end", "2012-06", f"activities, item “{{}}”, field “end”: {EARLY}"),
    ],
)
def test_a_facts_file_is_refused_with_the_name_of_the_field(tmp_path, section, key, value, message):
    Project.objects.all().delete()
    with open("cityregions/project/facts/cityregions.yaml", encoding="utf-8") as file:
        facts = yaml.safe_load(file)
    item = facts[section][0]
    item[key] = value
    item.pop("start", None)
    (tmp_path / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_project", str(tmp_path / "facts.yaml"))
    assert message.format(item["slug"]) in str(refused.value)
    assert not Output.objects.exists()


@pytest.mark.parametrize("due_on", [None, "2012-07-01", "2012-07", "2012", "2015"])
def test_what_may_lie_in_the_project_is_let_through(due_on):
    make.output(due_on=due_on).full_clean()


@pytest.mark.parametrize("starts_on", [None, "2010"])
def test_a_project_without_a_start_refuses_nothing(starts_on):
    make.project(starts_on=starts_on)
    make.output(due_on="2010").full_clean()


def test_many_outputs_ask_for_the_project_once(client, coordinator):
    counted = []
    for number in (1, 9):
        rows = [{"title": f"{number} {n}", "kind": "study", "due_on": "2014"} for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/api/v1/outputs/", json.dumps(rows), content_type="application/json")
        assert answer.status_code == 201, answer.json()
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_periods_do_not_end_before_they_start_nor_are_due_before_they_end():
    for wrong in ({"ends_on": "2013-06-30"}, {"due_on": "2013-12-30"}):
        period = make.period()
        for name, value in wrong.items():
            setattr(period, name, period._meta.get_field(name).to_python(value))
        with pytest.raises(ValidationError):
            period.full_clean()
        period.delete()
