"""Writing the project back into a facts file: what people changed in the portal is in it, and can be loaded again."""

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from cityregions.project.sample.making import clear
from cityregions.records.files import store
from cityregions.workplan.models import Comment, Output, OutputFile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(tmp_path):
    def dumping():
        call_command("dump_project", str(tmp_path / "dump.yaml"))
        return yaml.safe_load((tmp_path / "dump.yaml").read_text(encoding="utf-8"))

    return dumping


@pytest.fixture
def everything():
    """One record of each kind, with what the file of CityRegions does not use."""
    outline = {"type": "Polygon", "coordinates": [[[15, 47], [16, 47], [15.5, 47.5], [15, 47]]]}
    area = make.area(nuts=["AT221"], fua_code="AT002L1", boundary=outline)
    lead = make.partner(area=area, role="lead", cofinancing_rate="85.50", joined_on="2012-07")
    make.project(lead_partner=lead, cofinancing_rate="75.00", extra={"name_fr": "Deux villes"}, is_sample=False)
    make.budget(partner=lead, amount_eur=None, text="not much")
    make.related_project(period="until 2011")
    bus, forum = make.stakeholder(area=area, sector="public", latitude=47.1, longitude=15.4), make.stakeholder()
    make.relation(from_stakeholder=bus, to_stakeholder=forum, weight=4, since="1999", until="2003-04")
    dates = {"starts_on": "2014", "ends_on": "2019-12"}
    deal = make.agreement(area=area, form="contract", within_project=False, published=False, **dates)
    for text in ("We meet twice.\n\nWe pay.", "We meet often.\n\nWe pay."):
        make.agreement_version(agreement=deal, text=text, language="de", note="Meetings")
    make.party(agreement=deal, stakeholder=forum, signed_on="2014-03-15")
    dates = {"started_on": "1999", "ended_on": "2004-12", "period_qualifier": "first line"}
    ring = make.practice(area=area, organisations=[forum, bus], **dates)
    make.practice(published=False, visited_by=[lead], field_sources={"form_source": "a book"})
    pilot = make.pilot(area=area, contractor=bus, decision="scale", partners=[lead])
    pilot.inspired_by.add(ring)
    pilot.agreements.add(deal)
    make.expert(pilot=pilot, organisation=forum, position=1)
    make.expert(pilot=pilot, position=0, extra={"note": "unnamed"})
    make.intervention(pilot=pilot)
    make.milestone(pilot=pilot, reached_on="2014", planned=True)
    phase = make.phase()
    make.phase(framework="public", maps_to=phase)
    activity = make.activity(phase=phase, kind="study", pilot=pilot, responsible=[lead])
    make.activity_area(activity=activity, area=area, expected_output="a study")
    report = make.output(activity=activity, pilot=pilot, status="draft", due_on="2014-06", author=bus)
    reviewed(make.output(languages="pl, en", status="in_review"), lead, forum)
    event = make.event(starts_on="2014-03", host=lead_as_stakeholder(lead), practice=ring, speaker_organisations=[bus])
    event.outputs.add(report)
    event.agreements.add(deal)
    make.agenda_item(event=event, time="09:30", text="City of Graz reports.")
    make.minutes(event=event, url="https://example.org/minutes.pdf", published=False)
    make.conclusion(evidence=[report], area=area)
    make.conflict(sources=["https://one.example.org", "https://two.example.org"])
    make.gap()


def reviewed(output, partner, stakeholder):
    """What was handed in, said, endorsed and checked of an output."""
    make.output_file(output=output, published=False, accessible="yes", version=2 + output.files.count())
    make.reviewer(output=output, stakeholder=stakeholder)
    make.comment(output=output, partner=None, stakeholder=stakeholder, text="Add the tram")
    answer = {"answer": "refused", "reason": "Too late", "answered_at": timezone.now()}
    make.comment(output=output, partner=partner, **answer)
    make.endorsement(output=output, partner=partner, note="With pleasure")
    make.compliance_check(output=output, note="Page 2")
    make.compliance_check(event=make.event(), met="no")


def lead_as_stakeholder(lead):
    return make.stakeholder(slug=lead.slug, name=lead.name, partner=lead, area=lead.area)


def test_a_dump_can_be_loaded_into_an_empty_portal_and_dumped_again(everything, dump, tmp_path):
    first = dump()
    clear()
    call_command("load_project", str(tmp_path / "dump.yaml"))
    assert dump() == first


def test_loading_a_dump_again_changes_nothing(everything, dump, tmp_path, capsys):
    dump()
    for _time in (1, 2):
        call_command("load_project", str(tmp_path / "dump.yaml"))
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing changed."


def test_loading_a_dump_again_keeps_what_was_added_since(everything, dump, tmp_path):
    dump()
    output = Output.objects.get(status="in_review")
    tram, late = output.comments.order_by("pk")
    Comment.objects.filter(pk=tram.pk).update(answer="accepted", answered_at=timezone.now())
    reviewed(output, make.partner(), make.stakeholder())
    parts = ("comments", "reviewers", "endorsements", "compliance_checks", "files")
    before = {name: list(getattr(output, name).order_by("pk").values()) for name in parts}
    gone = late.pk
    late.delete()
    call_command("load_project", str(tmp_path / "dump.yaml"))
    again = {name: list(getattr(output, name).order_by("pk").values()) for name in parts}
    written = [row["text"] for row in again["comments"]]
    assert written == ["Add the tram", "Add the tram", before["comments"][3]["text"], late.text]
    assert again["comments"][:3] == [row for row in before["comments"] if row["id"] != gone]
    assert {name: again[name] for name in parts[1:]} == {name: before[name] for name in parts[1:]}


@pytest.fixture
def emptied(everything, dump, tmp_path):
    """A portal that was emptied, files and all, and the digest of the file that is in its dump."""
    dump()
    digest = OutputFile.objects.get().digest
    clear()
    store.path_of(digest).unlink()
    return digest


def test_files_come_back_from_the_folder_beside_the_dump(emptied, tmp_path):
    call_command("load_project", str(tmp_path / "dump.yaml"), "--dry-run")
    assert not store.is_kept(emptied)
    call_command("load_project", str(tmp_path / "dump.yaml"))
    file = OutputFile.objects.get()
    assert (file.digest, store.digest_of(store.path_of(emptied))) == (emptied, emptied)


@pytest.mark.parametrize(
    ("damage", "said"),
    [(lambda path: path.unlink(), "neither kept here"), (lambda path: path.write_bytes(b"x"), "is not as it was")],
)
def test_a_file_that_is_not_there_or_damaged_is_named_and_nothing_is_loaded(emptied, tmp_path, damage, said):
    damage(tmp_path / "dump.files" / emptied)
    with pytest.raises(CommandError, match=said):
        call_command("load_project", str(tmp_path / "dump.yaml"))
    assert (OutputFile.objects.count(), Output.objects.count(), store.is_kept(emptied)) == (0, 0, False)


def test_a_damaged_file_leaves_none_of_the_others_behind(everything, dump, tmp_path):
    make.output_file(output=Output.objects.get(status="in_review"))
    dump()
    whole, broken = sorted(OutputFile.objects.values_list("digest", flat=True))
    clear()
    for digest in (whole, broken):
        store.path_of(digest).unlink(missing_ok=True)
    (tmp_path / "dump.files" / broken).write_bytes(b"x")
    with pytest.raises(CommandError, match="is not as it was"):
        call_command("load_project", str(tmp_path / "dump.yaml"))
    assert not store.is_kept(whole)
    assert not list(store.left_behind(0))


def test_what_breaks_off_on_its_way_into_the_store_is_taken_away(emptied, tmp_path, monkeypatch):
    def full(incoming, piece):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.Incoming, "write", full)
    with pytest.raises(OSError, match="No space"):
        call_command("load_project", str(tmp_path / "dump.yaml"))
    assert not list(store.left_behind(0))


def test_a_dump_names_the_files_that_are_not_in_the_store(everything, dump, tmp_path):
    lost = OutputFile.objects.get().digest
    kept = make.output_file(output=Output.objects.get(status="in_review")).digest
    store.path_of(lost).unlink()
    with pytest.raises(CommandError, match=lost):
        dump()
    assert [path.name for path in (tmp_path / "dump.files").iterdir()] == [kept]


def test_what_is_not_published_says_so(everything, dump):
    facts = dump()
    assert [agreement.get("published") for agreement in facts["agreements"]] == [False]
    assert [case.get("published") for case in facts["reference_cases"]] == [False]
    assert [practice.get("published") for practice in facts["practices"]] == [None]
    assert [output.get("status") for output in facts["outputs"]] == ["draft", "in_review"]


def test_a_field_is_followed_by_its_own_source_and_the_source_of_the_whole_comes_last(dump):
    make.project()
    make.area(
        summary="Hills.", field_sources={"country_source": "an atlas"}, extra={"name_note": "old"}, source="a book"
    )
    [area] = dump()["areas"]
    assert list(area) == ["slug", "name", "name_note", "country", "country_source", "core_city", "summary", "source"]


def test_a_portal_without_a_project_has_nothing_to_write():
    with pytest.raises(CommandError, match="There is no project in this portal yet"):
        call_command("dump_project")


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    make.project()
    with pytest.raises(CommandError, match=r"none/dump\.yaml: cannot be written"):
        call_command("dump_project", str(tmp_path / "none" / "dump.yaml"))
