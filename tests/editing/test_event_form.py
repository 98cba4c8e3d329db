"""The form of an event, with its agenda, its minutes and the outputs it belongs to."""

import pytest

from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


def test_staff_of_the_area_fill_in_agenda_minutes_and_outputs(anna, graz):
    output = make.output(slug="study", title="Study", area=graz)
    event = make.event(slug="workshop", area=graz)
    changes = {
        "agenda-new1-title": "Welcome",
        "agenda-new1-time": "09:00",
        "minutes-new1-title": "Minutes",
        "minutes-new1-text": "We agreed.",
        "minutes-new1-published": "on",
        "outputs": ["study"],
    }
    assert anna.change("/events/workshop/edit/", **changes).status_code == 302
    assert list(event.agenda.values_list("title", "time")) == [("Welcome", "09:00")]
    assert list(event.minutes.values_list("text", "published")) == [("We agreed.", True)]
    assert list(event.outputs.all()) == [output]


def test_minutes_that_say_nothing_are_complained_about_beside_the_field(anna, graz):
    make.event(slug="workshop", area=graz)
    answer = anna.change("/events/workshop/edit/", **{"minutes-new1-title": "Minutes"})
    assert answer.status_code == 422
    assert "Write the minutes here, or give the address of their file." in text(answer)
