"""Memory and speed of a large upload and download, under the production server, beside a bare application's.

    .venv/bin/python benchmarks/files.py                   # a file of 500 MB, SQLite in a folder that is removed
    .venv/bin/python benchmarks/files.py --megabytes 60

Both are served by gunicorn with deploy/gunicorn.conf.py and one worker. Ends with 1 when the worker grows by 50 MB or
more above what it took before.
"""

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
LIMIT_MB = 50
PORTS = {"portal": 8391, "bare": 8392}
BOUNDARY = "portal-benchmark"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    size = parser.parse_args().megabytes * MEGABYTE
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder))
        os.environ.update(environment)
        cookies, slug = prepare()
        content = make_file(Path(folder) / "study.pdf", size)
        told = []
        for name, path in (("bare", "/"), ("portal", f"/outputs/{slug}/files/new/")):
            with serving(name, environment):
                headers = {"Cookie": cookies, "X-CSRFToken": cookies.partition("csrftoken=")[2]}
                told.append(measure(name, path, content, headers))
    report(told, size)
    sys.exit(any(grown >= LIMIT_MB for _name, steps in told for _step, _seconds, grown in steps))


def settings(folder):
    return {
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "off",
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
        "BARE_FOLDER": str(folder),
        "LARGEST_FILE_MB": "500",
        "LOG_LEVEL": "ERROR",
        "WORKERS": "1",
    }


def prepare():
    """A member of staff who is signed in, and a draft of theirs: the cookies and the name of the draft."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cityregions.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from cityregions.areas.models import MetropolitanArea
    from cityregions.workplan.models import Output
    from partners.models import Membership, Partner, User

    call_command("migrate", verbosity=0)
    area = MetropolitanArea.objects.create(slug="graz", name="Graz", country="AT", core_city="Graz")
    partner = Partner.objects.create(slug="graz", name="City of Graz", kind="city", area=area)
    person = User.objects.create_user(email="bench@example.org")
    Membership.objects.create(user=person, partner=partner)
    output = Output.objects.create(slug="study", title="Study", kind="study", area=area)
    client = Client()
    client.force_login(person)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={secrets.token_hex(16)}", output.slug


def make_file(path, size):
    """A PDF of that size whose content cannot be packed."""
    start, end = b"%PDF-1.7\n", b"\nstartxref\n0\n%%EOF\n"
    with path.open("wb") as file:
        file.write(start)
        left = size - len(start) - len(end)
        while left:
            left -= file.write(secrets.token_bytes(min(left, MEGABYTE)))
        file.write(end)
    return path


@contextlib.contextmanager
def serving(name, environment):
    """Starts the server and waits until it answers; ends it by its own number."""
    application = {"portal": "cityregions.wsgi", "bare": "bare_files:application"}[name]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        str(ROOT / "deploy" / "gunicorn.conf.py"),
        "--log-level",
        "warning",
    ]
    command += ["--log-level", "warning", application]
    place = {"BIND": f"127.0.0.1:{PORTS[name]}", "PYTHONPATH": str(ROOT / "benchmarks")}
    environment = {**os.environ, **environment, **place}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            with contextlib.suppress(OSError):
                HTTPConnection("127.0.0.1", PORTS[name], timeout=60).connect()
                break
            time.sleep(0.1)
        serving.master = server.pid
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def worker():
    """The number of the one process that answers."""
    children = Path(f"/proc/{serving.master}/task/{serving.master}/children").read_text().split()
    return int(children[0])


def memory(pid, name):
    """In MB: VmRSS is what it takes, VmHWM the most it took."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def measure(name, path, content, headers):
    """(name, [(step, seconds, MB above idle)])."""
    small = content.with_name("small.pdf")
    make_file(small, 100_000)
    _status, address = upload(name, path, small, headers, "1")
    download(name, address, headers)
    pid, found = worker(), []
    idle = memory(pid, "VmRSS")
    for step in ("upload", "download"):
        Path(f"/proc/{pid}/clear_refs").write_text("5")
        began = time.perf_counter()
        if step == "upload":
            status, address = upload(name, path, content, headers, "2")
            if status not in {204, 302}:
                sys.exit(f"The {name} refused the file: {status}")
        elif download(name, address, headers) < content.stat().st_size:
            sys.exit(f"The {name} gave less than it was given.")
        found.append((step, time.perf_counter() - began, memory(pid, "VmHWM") - idle))
    return name, found


def upload(name, path, content, headers, version):
    fields = {"language": "en", "version": version, "accessible": "unknown"}
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    head = "".join(f'{start}name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    head += f'{start}name="file"; filename="{content.name}"\r\nContent-Type: application/pdf\r\n\r\n'
    head, tail = head.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()
    length = len(head) + content.stat().st_size + len(tail)
    told = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(length), **headers}
    connection = HTTPConnection("127.0.0.1", PORTS[name], timeout=600)
    connection.request("POST", path, pieces(head, content, tail), told)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, newest() if name == "portal" else "/"


def pieces(head, content, tail):
    yield head
    with content.open("rb") as file:
        while piece := file.read(MEGABYTE):
            yield piece
    yield tail


def newest():
    from cityregions.workplan.models import OutputFile

    file = OutputFile.objects.order_by("-pk").first()
    return file.get_absolute_url() if file else sys.exit("The portal kept no file.")


def download(name, address, headers):
    connection = HTTPConnection("127.0.0.1", PORTS[name], timeout=600)
    connection.request("GET", address, headers=headers)
    answer, size = connection.getresponse(), 0
    while piece := answer.read(MEGABYTE):
        size += len(piece)
    connection.close()
    return size


def report(told, size):
    for name, steps in told:
        for step, seconds, grown in steps:
            speed = size / MEGABYTE / seconds
            print(f"{name:7} {step:9} {seconds:6.2f} s  {speed:6.0f} MB/s  {grown:5.1f} MB above idle")


if __name__ == "__main__":
    main()
