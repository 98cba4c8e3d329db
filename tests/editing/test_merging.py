"""Two people at the same record: what does not clash merges, what clashes is shown side by side, nothing is lost."""

import pytest

from tests import make
from tests.editing.forms import again
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
URL = "/stakeholders/verbund/edit/"


@pytest.fixture
def verbund(graz):
    return make.stakeholder(slug="verbund", name="Verkehrsverbund", area=graz, municipality="Graz", role="Runs buses")


def stored(row, *names):
    row.refresh_from_db()
    return tuple(getattr(row, name) for name in names)


def test_different_fields_merge_and_the_person_is_told(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, municipality="Feldkirchen")
    response = anna.send(URL, opened, role="Runs trams")
    assert response.status_code == 302
    assert stored(verbund, "municipality", "role") == ("Feldkirchen", "Runs trams")
    told = text(anna.get(response["Location"]))
    assert "Ben changed something else meanwhile, which was kept: Municipality." in told


def test_the_same_change_twice_is_no_clash(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    assert anna.send(URL, opened, role="Runs trams").status_code == 302
    assert verbund.history.count() == 2


def test_a_clash_saves_nothing_and_shows_both_versions(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams", municipality="Feldkirchen")
    response = anna.send(URL, opened, role="Runs trains", website="https://a.at")
    assert response.status_code == 409
    assert stored(verbund, "role", "website") == ("Runs trams", "")
    clash = response.context["form"].clashes["role"]
    assert (clash.mine, clash.theirs, clash.who) == ("Runs trains", "Runs trams", "Ben")
    assert clash.when == verbund.history.first().history_date
    fields = again(response)
    assert (fields["role"], fields["municipality"], fields["website"]) == ("Runs trains", "Feldkirchen", "https://a.at")
    assert fields.getlist("clash") == ["role"]


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Runs trains"), ("theirs", "Runs trams")])
def test_the_person_chooses(anna, ben, verbund, choice, kept):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    fields = again(anna.send(URL, opened, role="Runs trains", website="https://a.at"))
    assert anna.send(URL, fields, **{"choice-role": choice}).status_code == 302
    assert stored(verbund, "role", "website") == (kept, "https://a.at")


def test_without_a_choice_the_question_stands_again(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    fields = again(anna.send(URL, opened, role="Runs trains"))
    response = anna.send(URL, fields)
    assert (response.status_code, list(response.context["form"].clashes)) == (409, ["role"])
    assert stored(verbund, "role") == ("Runs trams",)


def test_a_third_version_may_be_written_while_choosing(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    fields = again(anna.send(URL, opened, role="Runs trains"))
    anna.send(URL, fields, **{"choice-role": "mine", "role": "Runs trams and trains"})
    assert stored(verbund, "role") == ("Runs trams and trains",)


@pytest.mark.parametrize(("choice", "status", "kept"), [("mine", 409, "Runs boats"), ("theirs", 302, "Runs boats")])
def test_a_clash_after_the_clash(anna, ben, verbund, choice, status, kept):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    fields = again(anna.send(URL, opened, role="Runs trains"))
    ben.change(URL, role="Runs boats")
    response = anna.send(URL, fields, **{"choice-role": choice})
    assert (response.status_code, *stored(verbund, "role")) == (status, kept)
    if status == 409:
        clash = response.context["form"].clashes["role"]
        assert (clash.mine, clash.theirs) == ("Runs trains", "Runs boats")
        assert anna.send(URL, again(response), **{"choice-role": "mine"}).status_code == 302
        assert stored(verbund, "role") == ("Runs trains",)


def test_a_mistake_and_a_change_of_somebody_else_together(anna, ben, verbund):
    """The page that comes back holds what the other saved, so that the next try does not undo it."""
    opened = anna.open(URL)
    ben.change(URL, municipality="Feldkirchen")
    response = anna.send(URL, opened, website="graz")
    assert response.status_code == 422
    assert again(response)["municipality"] == "Feldkirchen"
    assert anna.send(URL, again(response), website="https://graz.at").status_code == 302
    assert stored(verbund, "municipality", "website") == ("Feldkirchen", "https://graz.at")


def test_a_mistake_in_the_very_field_that_somebody_else_changed(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, website="https://ben.at")
    response = anna.send(URL, opened, website="anna")
    assert response.status_code == 409
    assert response.context["form"].clashes["website"].mine == "anna"
    assert anna.send(URL, again(response), **{"choice-website": "theirs"}).status_code == 302
    assert stored(verbund, "website") == ("https://ben.at",)


def test_a_rule_that_only_the_merge_breaks_is_told_with_both_values_in_the_form(anna, ben, graz):
    event = make.event(slug="e", area=graz, starts_on="2014-03-01", ends_on="2014-03-10")
    opened = anna.open("/events/e/edit/")
    ben.change("/events/e/edit/", ends_on="2014-03-02")
    response = anna.send("/events/e/edit/", opened, starts_on="2014-03-05")
    assert response.context["form"].errors == {"ends_on": ["An event cannot end before it starts."]}
    fields = again(response)
    assert (fields["starts_on"], fields["ends_on"]) == ("2014-03-05", "2014-03-02")
    assert stored(event, "starts_on", "ends_on") == ("2014-03-01", "2014-03-02")


def test_lists_merge_row_by_row(anna, ben, graz):
    one, two, three = (make.stakeholder(slug=slug, name=slug) for slug in ("one", "two", "three"))
    pilot = make.pilot(slug="p", area=graz, stakeholders=[one, two])
    opened = anna.open("/pilots/p/edit/")
    ben.change("/pilots/p/edit/", stakeholders=["two"])
    assert anna.send("/pilots/p/edit/", opened, **{"stakeholders-add": "three"}).status_code == 302
    assert set(pilot.stakeholders.all()) == {two, three}


def test_related_records_clash_by_their_names(anna, ben, graz):
    for slug in ("one", "two"):
        make.stakeholder(slug=slug, name=f"Company {slug}")
    pilot = make.pilot(slug="p", area=graz)
    opened = anna.open("/pilots/p/edit/")
    ben.change("/pilots/p/edit/", contractor="Company one")
    response = anna.send("/pilots/p/edit/", opened, contractor="Company two")
    clash = response.context["form"].clashes["contractor"]
    assert (clash.mine, clash.theirs) == ("Company two", "Company one")
    assert anna.send("/pilots/p/edit/", again(response), **{"choice-contractor": "mine"}).status_code == 302
    assert stored(pilot, "contractor")[0].slug == "two"


def test_choices_and_ticks_clash_in_words(anna, ben, graz):
    make.practice(slug="p", area=graz, outcome="unknown")
    opened = anna.open("/practices/p/edit/")
    ben.change("/practices/p/edit/", outcome="failure")
    clash = anna.send("/practices/p/edit/", opened, outcome="success").context["form"].clashes["outcome"]
    assert (clash.mine, clash.theirs) == ("success", "failure")


def test_a_row_without_history_clashes_rather_than_loses(anna, ben, verbund):
    verbund.history.all().delete()
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    response = anna.send(URL, opened, website="https://a.at")
    assert response.status_code == 409
    assert sorted(response.context["form"].clashes) == ["role", "website"]


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999999999999999", "²"])
def test_a_made_up_version_never_overwrites(anna, verbund, base):
    fields = anna.open(URL)
    response = anna.send(URL, fields, base=base, role="Runs trains")
    assert (response.status_code, *stored(verbund, "role")) == (409, "Runs buses")


def test_what_the_admin_or_a_file_saved_counts_as_well(anna, verbund):
    opened = anna.open(URL)
    verbund.role = "From a file"
    verbund.save()
    response = anna.send(URL, opened, role="Runs trains")
    assert response.context["form"].clashes["role"].who == "somebody"


def test_the_page_of_a_clash_can_be_read(anna, ben, verbund):
    opened = anna.open(URL)
    ben.change(URL, role="Runs trams")
    page = text(anna.send(URL, opened, role="Runs trains"))
    for words in (
        "Somebody else saved this meanwhile. Nothing of yours was saved yet.",
        "Ben changed “Role” as well",
        "Mine, as it stands in the field above Runs trains",
        "That of Ben Runs trams",
    ):
        assert words in page
