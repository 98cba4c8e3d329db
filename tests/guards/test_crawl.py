"""What a visitor finds who follows every link from the home page: sound pages, no dead end, nothing about people."""

from collections import Counter, deque
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from cityregions.project.models import Project
from tests.guards import walk
from tests.guards.anatomy import Page

# On one worker, since what the site answers is asked once for all tests of this file.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("crawl")]

POLICY = {"default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'"}
# Of each route that many pages are opened in other languages than English.
FEW = 2
# Of the questions that pages of a route can be asked, which have no end.
QUESTIONS = 60
# Languages by their first part of an address.
ONE, *OTHERS = [f"{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def opened(client, limit=None, unread=()):
    """Every page that can be reached by links, with its answer; `limit` of each route, and FEW in other languages.

    Of pages that are asked a question there are QUESTIONS of each route. Pages in the languages `unread` are left out.
    """
    answers, waiting, known, counts = {}, deque(["/"]), {"/"}, Counter()
    while waiting:
        address = waiting.popleft()
        answer = answers[address] = client.get(address, headers={"Accept-Language": "en"})
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        answer.page = Page(answer.content.decode())
        for link in sorted(set(same_site(address, answer.page)) - known):
            if link[1:4] in unread:
                continue
            most = min(FEW, limit or FEW) if link[1:4] in {ONE, *OTHERS} else limit
            most = most or (QUESTIONS if "?" in link else None)
            if most is None or counts[kind(link)] < most:
                counts[kind(link)] += 1
                known.add(link)
                waiting.append(link)
    return answers


def same_site(address, page):
    links = [urldefrag(urljoin(address, link))[0] for link in page.links]
    return [link for link in links if is_ours(link)]


def is_ours(link):
    parts = urlsplit(link)
    return not parts.netloc and parts.scheme == "" and not parts.path.startswith("/static/")


def kind(link):
    """What pages are counted by: all but the last part of the address, and whether it asks a list a question."""
    parts = urlsplit(link)
    names = [part for part in parts.path.split("/") if part]
    return (parts.path if len(names) < 2 else "/".join(names[:-1]), bool(parts.query))


@pytest.fixture(scope="module")
def few(the_project):
    """One of each route, in English and one more language; the exhaustive tests open all."""
    return opened(the_project.clients["visitor"], 1, OTHERS)


@pytest.fixture(scope="module")
def everything(the_project):
    return opened(the_project.clients["visitor"])


def pages(answers):
    return {
        address: answer for address, answer in answers.items() if hasattr(answer, "page") and "/api/" not in address
    }


def check_links(answers):
    dead = [f"{answer.status_code} {address}" for address, answer in answers.items() if answer.status_code >= 400]
    assert not dead, "\n".join(dead)


def check_soundness(answers):
    lines = Project.objects.get().funding_statement
    faults = [f"{address}: {fault}" for address, answer in pages(answers).items() for fault in unsound(answer, lines)]
    assert not faults, "\n".join(faults)


def unsound(answer, statements):
    """What is wrong with a page, in words."""
    page, source = answer.page, answer.content.decode()
    if answer.status_code >= 300:
        return
    yield from [f"inline {what}" for what in page.inline]
    language = page.all("html")[0][0].get("lang")
    if language not in statements:
        yield f"language {language}"
    if statements.get(language, "") not in unescape(source):
        yield "no funding statement"
    if not page.text_of("title") or not page.text_of("title")[0].split(" · ")[0].strip():
        yield "no title"
    for tag in ("h1", "main", "title"):
        if len(page.all(tag)) != 1:
            yield f"{len(page.all(tag))} {tag}"
    skip = next((attributes.get("href") for attributes, text in page.all("a")), "")
    if skip != "#content" or "content" not in page.ids:
        yield "does not begin with a link to its content"
    yield from [f"id {name} twice" for name in {name for name in page.ids if page.ids.count(name) > 1}]
    fragments = [attributes.get("href", "") for attributes, text in page.all("a")]
    yield from [f"no place {link}" for link in fragments if link.startswith("#") and link[1:] not in page.ids]
    missing = POLICY - {part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";")}
    if missing or "unsafe" in answer.headers["Content-Security-Policy"]:
        yield f"Content-Security-Policy without {missing}"
    if answer.cookies and "csrfmiddlewaretoken" not in source:
        yield f"sets cookies: {list(answer.cookies)}"


def check_static_files(answers):
    files = {link for answer in pages(answers).values() for link in answer.page.links if link.startswith("/static/")}
    assert [link for link in sorted(files) if not finders.find(link.removeprefix("/static/"))] == []


def check_nothing_about_people(answers):
    told = [fault for address, answer in answers.items() for fault in walk.told(address, answer)]
    assert not told, "\n".join(told)


def test_no_link_is_dead(few):
    check_links(few)


def test_pages_are_sound(few):
    check_soundness(few)


def test_what_pages_load_is_there(few):
    check_static_files(few)


def test_no_page_tells_of_people(few):
    check_nothing_about_people(few)


@pytest.mark.full
def test_no_address_at_all_tells_a_visitor_of_people(the_project):
    """The quick tests look at one record of each kind, where they ask whether every address answers."""
    client = the_project.clients["visitor"]
    found = [address for route, address in walk.addresses(None, each=3) if not route.is_admin]
    check_nothing_about_people({address: client.get(address) for address in found})


@pytest.mark.full
def test_no_link_of_the_whole_site_is_dead(everything):
    check_links(everything)


@pytest.mark.full
def test_all_pages_are_sound(everything):
    check_soundness(everything)


@pytest.mark.full
def test_no_page_of_the_whole_site_tells_of_people(everything):
    check_nothing_about_people(everything)
