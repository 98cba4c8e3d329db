"""Snapshots: taken by those who may change a map, published, cited, withdrawn, and never changed."""

import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from stakeholders.maps import snapshots
from stakeholders.models import MapSnapshot, SnapshotContent
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
HOME = "/maps/graz/snapshots/1/"


@pytest.fixture
def graz():
    board = make.stakeholder_map(slug="graz", name="Graz", area=make.area(slug="graz"), published=False)
    city = make.stakeholder(slug="city", name="City", role="Ask anna@example.org.")
    make.assessment(entry=make.entry(stakeholder_map=board, stakeholder=city), influence="4.0", source="workshop")
    bus = make.stakeholder(slug="bus", name="Bus")
    make.entry(stakeholder_map=board, stakeholder=bus)
    make.relation(from_stakeholder=city, to_stakeholder=bus, kind="owns")
    return board


@pytest.fixture
def anna(graz):
    return make.user(make.partner(area=graz.area))


@pytest.fixture
def taken(graz, anna):
    return snapshots.take(graz, anna, with_ratings=True, title="Start")


@pytest.fixture
def published(taken):
    return snapshots.publish(taken)


def whole(client):
    return client.get("/maps/graz/snapshots/1.json").content


def test_staff_take_one_and_publish_it(client, graz, anna):
    client.force_login(anna)
    answer = client.post("/maps/graz/snapshots/new/", {"title": "Start", "with_ratings": "on"}, follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    snapshot = MapSnapshot.objects.get()
    assert (snapshot.number, snapshot.taken_by, snapshot.published) == (1, anna, False)
    client.logout()
    assert client.get(HOME).status_code == 404
    client.force_login(anna)
    client.post(f"{HOME}publish/")
    client.logout()
    page = text(client.get(HOME))
    assert "City" in page
    assert f"SHA-256 of what it holds: {snapshot.digest}" in page
    assert HOME in page
    second = snapshots.take(graz, anna, with_ratings=False, title="Later")
    assert second.number == 2


def test_others_neither_take_nor_publish_nor_see_a_draft(client, graz, taken):
    client.force_login(make.user(make.partner()))
    assert client.post("/maps/graz/snapshots/new/", {"title": "Mine"}).status_code == 403
    assert client.get(HOME).status_code == 404
    assert client.post(f"{HOME}publish/").status_code == 404
    snapshots.publish(taken)
    assert client.get(HOME).status_code == 200
    assert client.post(f"{HOME}publish/").status_code == 403
    assert MapSnapshot.objects.count() == 1


def test_a_form_without_a_title_says_so(client, graz, anna):
    client.force_login(anna)
    answer = client.post("/maps/graz/snapshots/new/", {"title": ""})
    assert answer.status_code == 422
    assert "title" in answer.context["form"].errors


def test_what_happens_later_does_not_change_it(client, graz, published):
    before = whole(client)
    assert hashlib.sha256(before).hexdigest() == published.digest
    city = graz.stakeholders.get(slug="city")
    city.name = "Renamed"
    city.save()
    graz.name = "Another name"
    graz.save()
    bus = graz.stakeholders.get(slug="bus")
    bus.relations_to.all().delete()
    graz.entries.filter(stakeholder=bus).delete()
    bus.delete()
    assert whole(client) == before
    page = client.get(HOME)
    assert [node.name for node in page.context["content"].nodes] == ["Bus", "City"]
    assert len(page.context["content"].edges) == 1
    assert "Renamed" not in text(page).replace("Another name", "")
    assert page.context["told"]["name"] == "Graz"
    links = {node.slug: node.get_absolute_url() for node in page.context["content"].nodes}
    assert links == {"bus": f"{HOME}#content", "city": "/stakeholders/city/"}
    lines = b"".join(client.get("/maps/graz/snapshots/1.csv").streaming_content).decode()
    assert "Bus" in lines
    assert "Renamed" not in lines


@pytest.mark.parametrize(
    "change",
    [
        lambda: SnapshotContent.objects.update(text="{}"),
        lambda: MapSnapshot.objects.update(digest="0" * 64),
        lambda: MapSnapshot.objects.update(number=7),
        lambda: MapSnapshot.objects.update(with_ratings=False),
        lambda: MapSnapshot.objects.update(stakeholder_map=make.stakeholder_map()),
        lambda: MapSnapshot.objects.update(on="2014-01-01"),
    ],
)
def test_the_database_refuses_to_change_what_it_holds(taken, change):
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        change()
    assert MapSnapshot.objects.get().digest == taken.digest


def test_ratings_are_in_it_only_where_that_is_said(client, graz, anna, published):
    assert json.loads(whole(client))["nodes"][1][-1] is not None
    without = snapshots.publish(snapshots.take(graz, anna, with_ratings=False, title="Without"))
    content = client.get("/maps/graz/snapshots/2.json").json()
    assert [node[-1] for node in content["nodes"]] == [None, None]
    assert without.digest != published.digest
    lines = b"".join(client.get("/maps/graz/snapshots/2.csv").streaming_content).decode()
    assert "influence" not in lines
    assert "influence" in b"".join(client.get("/maps/graz/snapshots/1.csv").streaming_content).decode()


def test_it_holds_no_addresses_of_people(client, published):
    assert b"@" not in whole(client)


def test_it_shows_one_day(client, graz, anna):
    make.relation(
        from_stakeholder=graz.stakeholders.get(slug="city"),
        to_stakeholder=graz.stakeholders.get(slug="bus"),
        kind="funds",
        since="2020",
    )
    from datetime import date

    snapshots.publish(snapshots.take(graz, anna, with_ratings=False, title="2014", on=date(2014, 5, 1)))
    page = client.get(HOME)
    assert [edge.kind for edge in page.context["content"].edges] == ["owns"]
    assert page.context["content"].on == date(2014, 5, 1)
    for asked in ("on=2020-01-01", "since=2013-01-01", "view=change"):
        assert client.get(f"{HOME}?{asked}").status_code == 400
        assert client.get(f"{HOME[:-1]}.csv?{asked}").status_code == 400
    assert client.get(f"{HOME}?category=agency&view=grid").status_code == 200


@pytest.mark.parametrize("name", ["xlsx", "csv", "kumu.json", "gexf", "graphml", "geojson"])
def test_it_is_taken_along_in_the_same_formats(client, published, name):
    answer = client.get(f"/maps/graz/snapshots/1.{name}")
    assert answer.status_code == 200
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/maps/graz/snapshots/1.{name}", headers=known).status_code == 304


def test_coordinators_withdraw_one_and_its_address_says_why(client, anna, published):
    client.force_login(anna)
    assert client.post(f"{HOME}withdraw/", {"reason": "Mine"}).status_code == 403
    client.force_login(make.user(coordinator=True))
    assert client.post(f"{HOME}withdraw/", {"reason": ""}).status_code == 422
    client.post(f"{HOME}withdraw/", {"reason": "A wrong relation."})
    client.logout()
    page = client.get(HOME)
    assert page.status_code == 410
    assert "A wrong relation." in text(page)
    assert client.get("/maps/graz/snapshots/1.csv").status_code == 410
    assert client.get("/maps/graz/snapshots/1.json").status_code == 410


def test_programs_read_what_there_is_and_change_nothing(client, taken, published):
    rows = client.get("/api/v1/map-snapshots/").json()["results"]
    assert [(row["number"], row["title"], row["digest"]) for row in rows] == [(1, "Start", published.digest)]
    client.force_login(make.user(coordinator=True))
    assert client.delete(f"/api/v1/map-snapshots/{published.pk}/").status_code in {403, 405}
    assert MapSnapshot.objects.count() == 1
