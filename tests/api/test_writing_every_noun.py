"""Every noun that is registered can be written, by those whom the rules of its app allow it."""

import pytest

from cityregions.api.routes import registered
from cityregions.api.serializers import public_key
from cityregions.api.writing.keys import writable
from partners.models import Partner
from tests import make
from tests.api.nouns import LISTS, MAKERS, WRITTEN, written_by

pytestmark = pytest.mark.django_db


def history(row):
    return row.history.count()


@pytest.mark.parametrize("noun", WRITTEN)
def test_what_is_written_back_as_it_was_read_changes_nothing(noun, get, send, coordinator):
    row = written_by(coordinator, noun)
    address = f"{noun}/{getattr(row, LISTS[noun].lookup_field)}/"
    before, lines = get(address)[1], history(row)
    for method in ("put", "patch"):
        answer = send(method, address, before)
        assert (answer.status_code, answer.json()) == (200, before)
    assert history(row) == lines


def copied(value):
    """A row as it was read, without the numbers of its parts."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items() if name != "id"}
    return [copied(each) for each in value] if isinstance(value, list) else value


# What there can be one of only: what a copy has in its place.
ONCE = {
    "partners": {"budget": None},
    "pilots": {"area": "other", "interventions": []},
    "assessments": {"assessed_on": "2014-01-02"},
    "relations": {"kind": "funds"},
    "phases": {"number": 9},
    "map-entries": {"stakeholder": "another"},
    "parties": {"stakeholder": "another"},
    "reporting-periods": {"starts_on": "2014-02-01", "ends_on": "2014-02-28", "due_on": "2014-03-01"},
    "partner-reports": {"period": "another"},
    "progress-entries": {"activity": "another"},
    "reviewers": {"stakeholder": "another"},
    "endorsements": {"partner": "another"},
    "compliance-checks": {"point": "language"},
}
# What stays once it is there: nobody gets rid of what is owed.
STAYING = {"partner-reports"}


# A file comes with its content, not as JSON.
@pytest.mark.parametrize("noun", [noun for noun in WRITTEN if not noun.endswith("-files")])
def test_a_copy_is_added(noun, get, send, coordinator):
    make.area(slug="other")
    for maker in (make.stakeholder, make.period):
        maker(slug="another")
    row = written_by(coordinator, noun)
    if noun == "endorsements":
        make.membership(user=coordinator, partner=make.partner(slug="another"))
    make.activity(slug="another", responsible=Partner.objects.all())
    read = get(f"{noun}/{getattr(row, LISTS[noun].lookup_field)}/")[1]
    keys = writable(LISTS[noun].serializer_class)
    wanted = {name: value for name, value in copied(read).items() if name in keys and name != "slug"}
    wanted |= ONCE.get(noun, {})
    answer = send("post", f"{noun}/", wanted)
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert {name: value for name, value in copied(made).items() if name in wanted} == wanted
    assert answer.headers["Location"] == made["url"]
    assert get(made["url"])[1] == made
    status = 403 if noun in STAYING else 204
    assert send("delete", made["url"]).status_code == status
    assert get(made["url"])[0] == (200 if noun in STAYING else 404)


def test_all_lists_are_walked():
    assert set(MAKERS) == {noun for noun, viewset in registered() if viewset.is_list}


def test_every_list_and_detail_knows_all_verbs():
    verbs = {noun: set(dir(viewset)) for noun, viewset in registered() if viewset.is_list}
    assert all(
        {"create", "update", "partial_update", "destroy", "patch_list", "delete_list"} <= v for v in verbs.values()
    )


def test_public_keys_are_never_moved(get, send, coordinator):
    for noun in WRITTEN:
        row = written_by(coordinator, noun)
        key = public_key(type(row))
        answer = send("patch", f"{noun}/{getattr(row, key)}/", {key: "moved" if key == "slug" else row.pk + 1})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"#/{key}"), noun
