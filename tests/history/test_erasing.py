"""Erasing a person: afterwards neither name nor address stand anywhere in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from cityregions.records.drafts import Draft
from partners.models import ApiToken, DataRequest, Invitation, Mailing, Notification, User
from stakeholders.actions import erase_person
from stakeholders.models import Contact, Correction
from tests import make
from tests.history.test_history import changed, contact

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Änne Muster", "aenne.muster@example.net"


def found(*words):
    """Tables and rows in which one of the words stands, whatever its case or spelling in JSON."""
    spellings = [spelling.lower() for word in words for spelling in (word, word.replace("Ä", "\\u00c4"))]
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            texts = (" | ".join(map(str, row)) for row in cursor.fetchall())
            rows += [(table, text) for text in texts if any(word in text.lower() for word in spellings)]
    return rows


@pytest.fixture
def someone():
    """A person who has an account and is a contact, and of whom many rows speak."""
    city = make.partner()
    user, other = make.user(city, name=NAME, email=EMAIL), make.user(city, name="Otto Other")
    place = make.stakeholder(slug="town", role=f"Ask {EMAIL}")
    own = contact(stakeholder=place, name=NAME, email=EMAIL.title(), user=user)
    changed(own, f"{NAME} called", other, phone="123")
    contact(stakeholder=make.stakeholder(), name=NAME, email=EMAIL).delete()
    followed = contact(stakeholder=make.stakeholder(), name=NAME, email=EMAIL)
    changed(followed, "Successor", other, name="Nora New", email="nora@example.net")
    changed(place, f"As {NAME} asked", user, role="x", extra={"note": f"write to {EMAIL}"})
    make.assessment(assessed_by=user)
    Correction.objects.create(
        stakeholder=place, proposed_by=user, changes={"role": f"{NAME}'s office"}, reason=f"{NAME} says so"
    )
    Draft.objects.create(user=other, form="/x/", title="Contact", fields={"name": NAME, "email": EMAIL})
    Draft.objects.create(user=user, form="/y/", fields={})
    kept = Draft.objects.create(user=other, form="/z/", title="Mine", fields={"name": "Mill"})
    Notification.objects.create(user=other, reason="review", record=f"stakeholders.contact/{own.pk}", title=NAME)
    Notification.objects.create(user=other, reason="changed", record="x.y/1", title="Town", text=f"{NAME} wrote")
    Notification.objects.create(user=user, reason="due", record="x.y/1", title="Town")
    Mailing.objects.create(user=user, day="2014-03-15", failure=f"{EMAIL} refused")
    later = datetime.now(UTC) + timedelta(days=7)
    Invitation.objects.create(email=EMAIL.upper(), partner=city, expires_at=later, invited_by=user, digest="1")
    Invitation.objects.create(email="new@example.net", partner=city, expires_at=later, invited_by=user, digest="2")
    DataRequest.objects.create(email=EMAIL, wish="erasure", text=f"I am {NAME}", answer=f"Dear {NAME}")
    kind = ContentType.objects.get_for_model(User)
    facts = {"content_type": kind, "object_id": user.pk, "object_repr": NAME, "action_flag": CHANGE}
    LogEntry.objects.create(user=other, **facts, change_message=f"{EMAIL} changed")
    LogEntry.objects.create(user=user, **facts)
    ApiToken.objects.create(user=user, name="Tool")
    session = SessionStore()
    session.create()
    UserSession.objects.create(user=user, session_key=session.session_key, ip="127.0.0.1", user_agent="x")
    return {"user": user, "contact": own, "address": EMAIL, "kept": kept, "followed": followed, "other": other}


@pytest.mark.parametrize("known_as", ["user", "contact", "address"])
def test_afterwards_neither_name_nor_address_stand_anywhere(someone, known_as):
    assert len(found(NAME, EMAIL)) > 20
    erase_person(someone[known_as])
    assert found(NAME, EMAIL) == []


def test_what_the_person_changed_stays_without_who_it_was(someone):
    key = someone["user"].pk
    erase_person(someone["user"])
    town = make.stakeholders.Stakeholder.objects.get(slug="town")
    newest = town.history.first()
    assert (newest.history_user_id, newest.history_change_reason) == (None, "As … asked")
    assert newest.extra == {"note": "write to …"}
    correction = Correction.objects.get()
    assert (correction.proposed_by, correction.changes) == (None, {"role": "…'s office"})
    for model in (make.stakeholders.Assessment, make.Membership, Correction):
        links = [field.attname for field in model._meta.fields if field.related_model is User]
        assert not any(model.history.filter(**{link: key}).exists() for link in links)
    assert not UserSession.objects.exists()


def test_others_keep_what_is_theirs(someone):
    erase_person(someone["contact"])
    assert [draft.title for draft in Draft.objects.all()] == ["Mine"]
    assert [each.name for each in Contact.objects.all()] == ["Nora New"]
    assert [each.name for each in Contact.history.all()] == ["Nora New"]
    assert [each.email for each in Invitation.objects.all()] == ["new@example.net"]
    assert [user.name for user in User.objects.filter(memberships__isnull=False)] == ["Otto Other"]
    request = DataRequest.objects.get()
    assert (request.email, request.wish, request.text) == ("erased@example.invalid", "erasure", "")


def test_a_word_that_is_no_address_of_anybody_erases_nothing(someone):
    before = len(found(NAME, EMAIL))
    erase_person("nobody@example.org")
    assert len(found(NAME, EMAIL)) == before
