"""Pictures of views as files: each view that has a picture gives one that stands alone."""

import re
from xml.etree import ElementTree

import pytest

from stakeholders.exchange.writing_picture import DRAWN, alone, styles_of
from tests import make

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def graz():
    make.project(funding_statement={"en": "Paid by the fund <ERDF>."})
    board = make.stakeholder_map(slug="graz", name="Graz & region", published=True)
    ends = [make.stakeholder(latitude=47.0, longitude=15.0 + place, name=f"End <{place}>") for place in (0, 1)]
    for end in ends:
        make.assessment(entry=make.entry(stakeholder_map=board, stakeholder=end))
    make.relation(from_stakeholder=ends[0], to_stakeholder=ends[1])
    return board


class Asked:
    """What a picture is told of its page."""

    title, page_address, path, told_filters = "Graz & region", "https://portal.example/maps/graz/", "/maps/graz/", ()

    class content:  # noqa: N801
        on = None


def test_a_drawing_becomes_a_file_that_stands_alone(graz):
    drawn = (
        '<svg class="network" viewBox="0 0 400 300" width="400"><g class="ties"/><a href="/x/"><text>A</text></a></svg>'
    )
    root = ElementTree.fromstring(alone(Asked(), drawn))
    assert root.get("viewBox").startswith("0 0 400 3")
    texts = " ".join(text.text for text in root.iter(f"{SVG}text"))
    assert "Paid by the fund <ERDF>." in texts
    assert "https://portal.example/maps/graz/" in texts
    assert next(root.iter(f"{SVG}a")).get("href").startswith("http")


def test_styles_are_in_light_colours_with_nothing_left_to_look_up(graz):
    found = styles_of('<g class="area-1 button"/>')
    assert "--accent: #1f5fa8" in found
    assert "var(" not in found
    assert "light-dark(" not in found
    assert "@" not in found


def pictures(client):
    """The files of all views that draw one by now."""
    answers = {view: client.get(f"/maps/graz.svg?view={view.value}&since=2014-01-01") for view in DRAWN}
    return {view: answer for view, answer in answers.items() if answer.status_code == 200}


def test_every_picture_of_a_view_is_whole_and_names_who_paid(graz, client):
    for view, answer in pictures(client).items():
        text = b"".join(answer.streaming_content).decode()
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg", view
        assert "Paid by the fund" in text
        assert "light-dark(" not in text
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+):", text))
        assert "<script" not in text
    assert set(pictures(client)) == set(DRAWN)
