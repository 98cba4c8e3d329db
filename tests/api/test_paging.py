"""Walking through a list gives every row once, in order, whatever the order and whatever is written meanwhile."""

import pytest

from cityregions.api.ordering import orderable
from cityregions.workplan.api import EventSerializer
from tests import make
from tests.api.nouns import LISTS

pytestmark = pytest.mark.django_db
# One order of each kind of value; the exhaustive tests walk through all of them.
QUICK = {"slug", "-title", "starts_on", "-participants", "area", "-practice", "-modified"}
COLUMNS = [
    pytest.param(order, marks=() if order in QUICK else pytest.mark.full)
    for name in orderable(EventSerializer)
    for order in (name, f"-{name}")
]


@pytest.fixture
def events():
    """Nine events with equal, empty and imprecise values in every column."""
    area, practice, host = make.area(), make.practice(), make.stakeholder()
    hidden = make.practice(published=False)
    for number, start in enumerate(["2013", "2013-01-01", "2013-01", None, "2012-07", None, "2014-12-31", "2013", ""]):
        make.event(
            title=["Äpfel", "apfel", "Birne"][number % 3],
            kind=["meeting", "workshop"][number % 2],
            area=[area, None][number % 2],
            practice=[practice, None, hidden][number % 3],
            host=[None, host][number % 2],
            starts_on=start or None,
            ends_on=["2014", None, "2014-12-31"][number % 3] if start else None,
            participants=[None, 60, 60, 12][number % 4],
            place="Graz" if number > 4 else "",
        )


def walk(get, address, way="next"):
    """The slugs of each page from this one on."""
    pages = []
    while address:
        status, body = get(address)
        assert status == 200
        pages.append([row.get("slug", row.get("id")) for row in body["results"]])
        last, address = address, body[way]
    return pages, last


def flat(pages):
    return [slug for page in pages for slug in page]


@pytest.mark.parametrize("order", COLUMNS)
def test_every_order_forth_and_back(events, get, order):
    rows = get(f"events/?ordering={order}")[1]["results"]
    whole = [row["slug"] for row in rows]
    forth, last = walk(get, f"events/?ordering={order}&page_size=2")
    assert forth == [whole[:2], whole[2:4], whole[4:6], whole[6:8], whole[8:]]
    back, first = walk(get, last, "previous")
    assert list(reversed(back)) == forth
    assert walk(get, first)[0] == forth


@pytest.mark.parametrize("order", COLUMNS)
def test_values_are_in_order_and_empty_ones_last(events, get, order):
    rows = get(f"events/?ordering={order}&fields={order.lstrip('-')}")[1]["results"]
    values = [row[order.lstrip("-")] for row in rows]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known))
    if order.lstrip("-") in {"participants", "kind", "slug", "area", "modified"}:
        assert known == sorted(known, reverse=order.startswith("-"))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("starts_on", ["2012-07", "2013", "2013", "2013-01", "2013-01-01", "2014-12-31", None, None, None]),
        ("-starts_on", ["2014-12-31", "2013-01-01", "2013-01", "2013", "2013", "2012-07", None, None, None]),
    ],
)
def test_partial_dates_stand_where_they_begin(events, get, order, expected):
    assert [row["starts_on"] for row in get(f"events/?ordering={order}")[1]["results"]] == expected


def test_several_orders_at_once(events, get):
    rows = get("events/?ordering=kind,-participants,slug")[1]["results"]
    pages, _ = walk(get, "events/?ordering=kind,-participants,slug&page_size=1")
    assert flat(pages) == [row["slug"] for row in rows]
    assert [(row["kind"], row["participants"]) for row in rows] == sorted(
        ((row["kind"], row["participants"]) for row in rows), key=lambda pair: (pair[0], -(pair[1] or 0))
    )


@pytest.mark.parametrize("order", ["title", "-starts_on", "participants", "-area"])
def test_rows_written_meanwhile_neither_repeat_nor_skip_another(events, get, order):
    before = [row["slug"] for row in get(f"events/?ordering={order}")[1]["results"]]
    body = get(f"events/?ordering={order}&page_size=2")[1]
    seen = [row["slug"] for row in body["results"]]
    while body["next"]:
        make.event(title="AAA", starts_on="2015", participants=1)
        make.event(title="zzz", starts_on="2010", participants=900, area=make.area(slug=f"a{len(seen)}"))
        if len(seen) > 60:
            break
        body = get(body["next"])[1]
        seen += [row["slug"] for row in body["results"]]
    assert len(seen) == len(set(seen))
    assert [slug for slug in seen if slug in before] == before[: sum(slug in before for slug in seen)]


def test_a_page_whose_rows_are_gone_leads_back(get):
    first, second = make.area(name="A"), make.area(name="B")
    following = get("areas/?page_size=1")[1]["next"]
    second.delete()
    body = get(following)[1]
    assert (body["results"], body["next"]) == ([], None)
    assert [row["slug"] for row in get(body["previous"])[1]["results"]] == [first.slug]


def test_pages_keep_the_filters_and_count_counts_the_whole_list(events, get):
    status, body = get("events/?kind=meeting&count=true&page_size=2&fields=slug")
    assert (status, body["count"]) == (200, 5)
    assert "kind=meeting" in body["next"]
    assert "page_size=2" in body["next"]
    assert [len(page) for page in walk(get, "events/?kind=meeting&page_size=2")[0]] == [2, 2, 1]


def test_a_cursor_belongs_to_one_list_in_one_order(events, get):
    make.area(), make.area()
    cursor = get("events/?page_size=1")[1]["next"].split("cursor=")[1]
    for address in (
        f"areas/?cursor={cursor}",
        f"events/?ordering=title&cursor={cursor}",
        f"events/?cursor={cursor[:-2]}",
        "events/?cursor=x",
        "events/?cursor=%C3%A4:%00".replace("%00", "1"),
    ):
        status, body = get(address)
        assert (status, body["errors"][0]["parameter"]) == (400, "cursor"), address


def test_what_a_reader_may_not_see_does_not_shape_the_order(get):
    """An unpublished practice counts as none, so that its name cannot be read from the order or the cursor."""
    make.event(slug="b", practice=make.practice(slug="aaa-secret", published=False))
    make.event(slug="c", practice=make.practice(slug="zzz"))
    body = get("events/?ordering=practice&page_size=1")[1]
    assert [row["slug"] for row in body["results"]] == ["c"]
    assert flat(walk(get, "events/?ordering=practice&page_size=1")[0]) == ["c", "b"]


@pytest.mark.full
def test_every_order_of_every_noun_of_the_real_project(the_project, get):
    for noun, viewset in LISTS.items():
        for name in orderable(viewset.serializer_class):
            for order in (name, f"-{name}"):
                rows = get(f"{noun}/?ordering={order}&page_size=1000")[1]["results"]
                pages, _ = walk(get, f"{noun}/?ordering={order}&page_size=40")
                assert flat(pages) == [row.get("slug", row.get("id")) for row in rows], (noun, order)
