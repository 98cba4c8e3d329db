"""Large networks are measured in the background, once, and kept in the database until the map changes."""

import pytest

from cityregions.records import work
from cityregions.records.work import Work
from stakeholders.maps import measures
from stakeholders.models import NetworkMeasures
from stakeholders.models.measures import MOST_OF_A_MAP
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch):
    monkeypatch.setattr(measures, "AT_ONCE", 3)
    measures._kept.found.clear()


def carry_out():
    work.carry_out.func(str(Work.objects.get(state="waiting").pk))
    return Work.objects.order_by("created").last()


def test_the_page_leads_to_the_progress_and_has_the_tables_meanwhile(graz, client):
    told = client.get("/maps/graz/?view=network").content.decode()
    waiting = Work.objects.get()
    assert f'href="/work/{waiting.pk}/"' in told
    assert "Voitsberg" in told
    assert "<svg xmlns" not in told
    assert client.get("/maps/graz/network.json?view=network").status_code == 404
    assert client.get(f"/work/{waiting.pk}/").status_code == 200


def test_a_network_is_measured_once_and_then_kept(graz, client):
    for _time in range(2):
        client.get("/maps/graz/?view=network")
    assert (Work.objects.count(), NetworkMeasures.objects.count()) == (1, 1)
    done = carry_out()
    assert (done.state, done.url) == ("done", "/maps/graz/?view=network")
    kept = NetworkMeasures.objects.get()
    assert kept.computed_at is not None
    shown = client.get("/maps/graz/?view=network&category=agency")
    assert "<svg xmlns" in shown.content.decode()
    measures._kept.found.clear()
    again = client.get("/maps/graz/measures/").context["measures"]
    assert again.whole["relations"] == 5
    assert again.nodes[graz.people["Voitsberg"].pk].degree == 3
    assert Work.objects.count() == 1


def test_the_progress_tells_the_steps(graz, client, monkeypatch):
    told = []
    monkeypatch.setattr(Work, "tell", lambda self, step, done, total: told.append((str(step), done, total)))
    client.get("/maps/graz/measures/")
    carry_out()
    assert told == [("Measures the network", number, 7) for number in range(1, 8)]


def test_a_change_of_the_map_is_measured_anew(graz, client):
    client.get("/maps/graz/?view=network")
    carry_out()
    graz.relations[0].delete()
    assert client.get("/maps/graz/?view=network").context["is_measured"] is False
    assert carry_out().state == "done"
    assert client.get("/maps/graz/measures/").context["measures"].whole["relations"] == 4


def test_only_the_newest_states_of_a_map_are_kept(graz, client):
    old = [
        NetworkMeasures.objects.create(stakeholder_map=graz.map, digest=str(number), graph={})
        for number in range(MOST_OF_A_MAP + 2)
    ]
    other = NetworkMeasures.objects.create(stakeholder_map=make.stakeholder_map(), digest="1", graph={})
    client.get("/maps/graz/?view=network")
    carry_out()
    left = set(NetworkMeasures.objects.values_list("pk", flat=True))
    assert left == {other.pk, *(each.pk for each in old[3:]), NetworkMeasures.objects.last().pk}


def test_work_whose_network_was_dropped_says_what_to_do(graz, client):
    client.get("/maps/graz/?view=network")
    NetworkMeasures.objects.all().delete()
    failed = carry_out()
    assert (failed.state, failed.problem) == (
        "failed",
        "The map has changed in the meantime: open its network again.",
    )


def test_a_busy_portal_says_so(graz, client, monkeypatch):
    monkeypatch.setattr(work, "MOST_OF_VISITORS", 0)
    shown = client.get("/maps/graz/?view=network")
    assert shown.status_code == 200
    assert "the portal is busy with other work" in shown.content.decode()


def test_maps_side_by_side_say_what_is_not_measured(graz, client):
    told = client.get("/maps/compare/").content.decode()
    assert "is large and not measured yet" in told
    assert 'href="/maps/graz/measures/"' in told
