"""What all tests share: which of them run where, and Chromium for those that open a page."""

import gc
import os
import shutil
from collections import defaultdict
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.urls import set_script_prefix
from django.utils import timezone, translation

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
MANY = 4
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Tests of the other database are skipped with their reason; CI leaves them out, since it runs on both."""
    here, there = ("postgres", "sqlite") if connection.vendor == "postgresql" else ("sqlite", "postgres")
    thin_out(items, first=2 if here == "postgres" else 0)
    foreign = [item for item in items if item.get_closest_marker(there)]
    for item in foreign:
        item.add_marker(pytest.mark.skip(reason=f"speaks of {there} only, and DATABASE_URL names {here}"))
    if IN_CI:
        items[:] = [item for item in items if item not in foreign]
        config.hook.pytest_deselected(items=foreign)


def thin_out(items, first):
    """Of many cases of a test the quick tests ask every fourth, others on each database; the full ones all."""
    cases = defaultdict(list)
    for item in items:
        if not item.get_closest_marker("full"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for alike in cases.values():
        for number, item in enumerate(alike):
            if len(alike) > MANY and number % 4 != first:
                item.add_marker(pytest.mark.full)


def pytest_collection_finish():
    """Python looks for what is no longer used less often, and not among all that was imported: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_make_parametrize_id(val):
    """A very long value is named by its start, so that reports can be read."""
    return f"{val[:40]}…" if isinstance(val, str) and len(val) > 80 else None


def refuse_skips(report):
    """In CI everything is there: whatever skips, skips what nobody would miss."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not accept: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return refuse_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return refuse_skips((yield))


@pytest.fixture(autouse=True)
def from_the_start():
    """Each test begins without what others left: their language, time zone, cache and place of the portal."""
    set_script_prefix("/")
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """Passwords are kept by a slow method on purpose; tests need not wait for it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def patient_portal():
    """Tests ask more in a minute than people do; those about limits set their own."""
    with override_settings(API_LIMIT_ADDRESS=100_000, API_LIMIT_TOKEN=100_000, API_LIMIT_WRITES=100_000):
        yield


@pytest.fixture(autouse=True, scope="session")
def own_store(tmp_path_factory):
    """Files that tests hand in are kept apart from those of the portal on this machine."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium, once for all tests."""
    if not CHROMIUM:
        pytest.skip("needs Chromium: install it, or name it in the variable CHROMIUM")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, in which Django would refuse to open the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with ExitStack() as opened:
        try:
            playwright = opened.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=as_root)
        except Exception as error:  # Playwright raises the plain class when its driver does not start
            pytest.skip(f"needs Chromium, and {CHROMIUM} does not start: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Opens an empty page of any size, theme or language: `open_page(viewport=..., color_scheme="dark", locale="de")`.

    `page.goto("/partners/")` is enough: addresses start at the live server. Whatever a page asks of another server,
    breaks in a script or does against the Content-Security-Policy fails the test.
    """
    contexts, faults = [], []

    def opened(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        context.route(lambda url: is_foreign(url, live_server.url), lambda route: refuse(route, faults))
        context.on("weberror", lambda error: faults.append(f"a script broke: {error.error}"))
        context.on("console", lambda message: note_violation(message, faults))
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page):
    """An empty page as on a desk: light, 1280 by 900 pixels."""
    return open_page(viewport={"width": 1280, "height": 900}, color_scheme="light")


@pytest.fixture
def violations():
    """What axe finds against WCAG 2.2 AA on an open page, one line for each element."""
    from axe_playwright_python.base import AXE_SCRIPT

    standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def found(page, only=standard):
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        # Only rules on trial look into style sheets that are loaded beforehand, and each page would wait for that.
        options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
        results = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
        return [f"{rule['id']}: {node['html']}" for rule in results for node in rule["nodes"]]

    return found


def is_foreign(url, own):
    return urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).netloc != urlsplit(own).netloc


def refuse(route, faults):
    faults.append(f"asked another server: {route.request.url}")
    route.abort()


def note_violation(message, faults):
    if "Content Security Policy" in message.text:
        faults.append(f"against the Content-Security-Policy: {message.text}")
