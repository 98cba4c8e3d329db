"""Dates keep the precision they are known to, and compare by the day they stand for."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cityregions.areas.models import MetropolitanArea
from cityregions.records.dates import PartialDate
from cityregions.workplan.models import Event
from partners.models import Partner


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31), "year"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month"),
        ("2014-03-15", date(2014, 3, 15), date(2014, 3, 15), "day"),
    ],
)
def test_a_date_means_the_days_it_can_mean(text, first, last, precision):
    day = PartialDate(text)
    assert (day.first, day.last, day.precision, str(day)) == (first, last, precision, text)


@pytest.mark.parametrize(
    "text", ["", "13", "2013-13", "2013-02-30", "2013-1", "2013/01/01", "0000", "2013-03-15 x", "٢٠١٣"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        PartialDate(text)


def test_a_wrong_date_in_a_form_says_how_to_write_one():
    with pytest.raises(ValidationError) as refused:
        Event._meta.get_field("starts_on").clean("soon", None)
    assert refused.value.messages == [
        "“soon” is not a date: write a year (2013), a month (2014-03) or a day (2014-03-15)."
    ]


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "March 2014"), ("de", "März 2014"), ("pl", "marzec 2014"), ("it", "marzo 2014")]
)
def test_a_month_is_shown_in_the_readers_language(language, shown):
    with translation.override(language):
        assert PartialDate("2014-03").display.lower() == shown.lower()
        assert PartialDate("2014").display == "2014"


@pytest.fixture
def partner(db):
    area = MetropolitanArea.objects.create(slug="a", name="A", country="AT", core_city="A")
    return Partner.objects.create(slug="p", name="P", kind="city", area=area)


def active(on):
    return Partner.objects.active(date.fromisoformat(on)).exists()


@pytest.mark.parametrize(
    ("left_on", "last_day", "day_after"),
    [
        ("2013-12", "2013-12-31", "2014-01-01"),
        ("2013", "2013-12-31", "2014-01-01"),
        ("2013-12-05", "2013-12-05", "2013-12-06"),
    ],
)
def test_a_partner_is_active_up_to_and_including_its_last_day(partner, left_on, last_day, day_after):
    Partner.objects.update(left_on=left_on)
    assert (active(last_day), active(day_after)) == (True, False)


@pytest.mark.parametrize(
    ("joined_on", "day_before", "first_day"),
    [
        ("2013", "2012-12-31", "2013-01-01"),
        ("2013-06", "2013-05-31", "2013-06-01"),
        ("2013-06-07", "2013-06-06", "2013-06-07"),
    ],
)
def test_a_partner_is_active_from_its_first_day(partner, joined_on, day_before, first_day):
    Partner.objects.update(joined_on=joined_on)
    assert (active(day_before), active(first_day)) == (False, True)


LOOKUPS = [
    ("lt", "2014", []),
    ("lt", "2014-02", ["2014", "2014-01-01"]),
    ("lte", "2014", ["2014", "2014-01-01"]),
    ("gt", "2014", ["2014-02", "2014-02-01"]),
    ("gte", "2014-02-01", ["2014-02", "2014-02-01"]),
    ("exact", "2014", ["2014"]),
    ("exact", "2014-01-01", ["2014-01-01"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("lookup", "value", "expected"), LOOKUPS)
def test_a_start_compares_as_its_first_day(lookup, value, expected):
    for number, start in enumerate(["2014", "2014-01-01", "2014-02", "2014-02-01"]):
        Event.objects.create(slug=f"e{number}", title=start, kind="meeting", starts_on=start)
    found = Event.objects.filter(**{f"starts_on__{lookup}": value}).order_by("starts_on", "pk")
    assert [event.starts_on for event in found] == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end"), [("2013", "2013"), ("2013-12-31", "2013"), ("2013-12", "2013-12-01"), ("2013", "2013-01-01")]
)
def test_an_end_in_the_same_period_is_in_order(start, end):
    """Where only the month or year is known, the end may lie in it."""
    Event(slug="e", title="E", kind="meeting", starts_on=start, ends_on=end).full_clean()
    Event.objects.create(slug="e", title="E", kind="meeting", starts_on=start, ends_on=end)


@pytest.mark.django_db
def test_an_end_before_the_start_is_refused_with_a_sentence():
    with pytest.raises(ValidationError) as refused:
        Event(slug="e", title="E", kind="meeting", starts_on="2014-01", ends_on="2013-12").full_clean()
    assert refused.value.messages == ["An event cannot end before it starts."]
