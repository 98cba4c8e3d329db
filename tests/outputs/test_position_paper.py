"""The position paper's way, driven through its pages by the people of five regions and a coordinator."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cityregions.records import duties
from cityregions.workplan.models import Comment, Output, OutputFile
from tests import make
from tests.outputs import samples

pytestmark = pytest.mark.django_db
REGIONS = ["Graz", "Halle", "Praha", "Torino", "Wroclaw"]
PAPER = "position-paper"


class Person:
    """Somebody in front of the pages of the paper."""

    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def get(self, name, *args):
        return self.client.get(reverse(name, args=args or [PAPER])).content.decode()

    def post(self, name, *args, **entered):
        response = self.client.post(reverse(name, args=args or [PAPER]), entered)
        return response if response.status_code == 302 else pytest.fail(response.content.decode()[-3000:])

    def step(self, name, note=""):
        return self.post("output-review", step=name, note=note)

    def buttons(self):
        return re.findall(r'<button[^>]* name="(?:step|partner)" value="([\w-]+)">', self.get("output-review"))

    def hand_in(self, name, **told):
        file = SimpleUploadedFile(name, samples.pdf() + name.encode() + b"\n%%EOF")
        return self.post("file-new", file=file, **{"language": "en", "accessible": "yes"} | told)

    def comment(self, partner, paragraph, text):
        page = self.get("comment-new")
        key = re.search(r'name="key" value="([^"]+)"', page).group(1)
        entered = {"key": key, "base": "", "person": self.user.pk, "partner": partner.pk if partner else ""}
        return self.post("comment-new", **entered, paragraph=paragraph, text=text)

    def answer(self, comment, answer, reason):
        names = {f"c{comment.pk}-answer": answer, f"c{comment.pk}-reason": reason}
        return self.post("comment-answer", comment.pk, **names)

    def owes(self, *reasons):
        self.user = type(self.user).objects.get(pk=self.user.pk)
        found = duties.due_from(self.user, timezone.localdate())
        return sorted((each.reason, str(each.partner or "")) for each in found if each.reason in reasons)


@pytest.fixture
def partners():
    return {name: make.partner(name=name, slug=name.lower(), area=make.area(name=name)) for name in REGIONS}


@pytest.fixture
def regions(partners):
    return {name: Person(make.user(partner, name=f"Anna of {name}")) for name, partner in partners.items()}


@pytest.fixture
def coordinator():
    return Person(make.user(coordinator=True, name="Konrad"))


@pytest.fixture
def paper(store):
    return make.output(slug=PAPER, title="Position paper", kind="position_paper", status="draft")


def test_the_position_paper_goes_from_its_draft_to_its_publication(paper, partners, regions, coordinator):
    make.partner(name="Kladno", left_on="2013-12-31")
    # Nothing to read, no review.
    assert coordinator.buttons() == []
    coordinator.hand_in("draft.pdf")
    assert coordinator.buttons() == ["send_to_review"]
    assert regions["Graz"].buttons() == []
    coordinator.step("send_to_review", "Comments by March, please")

    # The regions comment; each has it on its desk until it has.
    for name, person in regions.items():
        assert person.owes("comment", "endorse") == [("comment", name)]
        person.comment(partners[name], "2.1", f"{name} lacks a sentence on buses")
        assert person.owes("comment") == []
    coordinator.comment(None, "1", "The title is too long")
    assert coordinator.owes("answer") == [("answer", "")]
    assert coordinator.buttons() == ["back_to_draft"]
    for number, comment in enumerate(Comment.objects.all()):
        if number == 1:
            coordinator.answer(comment, "refused", "Beyond the project")
        else:
            coordinator.answer(comment, "accepted", "It stands in 2.1 now")
    assert coordinator.owes("answer") == []
    told = regions["Torino"].get("output-review")
    assert ("Beyond the project" in told, "Torino lacks a sentence on buses" in told) == (True, True)

    # Joint review of the second version, then final.
    coordinator.hand_in("second.pdf")
    coordinator.step("send_to_joint_review")
    regions["Halle"].comment(partners["Halle"], "3", "Name the states")
    coordinator.answer(Comment.objects.last(), "accepted", "Named")
    coordinator.hand_in("final.pdf")
    coordinator.hand_in("final-de.pdf", language="de")
    coordinator.step("finalise")
    assert coordinator.client.get(reverse("file-new", args=[PAPER])).status_code == 403

    # Each active partner endorses it, and the page shows who has not.
    for number, (name, person) in enumerate(regions.items()):
        page = person.get("output-detail")
        assert [other for other in REGIONS if f">{other}</a></li>" in page] == REGIONS[number:]
        assert person.owes("endorse") == [("endorse", name)]
        assert person.buttons() == [name.lower()]
        person.post("output-review", step="endorse", partner=name.lower(), note="")
    paper.refresh_from_db()
    assert (paper.status, paper.delivered_on.first) == ("endorsed", timezone.localdate())
    assert Client().get(reverse("output-detail", args=[PAPER])).status_code == 404

    # Published: anyone reads the final files and who endorses it, and nothing of its drafts.
    coordinator.step("publish")
    visitor = Client()
    page = visitor.get(reverse("output-detail", args=[PAPER])).content.decode()
    assert [name for name in ("draft.pdf", "second.pdf", "final.pdf", "final-de.pdf") if name in page] == [
        "final.pdf",
        "final-de.pdf",
    ]
    assert [name for name in REGIONS if name in page] == REGIONS
    assert not re.search("buses|Anna|Konrad|Comments by March|review/", page)
    codes = {
        file.name: visitor.get(file.get_absolute_url()).status_code
        for file in OutputFile.objects.select_related("output")
    }
    assert codes == {"draft.pdf": 404, "second.pdf": 404, "final.pdf": 200, "final-de.pdf": 200}
    assert visitor.get(reverse("output-review", args=[PAPER])).status_code == 302
    assert [step.status for step in paper.steps.all()] == [
        "in_review",
        "joint_review",
        "final",
        "endorsed",
        "published",
    ]


def test_a_wrong_step_is_told_on_the_page(paper, partners, regions, coordinator):
    Output.objects.update(status="in_review")
    regions["Graz"].comment(partners["Graz"], "2", "Wrong")
    address = reverse("output-review", args=[PAPER])
    told = {
        step: coordinator.client.post(address, {"step": step})
        for step in ("finalise", "publish", "back_to_draft", "nonsense")
    }
    assert {step: response.status_code for step, response in told.items()} == {
        "finalise": 422,
        "publish": 422,
        "back_to_draft": 422,
        "nonsense": 400,
    }
    assert "1 comment is not answered yet: accept or refuse it first." in told["finalise"].content.decode()
    assert "“Publish” does not follow on “in review”." in told["publish"].content.decode()
    assert "Say why it goes back to draft." in told["back_to_draft"].content.decode()
    assert regions["Graz"].client.post(address, {"step": "finalise"}).status_code == 403
    endorsed = regions["Graz"].client.post(address, {"step": "endorse", "partner": "graz"})
    assert endorsed.status_code == 422
    assert "It can be endorsed once it is final" in endorsed.content.decode()
    assert regions["Graz"].client.post(address, {"step": "endorse", "partner": "torino"}).status_code == 403


def test_a_refusal_without_a_reason_is_told_beside_the_field_and_what_was_chosen_stays(
    paper, partners, regions, coordinator
):
    Output.objects.update(status="in_review")
    regions["Graz"].comment(partners["Graz"], "2", "Wrong")
    comment = Comment.objects.get()
    names = {f"c{comment.pk}-answer": "refused", f"c{comment.pk}-reason": " "}
    response = coordinator.client.post(reverse("comment-answer", args=[comment.pk]), names)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say why: whoever commented wants to know." in page
    assert re.search(r'value="refused"[^>]*checked', page)


def test_one_comments_for_the_own_partner_and_while_it_is_reviewed_only(paper, partners, regions):
    graz = regions["Graz"]
    assert graz.client.get(reverse("comment-new", args=[PAPER])).status_code == 403
    Output.objects.update(status="in_review")
    foreign = {"partner": partners["Torino"].pk, "paragraph": "1", "text": "x", "base": ""}
    assert graz.client.post(reverse("comment-new", args=[PAPER]), foreign).status_code == 422
    graz.comment(partners["Graz"], "2", "Wrong")
    comment = Comment.objects.get()
    assert (comment.partner.name, comment.author) == ("Graz", graz.user)
    edit = reverse("comment-edit", args=[comment.pk])
    assert [graz.client.get(edit).status_code, regions["Torino"].client.get(edit).status_code] == [200, 403]
    Output.objects.update(status="final")
    assert graz.client.get(edit).status_code == 403
