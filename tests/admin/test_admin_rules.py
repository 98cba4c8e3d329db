"""What the rules forbid ends in a sentence beside the form of the admin, and nothing is saved."""

import pytest

from cityregions.areas.models import MetropolitanArea
from partners.models import Membership
from tests import make
from tests.admin.desk import complaints, page, save

pytestmark = pytest.mark.django_db


BROKEN = {
    "a bracket": "{",
    "half a list": "[1,",
    "no number": '{"a": NaN}',
    "null character": '{"a": "\\u0000"}',
    "half a character": '{"a": "\\ud800"}',
    "too deep": "[" * 50_000,
}


@pytest.mark.parametrize("broken", list(BROKEN.values()), ids=list(BROKEN))
def test_wrong_json_ends_in_a_sentence_beside_the_box(desk, broken):
    response = save(desk, make.area(), extra=broken)
    assert response.context["adminform"].form.errors == {
        "extra": ['This is not JSON: check quotes, commas and brackets, e.g. {"…": "…"}.']
    }


@pytest.mark.parametrize(
    ("maker", "field", "wrong", "sentence"),
    [
        (make.area, "extra", "[]", 'Write JSON of the form {"…": "…"}.'),
        (make.area, "detail_sources", '"a"', 'Write JSON of the form ["…", "…"].'),
        (make.area, "nuts", "5", 'Write JSON of the form ["…", "…"].'),
        (make.area, "nuts", '["graz"]', "“graz” is not a NUTS code such as AT221."),
        (make.conflict, "sources", "{}", 'Write JSON of the form ["…", "…"].'),
        (make.project, "name_variants", "1", 'Write JSON of the form ["…", "…"].'),
        (make.project, "funding_statement", '{"de": "…"}', "The English text is missing."),
    ],
)
def test_json_of_the_wrong_kind_ends_in_a_sentence_beside_the_box(desk, maker, field, wrong, sentence):
    assert save(desk, maker(), **{field: wrong}).context["adminform"].form.errors == {field: [sentence]}


@pytest.mark.parametrize("nothing", ["", "null"])
def test_an_emptied_json_box_stands_for_nothing(desk, nothing):
    area = make.area(nuts=["AT221"], extra={"a": 1})
    assert save(desk, area, nuts=nothing, extra=nothing).status_code == 302
    area.refresh_from_db()
    assert (area.nuts, area.extra) == ([], {})


def second_lead_partner(desk):
    make.partner(role="lead")
    return save(desk, make.partner(), role="lead")


def relation_to_itself(desk):
    relation = make.relation()
    return save(desk, relation, to_stakeholder=relation.from_stakeholder_id)


def same_cooperation_from_the_other_side(desk):
    known = make.relation(kind="cooperates_with")
    ends = {"from_stakeholder": known.to_stakeholder_id, "to_stakeholder": known.from_stakeholder_id}
    return save(desk, make.relation(), kind="cooperates_with", **ends)


def party_twice(desk):
    party = make.party()
    new = {"parties-TOTAL_FORMS": 2, "parties-1-stakeholder": party.stakeholder_id, "parties-1-signed_on": ""}
    return save(desk, party.agreement, **new)


def party_added_twice(desk):
    party = make.party()
    return desk.post(page(type(party), "add"), {"agreement": party.agreement_id, "stakeholder": party.stakeholder_id})


def member_twice(desk):
    member = make.membership()
    sent = {"user": member.user_id, "partner": member.partner_id, "role": "staff"}
    return desk.post(page(Membership, "add"), sent)


def same_slug(desk):
    return save(desk, make.pilot(), slug=make.pilot(slug="taken").slug)


def partner_that_leaves_before_it_joins(desk):
    return save(desk, make.partner(), joined_on="2014", left_on="2013-12")


def no_date(desk):
    return save(desk, make.partner(), joined_on="March")


def half_a_place(desk):
    return save(desk, make.area(), latitude="47")


def same_address_in_capitals(desk):
    make.user(email="a@example.org")
    return save(desk, make.user(), email="A@example.org")


NOT_A_DATE = "“March” is not a date: write a year (2013), a month (2014-03) or a day (2014-03-15)."


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (second_lead_partner, "The project already has a lead partner."),
        (partner_that_leaves_before_it_joins, "A partner cannot leave before it joins."),
        (no_date, NOT_A_DATE),
        (relation_to_itself, "A stakeholder cannot relate to itself."),
        (same_cooperation_from_the_other_side, "This cooperation is recorded already, from the other side."),
        (party_twice, "Please correct the duplicate data for stakeholder."),
        (party_added_twice, "This stakeholder is a party already."),
        (member_twice, "This person already works for this partner."),
        (same_slug, "Pilot with this Address name already exists."),
        (half_a_place, "Give both latitude and longitude, or neither."),
        (same_address_in_capitals, "There is already an account with this address."),
    ],
)
def test_what_the_rules_forbid_ends_in_a_sentence_beside_the_form(desk, attempt, sentence):
    assert sentence in complaints(attempt(desk))


def test_a_row_still_in_use_is_not_deleted_and_what_uses_it_is_named(desk):
    partner = make.partner(area=make.area(name="Graz"), name="City of Graz")
    response = desk.post(page(MetropolitanArea, "delete", partner.area.pk), {"post": "yes"})
    assert (response.status_code, MetropolitanArea.objects.count()) == (200, 1)
    assert "City of Graz" in response.content.decode()
