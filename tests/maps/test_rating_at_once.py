"""Rating many stakeholders at once: typed on one page or sent by the script of the grid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from stakeholders.models import Assessment
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
WAY = "/maps/mobility/rate/"


@pytest.fixture
def mobility():
    return make.stakeholder_map(slug="mobility", name="Mobility", area=make.area(slug="graz", name="Graz"))


@pytest.fixture
def staff(mobility, client):
    who = make.user(make.partner(area=mobility.area))
    client.force_login(who)
    return who


@pytest.fixture
def city(mobility):
    return make.entry(stakeholder_map=mobility, stakeholder=make.stakeholder(name="City"))


@pytest.fixture
def bus(mobility):
    return make.entry(stakeholder_map=mobility, stakeholder=make.stakeholder(name="Bus"))


def typed(**ratings):
    """What the form sends: by the name of each entry its influence, interest and what stood there."""
    data = {"entry": []}
    for key, (influence, interest, was) in ratings.items():
        pk = key.removeprefix("e")
        data["entry"].append(pk)
        data |= {f"influence-{pk}": influence, f"interest-{pk}": interest, f"was-{pk}": was}
    return data


def given(who):
    rows = Assessment.objects.filter(assessed_by=who).order_by("entry__stakeholder__name", "assessed_on")
    return [(row.entry.stakeholder.name, str(row.influence), str(row.interest), row.assessed_on) for row in rows]


def test_what_is_typed_is_saved_as_of_today_and_what_is_empty_is_not(client, staff, city, bus):
    sent = typed(**{f"e{city.pk}": ("4.5", "2", ""), f"e{bus.pk}": ("", "", "")})
    page = client.post(WAY, sent | {"source": "Workshop"}, follow=True)
    assert "1 rating is saved." in text(page)
    assert given(staff) == [("City", "4.5", "2.0", timezone.localdate())]
    assert Assessment.objects.get().source == "Workshop"
    assert Assessment.objects.get().history.get().history_user == staff


@pytest.mark.parametrize(
    ("influence", "interest", "words"),
    [
        ("6", "2", "Between 1.0 and 5.0."),
        ("0.9", "2", "Between 1.0 and 5.0."),
        ("3.14", "2", "no more than 1 decimal place"),
        ("high", "2", "Enter a number."),
        ("3", "", "Give both scores, or neither."),
    ],
)
def test_nothing_is_saved_where_one_is_wrong(client, staff, city, bus, influence, interest, words):
    sent = typed(**{f"e{city.pk}": ("4", "2", ""), f"e{bus.pk}": (influence, interest, "")})
    page = client.post(WAY, sent)
    assert page.status_code == 422
    assert words in text(page)
    assert f'value="{influence}"' in page.content.decode()
    assert given(staff) == []


def test_the_rating_of_today_is_changed_and_taken_back(client, staff, city):
    client.post(WAY, typed(**{f"e{city.pk}": ("4", "2", "")}))
    assert 'value="4.0"' in client.get(WAY).content.decode()
    client.post(WAY, typed(**{f"e{city.pk}": ("5", "2", "4.0 2.0")}))
    assert given(staff) == [("City", "5.0", "2.0", timezone.localdate())]
    client.post(WAY, typed(**{f"e{city.pk}": ("", "", "5.0 2.0")}))
    assert given(staff) == []


def test_what_another_window_has_saved_meanwhile_is_not_lost(client, staff, city):
    client.post(WAY, typed(**{f"e{city.pk}": ("4", "2", "")}))
    page = client.post(WAY, typed(**{f"e{city.pk}": ("1", "1", "")}))
    assert page.status_code == 422
    assert "You have rated it in another window meanwhile: 4.0 2.0 stands there now." in text(page)
    assert given(staff) == [("City", "4.0", "2.0", timezone.localdate())]


def test_an_earlier_rating_stays_and_what_it_says_beside_the_scores_goes_on(client, staff, city):
    before = timezone.localdate() - timedelta(days=1)
    rating = {"entry": city, "assessed_by": staff, "assessed_on": before, "source": "Workshop"}
    make.assessment(**rating, legitimacy=True, urgency=False, attitude=-1)
    client.post(WAY, typed(**{f"e{city.pk}": ("4", "2", "")}))
    assert [row[3] for row in given(staff)] == [before, timezone.localdate()]
    latest = Assessment.objects.latest("assessed_on")
    assert (latest.legitimacy, latest.urgency, latest.attitude, latest.source) == (True, False, -1, "")


def test_only_those_without_an_own_rating_are_listed_where_asked(client, staff, city, bus):
    make.assessment(entry=city, assessed_by=staff)
    make.assessment(entry=bus)
    assert [form.node.name for form in client.get(WAY).context["forms"]] == ["Bus", "City"]
    assert [form.node.name for form in client.get(f"{WAY}?unrated=yes").context["forms"]] == ["Bus"]
    assert [form.node.name for form in client.get(f"{WAY}?search=city").context["forms"]] == ["City"]


def test_when_all_are_rated_the_page_says_so(client, staff, city):
    make.assessment(entry=city, assessed_by=staff)
    assert "You have rated everybody" in text(client.get(f"{WAY}?unrated=yes"))


def test_an_entry_of_another_map_is_not_rated_here(client, staff, city):
    other = make.entry()
    page = client.post(WAY, typed(**{f"e{other.pk}": ("4", "2", "")}))
    assert page.status_code == 422
    assert given(staff) == []


def test_others_find_the_page_closed(client, mobility, city):
    assert client.get(WAY).status_code == 302
    client.force_login(make.user(make.partner()))
    assert client.get(WAY).status_code == 403
    assert client.post(WAY, typed(**{f"e{city.pk}": ("4", "2", "")})).status_code == 403
    mobility.published = False
    mobility.save()
    client.force_login(make.user())
    assert client.get(WAY).status_code == 404
    assert not Assessment.objects.exists()


def test_the_script_learns_the_mean_or_what_is_wrong(client, staff, city):
    make.assessment(entry=city, influence=Decimal("2.0"), interest=Decimal("2.0"), assessed_on=date(2014, 3, 15))
    told = client.post(WAY, typed(**{f"e{city.pk}": ("4.0", "3.0", "")}), headers={"accept": "application/json"})
    assert told.json() == {"rating": {"influence": 3.0, "interest": 2.5, "people": 2}}
    told = client.post(WAY, typed(**{f"e{city.pk}": ("9", "3.0", "4.0 3.0")}), headers={"accept": "application/json"})
    assert (told.status_code, told.json()) == (422, {"error": "Between 1.0 and 5.0."})
