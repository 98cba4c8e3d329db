"""Who edits: staff their own, coordinators everything; what one may not see is not there, the rest is refused."""

import pytest

from stakeholders.models import Stakeholder
from tests import make
from tests.editing.forms import again
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


def nouns(graz):
    """A record of Graz of each kind that staff of the area change: its address."""
    stakeholder = make.stakeholder(slug="s", area=graz)
    shown = make.stakeholder_map(slug="m", area=graz)
    return {
        "stakeholder": "/stakeholders/s/",
        "relation": f"/relations/{make.relation(from_stakeholder=stakeholder).pk}/",
        "map": f"/maps/{shown.slug}/",
        "agreement": f"/agreements/{make.agreement(area=graz).slug}/",
        "practice": f"/practices/{make.practice(area=graz).slug}/",
        "pilot": f"/pilots/{make.pilot(area=graz).slug}/",
        "output": f"/outputs/{make.output(area=graz).slug}/",
        "event": f"/events/{make.event(area=graz).slug}/",
    }


def plan():
    """What only coordinators change."""
    return [
        f"/workplan/{make.activity().slug}/",
        f"/workplan/phases/{make.phase().slug}/",
        f"/policy-conclusions/{make.conclusion().slug}/",
    ]


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_staff_of_the_area_and_coordinators_edit_what_belongs_to_it(anna, carla, dora, client, graz, verb):
    for noun, address in nouns(graz).items():
        url = f"{address}{verb}/"
        found = {who.user.name: who.get(url).status_code for who in (anna, carla, dora)}
        assert found == {"Anna": 200, "Carla": 403, "Dora": 200}, noun
        assert client.get(url)["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_the_plan_is_the_coordinators(anna, dora, verb):
    for address in plan():
        assert (anna.get(f"{address}{verb}/").status_code, dora.get(f"{address}{verb}/").status_code) == (403, 200)


@pytest.mark.parametrize("list_of", ["workplan", "workplan/phases", "policy-conclusions"])
def test_the_plan_is_added_to_by_coordinators(anna, dora, list_of):
    assert (anna.get(f"/{list_of}/new/").status_code, dora.get(f"/{list_of}/new/").status_code) == (403, 200)


def test_what_is_not_there_is_not_found(anna, carla):
    for browser in (anna, carla):
        assert browser.get("/stakeholders/nothing/edit/").status_code == 404
        assert browser.get("/relations/1/delete/").status_code == 404


def test_a_refused_change_says_why_and_shows_what_was_typed(anna, carla, graz):
    make.stakeholder(slug="s", area=graz)
    fields = anna.open("/stakeholders/s/edit/")
    response = carla.send("/stakeholders/s/edit/", fields, role="Mine now")
    assert response.status_code == 403
    assert "ask its staff or a coordinator to change it" in text(response)
    assert "Mine now" in text(response)
    assert Stakeholder.objects.get(slug="s").role == ""


def test_nobody_moves_a_record_out_of_the_own_area(anna, graz, stranger):
    make.stakeholder(slug="s", area=graz)
    turin = stranger.memberships.get().partner.area
    response = anna.change("/stakeholders/s/edit/", area=str(turin.pk))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["area"])
    response = anna.change("/stakeholders/s/edit/", area="")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["area"])
    assert Stakeholder.objects.get(slug="s").area == graz


def test_a_relation_between_others_is_not_ones_to_add(anna):
    for name in ("One", "Two"):
        make.stakeholder(name=name)
    response = anna.change("/relations/new/", from_stakeholder="One", to_stakeholder="Two", kind="owns")
    assert response.status_code == 403
    assert again(response)["to_stakeholder"] == "Two"


def test_staff_do_not_widen_their_own_rights_through_their_partner(anna, graz, stranger):
    turin = stranger.memberships.get().partner.area
    fields = anna.open("/partners/city-of-graz/edit/")
    assert not {"role", "area", "left_on", "partner_number"} & set(fields)
    anna.send("/partners/city-of-graz/edit/", fields, area=str(turin.pk), role="lead", contact_unit="Planning")
    partner = anna.user.memberships.get().partner
    partner.refresh_from_db()
    assert (partner.area, partner.role, partner.contact_unit) == (graz, "partner", "Planning")


def test_a_membership_that_ended_with_the_form_open(anna, graz):
    make.stakeholder(slug="s", area=graz)
    fields = anna.open("/stakeholders/s/edit/")
    anna.user.memberships.update(until="2020-01-01")
    response = anna.send("/stakeholders/s/edit/", fields, role="Typed for long")
    assert response.status_code == 403
    assert "Typed for long" in text(response)


def test_suggestions_show_what_the_reader_sees(anna, client, graz):
    make.practice(slug="hidden", name="Hidden park", published=False)
    make.practice(slug="shown", name="Open park")
    assert [hit["slug"] for hit in anna.get("/suggest/practice/?q=park").json()["results"]] == ["hidden", "shown"]
    assert [hit["slug"] for hit in client.get("/suggest/practice/?q=park").json()["results"]] == ["shown"]
