"""The register of processing, and everything about one person for whoever answers a request."""

import io
import json

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.utils import timezone
from openpyxl import load_workbook

from cityregions.project import personal_sections, privacy_register
from cityregions.project.personal import for_coordinators
from cityregions.records.answers import KeptAnswer
from cityregions.records.changes.log import Change
from cityregions.records.work import Work
from partners.models import DataRequest, User
from stakeholders.actions import Person, erase_person, known
from stakeholders.models import AgreementVersion, EngagementAction, PartyEndorsement
from tests import make
from tests.history.test_erasing import found
from tests.history.test_history import changed
from tests.pages.reading import links, section, text

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Änne Muster", "aenne.muster@example.net"
# Fields that say who somebody is or was.
PERSONAL = (models.EmailField, models.GenericIPAddressField)


def personal_models():
    """The models whose rows lead to a person: by a link to an account, an address, or a link to a contact."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__name__.startswith("Historical"):
            fields = model._meta.concrete_fields
            people = {"User", "Contact", "Membership"}
            if any(isinstance(f, PERSONAL) or (f.related_model and f.related_model.__name__ in people) for f in fields):
                yield model


def test_every_table_with_personal_data_is_named_by_an_activity():
    named = [table for activity in privacy_register.activities() for table in activity.tables]
    assert {model._meta.label for model in personal_models()} - set(named) == set()
    assert (len(named), [apps.get_model(table)._meta.label for table in named]) == (len(set(named)), named)


def test_every_table_that_leads_to_a_person_is_told_to_that_person():
    told = {rows.model for _key, _title, rows, _fields in personal_sections.sections(Person())}
    # Rights that coordinators do not use, and what the log of the administration says of the same changes.
    beside = {"partners.User_groups", "partners.User_user_permissions", "partners.Reminder_people", "admin.LogEntry"}
    assert {model._meta.label for model in set(personal_models()) - told} == beside


def test_coordinators_read_the_register_with_what_is_to_be_seen_to(client):
    make.contact(notice_sent_on=None)
    make.contact(lawful_basis="consent", review_on="2014-01-01")
    DataRequest.objects.create(email="a@example.org")
    make.sign_in(client, make.user(coordinator=True))
    page = client.get("/privacy/register/")
    told = section(page, "To be seen to")
    assert "Contacts: public task, Art. 6(1)(e) 1" in told
    assert "Contacts: consent, Art. 6(1)(a) 1" in told
    assert "Contacts who were not yet told what is kept 1 to do" in told
    assert "Contacts whose review is overdue 1 to do" in told
    assert "Requests that wait for an answer 1 to do" in told
    assert all(each.title in text(page) for each in privacy_register.activities())
    assert {"/privacy/register.xlsx", "/privacy/person/"} <= links(page)
    assert client.get("/admin/partners/datarequest/?answered_at__isempty=1").status_code == 200


def test_it_comes_as_a_workbook(client):
    make.sign_in(client, make.user(coordinator=True))
    sheet = load_workbook(io.BytesIO(client.get("/privacy/register.xlsx").content)).active
    rows = list(sheet.values)
    assert rows[0][:3] == ("Activity", "Purpose", "Lawful basis")
    assert [row[0] for row in rows[1:]] == [each.title for each in privacy_register.activities()]


@pytest.fixture
def someone():
    """A person of whom the records of engagement and agreements speak, and what is kept for a while."""
    partner = make.partner()
    user, other = make.user(partner, name=NAME, email=EMAIL), make.user(partner, name="Otto Other")
    contact = make.contact(name=NAME, email=EMAIL)
    changed(contact, "Moved", other, phone="0316 1")
    action = make.engagement_action(responsible=user, what=f"{NAME} calls", outcome=f"Ask {EMAIL}")
    changed(action, "Worded anew", other, what=f"Let {NAME} call")
    version = make.agreement_version(text=f"Signed by {NAME}", note=f"{NAME} wrote it", made_by=user)
    party = make.party(agreement=version.agreement)
    make.party_endorsement(party=party, version=version, endorsed_by=user, note=f"{NAME} agrees")
    comment = make.comment(author=user, text=f"{NAME} thinks so", paragraph="1")
    comment.save()
    KeptAnswer.objects.create(user=other, key="1", digest="1", body=json.dumps({"what": NAME}).encode())
    KeptAnswer.objects.create(user=other, key="2", digest="2", body=b"{}")
    make.work(owner=other, content=f"A letter to {EMAIL}".encode())
    Change.objects.create(noun="areas", row=1, key="graz", action="~", at=timezone.now(), user_id=user.pk, request="x")
    return user


def test_erasing_reaches_engagement_agreements_answers_results_and_the_feed(someone):
    key = someone.pk
    erase_person(EMAIL)
    assert found(NAME, EMAIL, "anne muster") == []
    action, version = EngagementAction.objects.get(), AgreementVersion.objects.get()
    assert (action.responsible, action.what, action.outcome) == (None, "Let … call", "Ask …")
    assert (version.made_by, version.text, version.note) == (None, "Signed by …", "… wrote it")
    assert EngagementAction.objects.search("call").get() == action
    assert PartyEndorsement.objects.get().endorsed_by is None
    assert [each.key for each in KeptAnswer.objects.all()] == ["2"]
    assert not Work.objects.exists()
    assert [change.user_id for change in Change.objects.filter(noun="areas")] == [None]
    assert not Change.objects.filter(user_id=key).exists()


def test_a_coordinator_downloads_everything_about_a_contact_without_an_account(client):
    contact = make.contact(name=NAME, email=EMAIL.title(), phone="1")
    changed(contact, "Moved", make.user(), phone="2")
    make.engagement_action(what=f"Write to {NAME.upper()} soon")
    asked = DataRequest.objects.create(email=EMAIL, wish="access", text="Please")
    make.sign_in(client, make.user(coordinator=True))
    assert f"/privacy/person/?request={asked.pk}" in links(
        client.get(f"/admin/partners/datarequest/{asked.pk}/change/")
    )
    assert EMAIL in client.get(f"/privacy/person/?request={asked.pk}").content.decode()
    answer = client.post("/privacy/person/", {"email": EMAIL})
    assert (answer.headers["Cache-Control"], EMAIL in answer.headers["Content-Disposition"]) == ("no-store", False)
    told = answer.json()
    assert ([row["phone"] for row in told["contacts"]], told["account"]) == (["2"], [])
    assert [row["phone"] for row in told["contacts_before"]] == ["1", "2"]
    assert [row["text"] for row in told["requests"]] == ["Please"]
    spoken = {(row["table"], row["field"], row["text"]) for row in told["mentions"]}
    assert ("stakeholders.engagementaction", "what", f"Write to {NAME.upper()} soon") in spoken


def test_everything_that_a_person_did_is_in_the_file(someone):
    told = for_coordinators(known(someone))
    counted = {key: len(rows) for key, rows in told.items() if isinstance(rows, list) and key != "mentions"}
    assert {key: number for key, number in counted.items() if number} == {
        "account": 1,
        "memberships": 1,
        "addresses": 1,
        "contacts": 1,
        "engagement": 1,
        "agreement_versions": 1,
        "agreements_endorsed": 1,
        "comments": 1,
        "contacts_before": 2,
    }


def test_an_address_that_somebody_only_claims_is_not_that_persons(client):
    contact = make.contact(name="Eva", email="eva@example.org")
    thief = make.user(email="thief@example.org")
    EmailAddress.objects.create(user=thief, email="eva@example.org", verified=False, primary=False)
    assert known(thief).contacts == set()
    erase_person("eva@example.org")
    assert (User.objects.filter(pk=thief.pk).exists(), type(contact).objects.exists()) == (True, False)
