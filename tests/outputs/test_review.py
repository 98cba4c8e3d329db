"""The way of an output: which step follows on which, who takes it, and what it asks for before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cityregions.workplan import review
from cityregions.workplan.models import Comment, Endorsement, Output, OutputFile
from tests import make

pytestmark = pytest.mark.django_db
STATUSES = Output.Status.values


def draft(place, **fields):
    return make.output(**{"status": "draft", "area": place.graz.area, "url": "https://example.org/paper"} | fields)


def take(output, name, by, **kwargs):
    return review.take(output, review.STEPS[name], by, **kwargs)


def status_of(output):
    return Output.objects.get(pk=output.pk).status


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.messages


FOLLOWS = {
    "send_to_review": {"draft": "in_review"},
    "send_to_joint_review": {"in_review": "joint_review"},
    "finalise": {"in_review": "final", "joint_review": "final"},
    "publish": {"endorsed": "published"},
    "back_to_draft": dict.fromkeys(["in_review", "joint_review", "final", "endorsed", "published"], "draft"),
}


@pytest.mark.parametrize("name", FOLLOWS)
def test_a_step_leads_from_its_own_states_only(place, name):
    found = {}
    for status in STATUSES:
        output = draft(place, status=status)
        if status == "endorsed":
            make.endorsement(output=output, partner=place.graz.partner)
        try:
            found[status] = take(output, name, place.graz.staff, note="Worked over").status
        except ValidationError:
            assert status_of(output) == status
    assert found == FOLLOWS[name]


@pytest.mark.parametrize("name", FOLLOWS)
def test_staff_of_another_area_take_no_step(place, name):
    source = next(iter(FOLLOWS[name]))
    output = draft(place, status=source)
    with pytest.raises(PermissionDenied):
        take(output, name, place.turin.staff, note="Mine")
    assert status_of(output) == source
    assert review.possible(output, place.turin.staff) == []


def test_what_a_step_asks_for_is_told(place):
    nothing = draft(place, url="")
    said = [refusal(take, nothing, "send_to_review", place.graz.staff)]
    commented = draft(place, status="in_review")
    make.comment(output=commented, partner=place.turin.partner)
    said += [refusal(take, commented, name, place.coordinator) for name in ("send_to_joint_review", "finalise")]
    said.append(refusal(take, commented, "back_to_draft", place.coordinator, note=" "))
    yesterday = timezone.localdate() - timedelta(days=1)
    said.append(refusal(take, draft(place), "send_to_review", place.coordinator, until=yesterday))
    final = draft(place, status="final", area=None)
    said.append(refusal(take, final, "publish", place.coordinator))
    assert said == [
        ["There is nothing to read yet: hand in a file first, or enter its address."],
        ["1 comment is not answered yet: accept or refuse it first."],
        ["1 comment is not answered yet: accept or refuse it first."],
        ["Say why it goes back to draft."],
        ["This day is over: name a later one."],
        ["Not endorsed yet by: City of Graz, City of Turin."],
    ]


def test_an_output_is_handed_in_once_the_last_partner_that_is_asked_has_endorsed_it(place):
    output = draft(place, area=None, status="final")
    make.partner(name="Left", left_on="2013-12-31")
    review.endorse(output, place.turin.partner, place.turin.staff)
    assert (status_of(output), [each.name for each in review.missing(output, timezone.localdate())]) == (
        "final",
        ["City of Graz"],
    )
    review.endorse(output, place.graz.partner, place.graz.staff)
    output.refresh_from_db()
    assert (output.status, output.delivered_on.first) == ("endorsed", timezone.localdate())
    assert [step.status for step in output.steps.all()] == ["endorsed"]


def test_an_output_of_an_area_is_endorsed_by_its_partners(place):
    output = draft(place, status="final")
    assert refusal(review.endorse, output, place.turin.partner, place.turin.staff) == [
        "This partner is not asked to endorse it."
    ]
    review.endorse(output, place.graz.partner, place.graz.staff)
    assert status_of(output) == "endorsed"


def test_an_endorsement_is_withdrawn_by_its_partner_until_it_is_published(client, place):
    output = draft(place, status="final", slug="paper")
    endorsement = review.endorse(output, place.graz.partner, place.graz.staff)
    with pytest.raises(PermissionDenied):
        review.withdraw(endorsement, place.coordinator)
    address, sent = "/outputs/paper/review/", {"step": "withdraw", "partner": "city-of-graz"}
    for user, status in ((place.turin.staff, 404), (place.graz.staff, 302)):
        client.force_login(user)
        assert client.post(address, sent).status_code == status
    output.refresh_from_db()
    assert (output.status, output.delivered_on, Endorsement.objects.count()) == ("final", None, 0)
    assert [step.status for step in output.steps.all()] == ["endorsed", "final"]
    endorsement = review.endorse(output, place.graz.partner, place.graz.staff)
    take(output, "publish", place.graz.staff)
    assert refusal(review.withdraw, endorsement, place.graz.staff) == [
        "The output is published with this endorsement: send it back to draft first."
    ]


def test_nobody_endorses_for_others_twice_or_what_is_not_final(place):
    output = draft(place, area=None, status="final")
    with pytest.raises(PermissionDenied):
        review.endorse(output, place.turin.partner, place.graz.staff)
    with pytest.raises(PermissionDenied):
        review.endorse(output, place.turin.partner, place.coordinator)
    review.endorse(output, place.graz.partner, place.graz.staff)
    assert refusal(review.endorse, output, place.graz.partner, place.graz.staff) == [
        "This partner has endorsed it already."
    ]
    reviewed = draft(place, status="in_review")
    assert refusal(review.endorse, reviewed, place.graz.partner, place.graz.staff) == [
        "It can be endorsed once it is final, and until it is endorsed by all."
    ]


@pytest.mark.parametrize(("delivered", "afterwards"), [(None, None), ("2013-05", "2013-05")])
def test_what_goes_back_to_draft_is_endorsed_and_handed_in_no_more_unless_somebody_named_the_day(
    place, delivered, afterwards
):
    output = draft(place, status="final", delivered_on=delivered)
    review.endorse(output, place.graz.partner, place.graz.staff)
    take(output, "back_to_draft", place.graz.staff, note="A number was wrong")
    output.refresh_from_db()
    kept = output.delivered_on and str(output.delivered_on)
    assert (output.status, kept, Endorsement.objects.count()) == ("draft", afterwards, 0)
    assert [line.history_type for line in Endorsement.history.order_by("history_id")] == ["+", "-"]
    assert output.steps.last().note == "A number was wrong"


def test_a_comment_is_answered_once_and_with_a_reason(place):
    comment = make.comment(output=draft(place, status="in_review"), partner=place.turin.partner)
    with pytest.raises(PermissionDenied):
        review.answer(comment, "accepted", "Yes", place.turin.staff)
    assert refusal(review.answer, comment, "refused", " ", place.graz.staff) == [
        "Say why: whoever commented wants to know."
    ]
    review.answer(comment, "refused", "Beyond the project", place.graz.staff)
    assert refusal(review.answer, comment, "accepted", "After all", place.coordinator) == [
        "Graz staff has answered this comment already."
    ]
    told = Comment.objects.values_list("answer", "reason", "answered_by__name").get()
    assert told == ("refused", "Beyond the project", "Graz staff")


def test_publishing_shows_the_newest_version_of_each_language(place, store):
    output = draft(place, status="endorsed")
    make.endorsement(output=output, partner=place.graz.partner)
    for language, version in (("en", 1), ("en", 2), ("de", 1)):
        make.output_file(output=output, language=language, version=version)
    take(output, "publish", place.graz.staff)
    seen = OutputFile.objects.visible_to(None).values_list("language", "version")
    assert (status_of(output), list(seen)) == ("published", [("de", 1), ("en", 2)])


@pytest.mark.parametrize(
    ("status", "endorsed", "open_to_files"),
    [
        ("draft", False, True),
        ("in_review", False, True),
        ("joint_review", False, True),
        ("final", False, False),
        ("endorsed", True, False),
        ("published", True, False),
        ("published", False, True),
    ],
)
def test_files_change_as_long_as_nobody_has_endorsed_them(place, store, status, endorsed, open_to_files):
    file = make.output_file(output=draft(place, status=status))
    if endorsed:
        make.endorsement(output=file.output)
    for person in (place.graz.staff, place.coordinator):
        assert OutputFile.objects.changeable_by(person).exists() == open_to_files
    assert not OutputFile.objects.changeable_by(place.turin.staff).exists()


def test_the_status_is_no_field_of_a_form_and_stays_as_it_is_when_older_values_are_put_back(place):
    from cityregions.records.history.putting_back import PuttingBack, version
    from cityregions.records.history.tables import table_of

    assert not Output._meta.get_field("status").editable
    output = draft(place, title="Old")
    first = output.history.last().history_id
    output.title = "New"
    output.save()
    take(output, "send_to_review", place.graz.staff)
    back = PuttingBack(version(table_of(Output), first, place.coordinator), place.coordinator)
    assert [each.field.name for each in back.differences] == ["title"]


def test_the_day_by_which_partners_are_asked_is_two_weeks_ahead_unless_somebody_names_one(place):
    day = timezone.localdate() + timedelta(days=3)
    first, second = draft(place), draft(place)
    take(first, "send_to_review", place.graz.staff)
    take(second, "send_to_review", place.graz.staff, until=day)
    assert first.steps.get().until == timezone.localdate() + timedelta(days=14)
    assert second.steps.get().until == day
