"""A map of 10,000 stakeholders and 30,000 relations: measured in the background, served, drawn and zoomed in Chromium.

.venv/bin/python benchmarks/network.py
DATABASE_URL=postgres://user:password@host/empty .venv/bin/python benchmarks/network.py
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Of the stakeholders made, some belong to no area, and so are on no map: these leave about 10,000 and 30,000.
SIZE = {"areas": 1, "stakeholders": 10_530, "relations": 33_300, "map_size": 20_000}
MOST_TO_MEASURE, MOST_TO_DRAW = 20, 3
SECONDS_OF_ZOOMING = 5
# Frames that the page draws while the wheel turns.
COUNT = """seconds => new Promise((done) => {
  let frames = 0, longest = 0, last = performance.now();
  const end = last + 1000 * seconds;
  const frame = (now) => {
    frames += 1;
    longest = Math.max(longest, now - last);
    last = now;
    if (now < end) requestAnimationFrame(frame);
    else done([frames / seconds, longest]);
  };
  requestAnimationFrame(frame);
})"""


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--requests", type=int, default=15, help="Requests of each kind. (15)")
    options.add_argument("--port", type=int, default=18389, help="Port of the server that Chromium asks. (18389)")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
        return measure(asked)


def measure(asked):
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    # As on a server: templates stay compiled, and no list of queries grows.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    call_command("make_sample", **SIZE, replace=True, verbosity=0)
    address = content_of_the_map()
    took = in_background(address)
    for name, path in (
        ("network", f"{address}?view=network"),
        ("network around one", f"{address}?view=network&focus={best_linked()}&steps=2"),
        ("network.json", f"{address}network.json?view=network"),
        ("what the map tells", f"{address}measures/"),
    ):
        page(name, path, asked.requests)
    connection.close()
    drawn = in_chromium(address, asked.port)
    return int(took > MOST_TO_MEASURE or drawn > MOST_TO_DRAW)


def content_of_the_map():
    """The address of the map, once its size is told."""
    from django.contrib.auth.models import AnonymousUser

    from stakeholders.maps.reading import content_of
    from stakeholders.models import StakeholderMap

    the_map = StakeholderMap.objects.get()
    began = time.perf_counter()
    content = content_of(the_map, AnonymousUser())
    print(
        f"{len(content.nodes)} stakeholders and {len(content.edges)} relations, read in "
        f"{1000 * (time.perf_counter() - began):.0f} ms"
    )
    return the_map.get_absolute_url()


def best_linked():
    from django.db.models import Count

    from stakeholders.models import Stakeholder

    return Stakeholder.objects.annotate(number=Count("relations_to")).order_by("-number").first().slug


def in_background(address):
    """Seconds of the work that the first visitor begins."""
    from django.test import Client

    from cityregions.records import work

    before = memory()
    began = time.perf_counter()
    Client().get(f"{address}?view=network")
    asked_in = time.perf_counter() - began
    began, busy = time.perf_counter(), time.process_time()
    work.carry_out.func(str(work.Work.objects.get(kind="network").pk))
    took, busy = time.perf_counter() - began, time.process_time() - busy
    done = work.Work.objects.get(kind="network")
    print(f"first page, which begins the work   {1000 * asked_in:6.0f} ms")
    print(f"all measures in the background      {took:6.1f} s   {busy:.1f} s of the processor, {done.state}")
    print(f"memory at most, before and after    {before:6.0f} MB  {memory():.0f} MB")
    return took


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def page(name, address, requests):
    from django.test import Client

    client = Client()
    length = len(client.get(address).content)
    times = []
    for _request in range(requests):
        began = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - began)
    print(f"{name:32}    {1000 * statistics.median(times):6.0f} ms   {length // 1024:5} kB")


def in_chromium(address, port):
    """Seconds from opening until the network is drawn, the median of three; and frames a second while zooming."""
    from playwright.sync_api import sync_playwright

    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "on"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}{address}?view=network"
        wait_for(url)
        with sync_playwright() as playwright:
            as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=as_root)
            drawn = statistics.median(open_once(browser, url) for _time in range(3))
            print(f"opened in Chromium until drawn      {drawn:6.1f} s")
            zoom(browser, url)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return drawn


def wait_for(url):
    """Until the server answers; it has then read the map as well."""
    for _attempt in range(60):
        try:
            return urlopen(url).read()  # noqa: S310
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not start.")


def opened(browser, url):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("#network[data-state=drawn]")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page


def open_once(browser, url):
    began = time.perf_counter()
    opened(browser, url).context.close()
    return time.perf_counter() - began


def zoom(browser, url):
    page = opened(browser, url)
    stage = page.locator(".network-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.evaluate(f"window.counted = ({COUNT})({SECONDS_OF_ZOOMING})")
    end, inwards = time.perf_counter() + SECONDS_OF_ZOOMING, 0
    while time.perf_counter() < end:
        # Five notches in, five out.
        page.mouse.wheel(0, -120 if inwards % 10 < 5 else 120)
        inwards += 1
        time.sleep(0.1)
    rate, longest = page.evaluate("window.counted")
    print(f"while zooming                       {rate:6.1f} frames a second, the longest {longest:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
