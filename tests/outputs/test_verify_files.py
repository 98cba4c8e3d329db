"""Whatever breaks an upload off, no row is left without a file and no file without a row."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cityregions.records.files import store as the_store
from cityregions.workplan.models import OutputFile
from tests import make
from tests.desk.test_notify_processes import Database

pytestmark = pytest.mark.django_db(transaction=True)


def verify(capsys, *options):
    """What the command says, and the number with which it ends."""
    try:
        call_command("verify_files", *options)
        ended = 0
    except SystemExit as end:
        ended = end.code
    told = capsys.readouterr()
    return (told.out + told.err).splitlines(), ended


def placed(store):
    return sorted(path.name for path in store.rglob("*") if path.is_file() and path.name != ".lock")


@pytest.mark.django_db
def test_it_mends_what_is_left_and_leaves_what_is_sound(store, capsys):
    sound, gone = make.output_file(b"Sound"), make.output_file(b"Gone")
    the_store.path_of(gone.digest).unlink()
    stray = the_store.path_of("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"Nobody's")
    broken_off, coming_in = the_store.Incoming(), the_store.Incoming()
    os.utime(broken_off.path, (0, 0))
    found = [
        f"Row without a file: workplan.OutputFile {gone.pk}, {gone} ({gone.digest})",
        f"File without a row: {stray}",
        f"Upload that broke off: {broken_off.path}",
    ]
    assert verify(capsys, "--dry-run") == ([*found, "2 rows looked through."], 1)
    assert OutputFile.objects.count() == 2
    assert verify(capsys) == ([*found, "2 rows looked through. What belonged to nobody was taken away."], 0)
    assert list(OutputFile.objects.all()) == [sound]
    assert placed(store) == sorted([sound.digest, coming_in.path.name])
    assert OutputFile.history.first().history_change_reason == f"The file {gone.digest} is gone from the store."
    assert verify(capsys) == (["1 rows looked through."], 0)


@pytest.mark.django_db
def test_a_file_that_was_changed_is_told_and_stays(store, capsys):
    file = make.output_file(b"As it was")
    the_store.path_of(file.digest).write_bytes(b"As it is!")
    told = f"File that is not as it was: workplan.OutputFile {file.pk}, {file}: {file.digest}"
    assert verify(capsys) == (["1 rows looked through.", told], 1)
    assert verify(capsys, "--quick") == (["1 rows looked through."], 0)
    assert (OutputFile.objects.count(), placed(store)) == (1, [file.digest])


@pytest.mark.django_db
def test_a_disk_that_is_not_mounted_costs_no_row(store, settings, tmp_path, capsys):
    make.output_file()
    settings.MEDIA_ROOT = tmp_path / "empty"
    with pytest.raises(CommandError, match="Is the disk mounted"):
        verify(capsys)
    assert OutputFile.objects.count() == 1


# An upload in a process of its own, which dies in the middle or finds the disk full.
UPLOAD = """
import os, resource, signal, sys
import django
django.setup()
from django.test import Client
from cityregions.records.files import store
from cityregions.workplan.models import OutputFile
from partners.models import User
from tests.outputs.test_uploads import send

where = sys.argv[1]
write, place, save = store.Incoming.write, store.Incoming.place, OutputFile.save

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if where == "coming in":
    store.Incoming.write = lambda self, piece: die() if self.size else write(self, piece)
elif where == "before its place":
    store.Incoming.place = die
elif where == "in its place":
    store.Incoming.place = lambda self: (place(self), die())
elif where == "row saved":
    OutputFile.save = lambda self, *args, **kwargs: (save(self, *args, **kwargs), die())
elif where == "full disk":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024 * 1024, 8 * 1024 * 1024))
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="staff@example.org"))
response = send(client, "notes.txt", b"a long text " * 1024 * 1024)
sys.stdout.write(f"{response.status_code} {'its disk is full' in response.content.decode()}")
"""


@pytest.fixture
def run(store, tmp_path):
    """Runs Python in a process of its own on the test's rows and store: `run("manage.py", "verify_files")`."""
    partner = make.partner()
    make.user(partner, email="staff@example.org")
    make.output(slug="study", status="draft", area=partner.area)
    database = Database(tmp_path)
    environment = {**os.environ, "DATABASE_URL": database.url, "MEDIA_ROOT": str(store)}
    environment |= {"DJANGO_SETTINGS_MODULE": "cityregions.settings", "DEBUG": "on"}

    def in_a_process(*command):
        return subprocess.run(
            [sys.executable, *command],
            env=environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return in_a_process


def is_sound_afterwards(run, store, number):
    """Whether nothing is left but so many rows with their files, once verify_files has run."""
    mended = run("manage.py", "verify_files", "--age", "0")
    again = run("manage.py", "verify_files")
    assert (mended.returncode, again.returncode) == (0, 0), mended.stderr
    assert again.stdout == f"{number} rows looked through.\n"
    return len(placed(store)) == number


@pytest.mark.full
@pytest.mark.parametrize("where", ["coming in", "before its place", "in its place", "row saved"])
def test_a_process_that_is_killed_in_the_middle_leaves_neither(run, store, where):
    ended = run("-c", UPLOAD, where)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, ""), ended.stderr
    assert is_sound_afterwards(run, store, 0)


@pytest.mark.full
def test_a_full_disk_is_told_and_leaves_nothing_at_once(run, store):
    ended = run("-c", UPLOAD, "full disk")
    assert (ended.returncode, ended.stdout) == (0, "422 True"), ended.stderr
    assert placed(store) == []
    assert is_sound_afterwards(run, store, 0)


@pytest.mark.full
def test_an_upload_that_nothing_breaks_off_leaves_both(run, store):
    ended = run("-c", UPLOAD, "nowhere")
    assert (ended.returncode, ended.stdout) == (0, "302 False"), ended.stderr
    assert is_sound_afterwards(run, store, 1)
