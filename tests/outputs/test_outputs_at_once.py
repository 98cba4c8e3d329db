"""Several people, and processes, at the same moment: nobody's endorsement is lost, and no row loses its file."""

import threading

import pytest
from django.db import connection

from cityregions.records.files import store as the_store
from cityregions.records.files import verifying
from cityregions.workplan import review
from cityregions.workplan.handing_in import add_file
from cityregions.workplan.models import Endorsement, OutputFile
from tests import make

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*calls):
    """Runs each in a thread of its own, all from the same moment; what they raised is raised."""
    gate, raised = threading.Barrier(len(calls)), []

    def run(call):
        try:
            gate.wait()
            call()
        except Exception as error:  # told below
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


class Upload:
    """What a form gives: a file that came in."""

    def __init__(self, content):
        self.incoming = the_store.Incoming()
        self.incoming.write(content)
        self.told_name, self.format, self.size = "notes.txt", "txt", self.incoming.size


def test_partners_that_endorse_at_the_same_moment_are_all_counted():
    partners = [make.partner() for _each in range(5)]
    people = [make.user(partner) for partner in partners]
    output = make.output(status="final")
    at_once(
        *(
            lambda partner=partner, person=person: review.endorse(output, partner, person)
            for partner, person in zip(partners, people, strict=True)
        )
    )
    output.refresh_from_db()
    assert (output.status, Endorsement.objects.count()) == ("endorsed", 5)


def test_a_file_that_is_handed_in_while_the_last_row_of_its_content_goes_stays(store):
    partner = make.partner()
    person, output = make.user(partner), make.output(status="draft", area=partner.area)
    for _round in range(10):
        old = make.output_file(b"The same", output=output)
        upload = Upload(b"The same")
        at_once(old.delete, lambda upload=upload: add_file(output, upload, person, language="pl"))
        found = verifying.look(age=0)
        assert (found.gone, found.unnamed, OutputFile.objects.count()) == ([], [], 1)
        OutputFile.objects.get().delete()


def test_two_files_of_one_language_at_once_get_two_versions(store):
    partner = make.partner()
    person, output = make.user(partner), make.output(status="draft", area=partner.area)
    uploads = [Upload(b"One"), Upload(b"Two")]
    at_once(*(lambda upload=upload: add_file(output, upload, person, language="pl") for upload in uploads))
    assert list(OutputFile.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
