"""Many save one record at the same moment: every change that was accepted is in its history, and none is lost."""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from stakeholders.models import Stakeholder
from tests import make
from tests.editing.forms import Browser, again

SAVES, HANDS, MOST_TRIES = 200, 6, 200
URL = "/stakeholders/s/edit/"
OTHERS = ("municipality", "address", "name_local")


def theirs(response):
    """The other version of the role on the page of a clash. The client's contexts are no help: threads mix them."""
    page = response.content.decode()
    found = re.search(r'id="id_role-clash".*?value="theirs".*?class="version">(.*?)</span>', page, re.DOTALL)
    return found[1].replace("<br>", "\n")


def save(user, number):
    """One person's wish, tried until it is accepted: a line at the end of the role, and a word in another field.

    Returns how often somebody else was faster.
    """
    browser, line = Browser(user), f"line {number}"
    other = {OTHERS[number % len(OTHERS)]: line}
    fields = browser.open(URL)
    try:
        for conflicts in range(MOST_TRIES):
            choices = {f"choice-{name}": "mine" for name in fields.getlist("clash")}
            role = "\n".join([*filter(None, fields["role"].splitlines()), line])
            response = browser.send(URL, fields, reason=line, role=role, **other, **choices)
            if response.status_code == 302:
                return conflicts
            assert response.status_code == 409, response.status_code
            # Read what stands there now for a moment, as people do, and put the own line below it.
            time.sleep(random.uniform(0, 0.4))
            fields = again(response)
            fields["role"] = theirs(response)
        raise AssertionError(f"{line} was never accepted")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.full
def test_200_parallel_saves_of_one_record():
    area = make.area()
    people = [make.user(partner=make.partner(area=area)) for _hand in range(HANDS)]
    make.stakeholder(slug="s", name="Verbund", area=area)
    with ThreadPoolExecutor(HANDS) as hands:
        conflicts = list(hands.map(lambda number: save(people[number % HANDS], number), range(SAVES)))

    wanted = {f"line {number}" for number in range(SAVES)}
    record = Stakeholder.objects.get(slug="s")
    versions = list(record.history.order_by("history_id"))
    accepted = versions[1:]
    # Each accepted save is one line of the history, of its person, with its reason.
    assert [version.history_type for version in versions] == ["+"] + ["~"] * SAVES
    assert {version.history_change_reason for version in accepted} == wanted
    for version in accepted:
        number = int(version.history_change_reason.split()[1])
        assert version.history_user == people[number % HANDS]
    # None took away what another had written: each version holds the lines of the one before, and one more.
    for before, after in zip(versions, accepted, strict=False):
        assert set(after.role.splitlines()) == {*before.role.splitlines(), after.history_change_reason}
    assert set(record.role.splitlines()) == wanted
    # What stands there is the last version, and people did get into each other's way.
    assert all(getattr(record, name) == getattr(versions[-1], name) for name in ("role", *OTHERS))
    assert sum(conflicts) > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.full
def test_parallel_saves_of_different_fields_all_get_through_at_once():
    """Nobody is asked, since nothing clashes."""
    area = make.area()
    people = [make.user(partner=make.partner(area=area)) for _hand in range(4)]
    make.stakeholder(slug="s", name="Verbund", area=area)
    values = {"role": "Runs buses", "municipality": "Graz", "address": "Platz 1", "website": "https://a.at"}

    def post(browser, name):
        try:
            return browser.send(URL, opened[browser], **{name: values[name]}).status_code
        finally:
            connection.close()

    browsers = [Browser(user) for user in people]
    opened = {browser: browser.open(URL) for browser in browsers}
    with ThreadPoolExecutor(4) as hands:
        assert list(hands.map(post, browsers, values)) == [302] * 4
    record = Stakeholder.objects.get(slug="s")
    assert {name: getattr(record, name) for name in values} == values
    assert record.history.count() == 5
