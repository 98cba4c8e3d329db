"""How soon `make run` answers once everything is installed, beside the start of Django alone.

Usage: python benchmarks/start.py [runs]     in a copy in which `make run` has been once
Prints seconds to the first answer of the home page, as median and worst of the runs, and ends with 1 when the
median is over three seconds.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 3
DJANGO = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'cityregions.settings'; django.setup()"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def portal():
    """Seconds from the command to the first answer."""
    port, began = free_port(), time.monotonic()
    server = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
                return time.monotonic() - began
            if server.poll() is not None:
                sys.exit("`make run` ended before it answered; run it once by hand and read what it says.")
            time.sleep(0.02)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def django_alone():
    """Seconds in which this Python loads Django with the portal's apps, and does nothing more."""
    began = time.monotonic()
    subprocess.run([ROOT / ".venv/bin/python", "-c", DJANGO], cwd=ROOT, check=True)
    return time.monotonic() - began


def main(runs=5):
    took, alone = [], []
    for _each in range(runs):
        took.append(portal())
        alone.append(django_alone())
    for name, seconds in (("make run to the first answer", took), ("limit: django.setup() alone", alone)):
        print(f"{name:30}  median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s")
    sys.exit(statistics.median(took) > LIMIT)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
