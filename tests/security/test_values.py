"""Values that are well-formed and would still break or stop what shows them."""

from time import monotonic

import pytest
from django.core.exceptions import ValidationError

from cityregions.project.facts import reading
from cityregions.project.facts.errors import FactsError
from cityregions.project.facts.load import load
from tests import make


def nested(depth):
    value = "deep"
    for _step in range(depth):
        value = {"in": value}
    return value


@pytest.mark.django_db
@pytest.mark.parametrize("notes", [{"n": 2**63}, {"n": [-(2**64)]}, nested(51)], ids=["large", "below", "deep"])
def test_notes_that_could_not_be_shown_are_refused(notes):
    area = make.area()
    area.extra = notes
    with pytest.raises(ValidationError, match="18 digits"):
        area.full_clean()
    with pytest.raises(FactsError, match="18 digits"):
        load({"project": {"slug": "project", "acronym": "Project", "name": "Project", "note": notes}})


@pytest.mark.django_db
@pytest.mark.parametrize("notes", [{"n": 2**63 - 1}, nested(50)], ids=["large", "deep"])
def test_notes_at_the_limit_are_shown(client, notes):
    area = make.area(extra=notes)
    area.full_clean()
    for address in (area.get_absolute_url(), "/api/v1/areas/"):
        assert client.get(address).status_code == 200


EVIL = "<script>alert(1)</script>"


@pytest.mark.django_db
def test_no_text_of_a_record_becomes_a_script(client):
    """Only web addresses become links, whatever stands where an address should."""
    texts = ["javascript:alert(1)", EVIL, 5, None, {"a": EVIL}, "http://[", 'https://x" onclick=alert(1)']
    sources = {"name_source": "javascript:alert(1)", f"{EVIL}_source": EVIL, "x": {"y": EVIL}, "z_source": [EVIL]}
    area = make.area(
        name=EVIL, summary=EVIL, source=texts[0], detail_sources=texts, field_sources=sources, extra={EVIL: texts}
    )
    for address in ("/", "/areas/", area.get_absolute_url(), "/search/?q=script", f"/areas/?search={EVIL}"):
        page = client.get(address).content.decode()
        assert EVIL not in page, address
        assert 'href="javascript' not in page, address
        assert '" onclick' not in page, address


@pytest.mark.django_db
def test_an_activity_may_go_on_to_the_end_of_time(client):
    make.activity(phase=make.phase(framework="project", starts_on="2012", ends_on="9999"))
    assert client.get("/workplan/").status_code == 200
    assert client.get("/workplan/?on=9999-12-31").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["\ufdfa" * 200, "graz " * 40], ids=["letters of four words", "the same word"])
def test_the_same_word_is_looked_for_once(client, words):
    for address in ("/search/?q=", "/api/v1/search/?q="):
        before = monotonic()
        assert client.get(address + words).status_code == 200
        assert monotonic() - before < 3


@pytest.mark.django_db
def test_a_search_for_very_many_words_is_refused(client):
    words = " ".join(f"w{number}" for number in range(40))
    for address in ("/search/?q=", "/api/v1/search/?q="):
        response = client.get(address + words)
        assert (response.status_code, b"20" in response.content) == (400, True)


def bomb(line, levels):
    return "".join(line.format(own=number, last=number - 1) for number in range(1, levels))


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x, x]\n" + bomb("a{own}: &a{own} [*a{last}, *a{last}]\n", 60),
        "a0: &a0 {x: 1}\n" + bomb("a{own}: &a{own} {{<<: [*a{last}, *a{last}]}}\n", 60),
    ],
    ids=["lists", "merged mappings"],
)
def test_a_small_file_that_means_a_huge_one_is_refused_at_once(monkeypatch, text):
    monkeypatch.setattr(reading, "MOST_VALUES", 10_000)
    with pytest.raises(FactsError, match="more than 10,000 values"):
        reading.parse(text)


@pytest.mark.parametrize("text", ["? [a]\n: 1", "? {a: 1}\n: 1"])
def test_a_key_that_is_no_text_is_named_by_its_line(text):
    with pytest.raises(FactsError, match="line 1: a key is not text"):
        reading.parse(text)
