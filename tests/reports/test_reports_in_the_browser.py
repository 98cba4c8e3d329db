"""The whole way of a report as people go it: two write it, it is submitted, sent back, mended, accepted and locked."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.full]


@pytest.fixture
def opened_by(open_page, live_server):
    """A page in which a person is signed in."""

    def opened(user, **options):
        page = open_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        client = Client()
        make.sign_in(client, user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return opened


def press(page, name):
    page.get_by_role("button", name=name).last.click()


def test_the_whole_way_of_a_report(opened_by, violations, anna, maria, graz, mapping, period):
    bert = make.user(graz, name="Bert")
    annas, berts, marias = opened_by(anna), opened_by(bert, viewport={"width": 360, "height": 740}), opened_by(maria)

    annas.goto(period.get_absolute_url())
    press(annas, "Start the report")
    expect(annas.get_by_role("group", name="Mapping")).to_be_visible()
    report = graz.reports.get()
    form = reverse("report-edit", args=[report.pk])
    berts.goto(form)
    assert (violations(annas), violations(berts)) == ([], [])
    annas.get_by_label("Summary of the work").fill("We mapped all towns")
    press(annas, "Save")
    annas.wait_for_url(f"**{report.get_absolute_url()}")
    assert violations(annas) == []
    expect(annas.get_by_text("Say how far it is in per cent: “Mapping”.")).to_be_visible()

    berts.get_by_label("Progress in per cent").fill("40")
    berts.get_by_label("Achieved").select_option("partly")
    berts.get_by_label("What was done").fill("Two workshops")
    press(berts, "Save")
    berts.wait_for_url(f"**{report.get_absolute_url()}")
    expect(berts.get_by_text("We mapped all towns")).to_be_visible()

    marias.goto(report.get_absolute_url())
    expect(marias.get_by_role("heading", name="Being written")).to_be_visible()
    expect(marias.get_by_text("Two workshops")).to_have_count(0)

    press(berts, "Submit the report")
    marias.reload()
    expect(marias.get_by_text("Two workshops")).to_be_visible()
    assert violations(marias) == []
    marias.get_by_label("A word to the partner").fill("Which towns?")
    press(marias, "Send back")
    expect(marias.get_by_text("Sent back. The partner's people are told what is to be mended.")).to_be_visible()

    annas.goto(form)
    expect(annas.get_by_text("Which towns?")).to_be_visible()
    annas.get_by_label("What was done").fill("Two workshops, in Graz and Weiz")
    press(annas, "Save")
    annas.wait_for_url(f"**{report.get_absolute_url()}")
    press(annas, "Submit the report")
    marias.goto(report.get_absolute_url())
    press(marias, "Accept")
    expect(marias.get_by_text("Accepted: its values count from now on, and it is locked.")).to_be_visible()

    annas.goto(form)
    expect(annas.get_by_text("This report has been accepted and is locked.")).to_be_visible()
    marias.goto(reverse("period-joint", args=[period.slug]))
    expect(marias.get_by_text("Two workshops, in Graz and Weiz")).to_be_visible()
    assert violations(marias) == []
    for address in (reverse("report-list"), period.get_absolute_url(), reverse("period-propose")):
        marias.goto(address)
        assert violations(marias) == [], address
    assert list(report.progress_entries.values_list("percent", "extent")) == [(40, "partly")]
