"""Pages in another language than the records: what the records say is marked as theirs."""

import pytest
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import override

from cityregions.records.countries import LANGUAGES
from cityregions.web.navigation import languages
from cityregions.web.provenance import notes
from cityregions.web.templatetags.portal import record_lang
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    area = make.area(slug="torino", name="Turin", country="IT")
    return make.pilot(
        slug="pilot",
        area=area,
        title="Towards a strategy",
        title_local="Verso la strategia",
        summary="How the city and its belt plan together.",
        extra={"title_cs": "Ke strategii", "site_note": "next to the river"},
    )


def test_only_a_page_in_another_language_marks_the_words_of_the_records():
    with override("en"):
        assert record_lang() == ""
    with override("de"):
        assert record_lang() == ' lang="en"'


@pytest.mark.parametrize(
    "marked",
    [
        '<h1 lang="en">Towards a strategy</h1>',
        '<p class="lead" lang="en">How the city and its belt plan together.</p>',
        '<li aria-current="page" lang="en">Towards a strategy</li>',
        '<p class="local" lang="it">Verso la strategia</p>',
        '<span lang="cs">Ke strategii</span>',
        '<span lang="en">next to the river</span>',
    ],
)
def test_a_screen_reader_changes_its_voice_for_each_of_them(client, pilot, marked):
    assert marked in client.get("/de/pilots/pilot/").content.decode()


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/de/pilots/", 'href="/de/pilots/pilot/" lang="en">Towards a strategy</a>'),
        ("/de/pilots/", '<p class="text" lang="en">How the city and its belt plan together.</p>'),
        ("/de/areas/torino/", '<a href="/de/pilots/pilot/" lang="en">Towards a strategy</a>'),
        ("/de/search/?q=strategy", '<a href="/de/pilots/pilot/" lang="en">Towards a strategy</a>'),
    ],
)
def test_links_to_a_record_say_its_name_in_its_language(client, pilot, path, marked):
    assert marked in client.get(path).content.decode()


def test_the_portals_own_words_are_not_marked(client, pilot):
    assert "<h1>" in client.get("/de/pilots/").content.decode()


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES.values())))
def test_a_note_in_any_language_of_europe_has_a_name(lang):
    assert notes({f"name_{lang}": "…"})[0]["lang"] == lang


def test_a_note_without_a_language_is_not_taken_for_one():
    assert [note["lang"] for note in notes({"visit": "2013", "date_note": "in spring", "de": "x"})] == ["", "", ""]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/areas/torino/",
        "/stakeholders/?area=torino&q=park%20%26%20river",
        "/admin/",
        "/api/v1/partners/",
        "/nowhere/",
        "/delta/",
    ],
)
def test_a_page_is_offered_in_each_language_where_there_is_one(language, path):
    path = translate_url(path, language)
    with override(language):
        offered = {each["code"]: each["url"] for each in languages(path)}
        assert offered == {code: translate_url(path, code) for code, _name in settings.LANGUAGES}
