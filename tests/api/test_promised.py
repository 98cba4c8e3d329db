"""Within a version the API only gains: whatever the last release promised is still there, and still the same."""

import copy
import json

import pytest

from tests.api import promised

RELEASED = json.loads(promised.PROMISED.read_text())


def test_nothing_that_was_released_is_gone_or_different():
    assert list(promised.broken(RELEASED, promised.described())) == []


def forget_a_key(now):
    del now["schemas"]["Partner"]["keys"]["name"]


def change_a_type(now):
    now["schemas"]["Stakeholder"]["keys"]["latitude"] = "string"


def need_a_key(now):
    now["schemas"]["StakeholderWrite"]["needs"].append("role")


def forget_a_value(now):
    now["schemas"]["StakeholderWrite"]["keys"]["level"]["enum"].remove("regional")


def forget_a_parameter(now):
    del now["operations"]["GET /api/v1/partners/"]["parameters"]["query area"]


def forget_an_operation(now):
    del now["operations"]["DELETE /api/v1/partners/"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (forget_a_key, "#/schemas/Partner/keys/name is gone"),
        (change_a_type, '#/schemas/Stakeholder/keys/latitude was ["number", "null"] and is "string"'),
        (need_a_key, "#/schemas/StakeholderWrite/role is needed now"),
        (forget_a_value, "#/schemas/StakeholderWrite/keys/level does not know 'regional' any more"),
        (forget_a_parameter, "#/operations/GET /api/v1/partners//parameters/query area is gone"),
        (forget_an_operation, "#/operations/DELETE /api/v1/partners/ is gone"),
    ],
)
def test_what_would_break_a_program_is_named(change, told):
    now = copy.deepcopy(RELEASED)
    change(now)
    assert list(promised.broken(RELEASED, now)) == [told]


def test_what_is_added_breaks_nothing():
    now = copy.deepcopy(RELEASED)
    now["schemas"]["Partner"]["keys"]["new"] = "string"
    now["operations"]["GET /api/v1/partners/"]["parameters"]["query new"] = "string"
    now["schemas"]["StakeholderWrite"]["keys"]["level"]["enum"].append("new")
    assert list(promised.broken(RELEASED, now)) == []
