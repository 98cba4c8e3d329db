"""Nothing is left out of the feed, in whatever order transactions begin and end."""

from threading import Event, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from cityregions.records.changes.log import Touch
from tests import make
from tests.changes.copies import changes_for


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_began_first_and_commits_last_is_told_last():
    visitor = AnonymousUser()
    _changes, cursor = changes_for(visitor, "now")
    written, end = Event(), Event()

    def slowly():
        try:
            with transaction.atomic():
                make.area(slug="slow")
                written.set()
                assert end.wait(20)
        finally:
            connection.close()

    slow = Thread(target=slowly)
    slow.start()
    assert written.wait(20)
    make.area(slug="quick")
    changes, cursor = changes_for(visitor, cursor)
    assert [change.key for change in changes] == ["quick"]
    end.set()
    slow.join()
    changes, cursor = changes_for(visitor, cursor)
    assert [change.key for change in changes] == ["slow"]
    assert changes_for(visitor, cursor)[0] == []


@pytest.mark.django_db
def test_what_is_taken_back_is_not_told():
    _changes, cursor = changes_for(AnonymousUser(), "now")
    with transaction.atomic():
        make.area(slug="never")
        transaction.set_rollback(True)
    assert changes_for(AnonymousUser(), cursor) == ([], cursor)


@pytest.mark.django_db
def test_what_was_written_of_a_model_that_is_gone_since_bars_nobodys_way():
    _changes, cursor = changes_for(AnonymousUser(), "now")
    told = {"key": "x", "action": "~", "reach": True, "xact": 0, "at": timezone.now(), "request": ""}
    Touch.objects.create(model="records.gone", row=1, **told)
    make.area(slug="graz")
    changes, _cursor = changes_for(AnonymousUser(), cursor)
    assert [change.key for change in changes] == ["graz"]
    assert not Touch.objects.exists()
