"""What the tests of reports share: two partners in a period, with an activity each and the people who write."""

from datetime import date
from types import SimpleNamespace

import pytest

from cityregions.workplan import actions
from tests import make

SECRET = "Xylophone"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The tenth of January 2014, while the second half of 2013 is reported on; `today(2014, 2, 5)` moves on."""
    now = SimpleNamespace(day=date(2014, 1, 10))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: now.day if not args else args[0].date())

    def move(*day):
        now.day = date(*day)

    return move


@pytest.fixture
def period():
    return make.period(slug="second-half", name="Second half")


@pytest.fixture
def graz():
    area = make.area(name="Graz")
    return make.partner(slug="graz", name="City of Graz", area=area)


@pytest.fixture
def torino():
    return make.partner(slug="torino", name="City of Torino")


@pytest.fixture
def mapping(graz):
    return activity(graz, title="Mapping", slug="mapping")


def activity(*partners, **fields):
    dates = {"starts_on": "2013-07", "ends_on": "2014-06"}
    return make.activity(responsible=list(partners), **dates | fields)


@pytest.fixture
def anna(graz):
    return make.user(graz, email="anna@graz.example", name="Anna")


@pytest.fixture
def carlo(torino):
    return make.user(torino, email="carlo@torino.example", name="Carlo")


@pytest.fixture
def maria():
    return make.user(coordinator=True, email="maria@lead.example", name="Maria")


@pytest.fixture
def report(period, graz, mapping):
    """Begun, with a secret in every text."""
    begun = actions.begin(period, graz)
    text = begun.text
    text.summary = text.problems = text.next_steps = text.target_groups = f"{SECRET} of the report"
    text.save()
    entry = begun.progress_entries.get()
    entry.percent, entry.extent, entry.text, entry.evidence = 40, "partly", f"{SECRET} done", f"{SECRET} minutes"
    entry.save()
    make.evidence_file(progress_entry=entry, name=f"{SECRET} list.txt")
    return begun


def filled_in(page, **changes):
    """The fields of the form as a browser sends them, with what somebody types."""
    editor = page.context["editor"]
    fields = {"key": str(page.context["key"]), "base": editor.form.posted_base()}
    for each in editor.lists:
        fields[each.name] = [form.key for form in each.forms]
        for form in each.forms:
            fields[f"{form.prefix}-base"] = form.posted_base()
            for name in form.names:
                value = form[name].value()
                fields[form.add_prefix(name)] = "" if value is None else value
    return fields | changes
