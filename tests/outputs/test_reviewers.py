"""Organisations that are asked to comment on an output: what their contacts see of it, say, and are answered."""

import json

import pytest

from cityregions.workplan import review
from cityregions.workplan.models import Comment, Reviewer
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(place, store):
    return make.output(slug="paper", title="Green belt", status="in_review", area=place.graz.area)


@pytest.fixture
def contact():
    """The contact of an organisation that nobody has asked yet."""
    user = make.user(name="Ruth")
    make.contact(
        stakeholder=make.stakeholder(slug="verkehrsverbund", name="Verkehrsverbund"), email=user.email, user=user
    )
    return user


@pytest.fixture
def asked(paper, contact):
    return make.reviewer(output=paper, stakeholder=contact.contacts.get().stakeholder)


def status(client, user, address):
    client.force_login(user)
    return client.get(address).status_code


def test_those_who_write_an_output_ask_an_organisation_and_ask_it_no_more(client, place, paper, contact):
    client.force_login(place.graz.staff)
    page = client.get("/outputs/paper/reviewers/new/")
    form = {"stakeholder": "Verkehrsverbund", "key": page.context["key"]}
    assert client.post("/outputs/paper/reviewers/new/", form).headers["Location"] == "/outputs/paper/review/"
    reviewer = Reviewer.objects.get()
    assert (reviewer.stakeholder.name, status(client, contact, "/outputs/paper/")) == ("Verkehrsverbund", 200)
    address = f"/outputs/reviewers/{reviewer.pk}/delete/"
    client.force_login(place.graz.staff)
    base = client.get(address).context["base"]
    assert client.post(address, {"base": base}).headers["Location"] == "/outputs/paper/review/"
    assert status(client, contact, "/outputs/paper/") == 404


@pytest.mark.parametrize(
    ("stage", "seen"),
    [("draft", 404), ("in_review", 200), ("joint_review", 200), ("final", 200), ("endorsed", 200), ("published", 200)],
)
def test_an_organisation_that_was_asked_sees_all_but_drafts(client, paper, contact, asked, stage, seen):
    paper.status = stage
    paper.save()
    addresses = ["/outputs/paper/", "/outputs/paper/review/", "/api/v1/outputs/paper/"]
    assert [status(client, contact, address) for address in addresses] == [seen] * 3


def test_it_sees_its_own_comments_and_answers_and_no_others(client, place, paper, contact, asked):
    file = make.output_file(output=paper, name="second.txt")
    make.comment(output=paper, partner=place.turin.partner, text="Between us")
    make.comment(output=make.output(status="in_review", title="Another"), partner=place.turin.partner)
    own = make.comment(output=paper, partner=None, stakeholder=asked.stakeholder, text="Add the tram")
    review.answer(own, "refused", "Beyond the project", place.graz.staff)
    client.force_login(contact)
    page = client.get("/outputs/paper/review/").content.decode()
    found = [text in page for text in ("Add the tram", "Beyond the project", "second.txt", "Between us")]
    assert found == [True, True, True, False]
    assert [row["text"] for row in client.get("/api/v1/comments/").json()["results"]] == ["Add the tram"]
    assert [row["slug"] for row in client.get("/api/v1/outputs/").json()["results"]] == ["paper"]
    assert client.get(file.get_absolute_url()).status_code == 200
    assert "Green belt" in client.get("/contacts/me/").content.decode()


def test_its_contact_comments_on_the_page_and_changes_it_until_it_is_answered(client, place, paper, contact, asked):
    client.force_login(contact)
    page = client.get("/outputs/paper/comments/new/")
    form = {"paragraph": "2.1", "text": "Add the tram", "key": page.context["key"]}
    form["stakeholder"] = asked.stakeholder_id
    assert "partner" not in page.context["form"].fields
    assert client.post("/outputs/paper/comments/new/", form).status_code == 302
    comment = Comment.objects.get()
    assert (comment.stakeholder, comment.partner, comment.author) == (asked.stakeholder, None, contact)
    assert status(client, contact, f"/outputs/comments/{comment.pk}/edit/") == 200
    client.force_login(place.graz.staff)
    assert "Verkehrsverbund, Ruth" in client.get("/outputs/paper/review/").content.decode()
    review.answer(comment, "accepted", "Done", place.graz.staff)
    assert status(client, contact, f"/outputs/comments/{comment.pk}/edit/") == 403


@pytest.mark.parametrize(
    ("body", "stage", "answered"),
    [
        ({"stakeholder": "verkehrsverbund"}, "in_review", 201),
        ({"stakeholder": "verkehrsverbund"}, "final", 403),
        ({"stakeholder": "other"}, "in_review", 403),
        ({"partner": "city-of-graz"}, "in_review", 403),
        ({"partner": "city-of-graz", "stakeholder": "verkehrsverbund"}, "in_review", 400),
        ({}, "in_review", 403),
    ],
)
def test_its_contact_comments_through_the_api_for_it_alone(client, paper, contact, asked, body, stage, answered):
    paper.status = stage
    paper.save()
    make.stakeholder(slug="other")
    client.force_login(contact)
    sent = {"output": "paper", "paragraph": "2.1", "text": "Add the tram", **body}
    answer = client.post("/api/v1/comments/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == answered, answer.json()
    assert Comment.objects.count() == (answered == 201)


def test_who_was_not_asked_neither_sees_nor_comments(client, paper, contact):
    for address in ("/outputs/paper/", "/outputs/paper/review/", "/api/v1/outputs/paper/"):
        assert status(client, contact, address) == 404
    sent = {"output": "paper", "stakeholder": "verkehrsverbund", "paragraph": "2.1", "text": "Add the tram"}
    answer = client.post("/api/v1/comments/", json.dumps(sent), content_type="application/json")
    assert (answer.status_code, Comment.objects.count()) == (403, 0)


def test_its_contact_takes_no_step_and_endorses_for_nobody(client, place, paper, contact, asked):
    client.force_login(contact)
    for sent in ({"step": "finalise"}, {"step": "endorse", "partner": "city-of-graz"}):
        assert client.post("/outputs/paper/review/", sent).status_code == 403
    for address in ("outputs/paper/steps/", f"comments/{make.comment(output=paper).pk}/steps/"):
        answer = client.post(f"/api/v1/{address}", json.dumps({"step": "finalise"}), content_type="application/json")
        assert answer.status_code in {403, 404}


def test_files_of_earlier_versions_are_not_for_those_who_were_asked_once_it_is_published(client, paper, contact, asked):
    old = make.output_file(output=paper, version=1, published=False)
    assert status(client, contact, old.get_absolute_url()) == 200
    paper.status = "published"
    paper.save()
    assert status(client, contact, old.get_absolute_url()) == 404
