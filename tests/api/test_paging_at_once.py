"""While others add, move and delete rows, whoever walks through a list meets every other row once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest
from django.db import connection

from cityregions.workplan.models import Event as Meeting
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.full]
WRITERS, ROWS = 3, 40


def write(number, done):
    """Adds rows all over the list, moves the last one and deletes the one before, until the walk is over."""
    own = []
    try:
        for turn in count():
            if done.is_set():
                return turn
            title = f"{'AMZ'[turn % 3]} {number} {turn}"
            own.append(make.event(slug=f"busy-{number}-{turn}", title=title, participants=turn % 90))
            Meeting.objects.filter(pk=own[-1].pk).update(title=f"{'ZAM'[turn % 3]} moved", participants=turn % 70)
            Meeting.objects.filter(title__startswith="Still", participants=turn % ROWS).update(place=str(turn))
            if len(own) > 1:
                own.pop(0).delete()
    finally:
        connection.close()


def walk(get, address):
    while address:
        status, body = get(address)
        assert status == 200
        yield from (row["slug"] for row in body["results"])
        address = body["next"]


@pytest.mark.parametrize("order", ["title", "-participants"])
def test_a_walk_neither_repeats_nor_skips_what_stays(get, order):
    still = [make.event(slug=f"still-{n:02}", title=f"Still {n:02}", participants=n).slug for n in range(ROWS)]
    done = Event()
    with ThreadPoolExecutor(WRITERS) as hands:
        writers = [hands.submit(write, number, done) for number in range(WRITERS)]
        try:
            seen = list(walk(get, f"events/?ordering={order}&page_size=7&fields=slug"))
        finally:
            done.set()
        turns = [writer.result() for writer in writers]
    assert min(turns) > 0
    assert [slug for slug in seen if slug in still] == sorted(still, reverse=order.startswith("-"))
