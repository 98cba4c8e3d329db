"""What the tests of the admin share: a row of every model, its pages, and what a browser sends from them."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project import models as project
from cityregions.workplan.models import (
    Activity,
    ActivityArea,
    AgendaItem,
    Comment,
    ComplianceCheck,
    Endorsement,
    Event,
    Minutes,
    Output,
    OutputFile,
    PartnerReport,
    Phase,
    PolicyConclusion,
    ReportingPeriod,
)
from partners.models import (
    ApiToken,
    BudgetLine,
    CalendarAddress,
    DataRequest,
    Membership,
    Partner,
    PartnerBudget,
    SentReminder,
    User,
    Webhook,
)
from pilots import models as pilots
from stakeholders import models as stakeholders
from tests import make


def token(user=None, **fields):
    return ApiToken.objects.create(user or make.user(), **fields)[0]


def phase(maps_to=None, **fields):
    return make.phase(maps_to=maps_to, framework="public" if maps_to else "project", **fields)


def data_request(**fields):
    return DataRequest.objects.create(email="a@example.org", text="Tell me", **fields)


def calendar_address(**fields):
    fields = {"membership": make.membership(), "digest": str(next(make.numbers)), "created": timezone.now()} | fields
    return CalendarAddress.objects.create(**fields)


def sent_reminder(user=None, **fields):
    told = {"record": f"workplan.output/{next(make.numbers)}", "title": "Study", "reason": "due"}
    return SentReminder.objects.create(user=user or make.user(), day=date(2014, 3, 1), **told | fields)


MAKERS = {
    MetropolitanArea: make.area,
    Partner: make.partner,
    PartnerBudget: make.budget,
    BudgetLine: make.budget_line,
    User: lambda **fields: make.user(partner=make.partner(), **fields),
    Membership: make.membership,
    ApiToken: token,
    DataRequest: data_request,
    SentReminder: sent_reminder,
    CalendarAddress: calendar_address,
    Webhook: make.webhook,
    stakeholders.Stakeholder: make.stakeholder,
    stakeholders.Relation: make.relation,
    stakeholders.StakeholderMap: make.stakeholder_map,
    stakeholders.MapEntry: make.entry,
    stakeholders.Assessment: make.assessment,
    stakeholders.MapSnapshot: make.snapshot,
    stakeholders.Agreement: make.agreement,
    stakeholders.Party: make.party,
    stakeholders.AgreementVersion: make.agreement_version,
    stakeholders.PartyEndorsement: make.party_endorsement,
    stakeholders.EngagementAction: make.engagement_action,
    Practice: make.practice,
    pilots.Pilot: make.pilot,
    pilots.Objective: make.objective,
    pilots.Intervention: make.intervention,
    pilots.Milestone: make.milestone,
    pilots.Expert: make.expert,
    pilots.Result: make.result,
    pilots.FollowUp: make.follow_up,
    Phase: phase,
    Activity: make.activity,
    ActivityArea: make.activity_area,
    Output: make.output,
    OutputFile: make.output_file,
    # It is a partner's or an organisation's.
    Comment: lambda **fields: make.comment(**{**fields, "stakeholder": None}),
    Endorsement: make.endorsement,
    ComplianceCheck: lambda **fields: make.compliance_check(**{**fields, "event": None}),
    Event: make.event,
    AgendaItem: make.agenda_item,
    Minutes: make.minutes,
    PolicyConclusion: make.conclusion,
    ReportingPeriod: make.period,
    PartnerReport: make.report,
    project.Project: make.project,
    project.ExpectedOutcome: make.outcome,
    project.FurtherSupport: make.further_support,
    project.RelatedProject: make.related_project,
    project.Conflict: make.conflict,
    project.Gap: make.gap,
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
# Tokens are made, requests answered, reports decided on, reminders sent, files handed in, words said elsewhere.
UNLIKE = (
    ApiToken,
    CalendarAddress,
    DataRequest,
    PartnerReport,
    SentReminder,
    OutputFile,
    Comment,
    Endorsement,
    stakeholders.AgreementVersion,
    stakeholders.PartyEndorsement,
    Webhook,
    stakeholders.MapSnapshot,
)
WITH_PAGES = [model for model in REGISTERED if model not in UNLIKE]
PARTS = {
    model: parts
    for model in WITH_PAGES
    if (
        parts := [
            inline.model
            for inline in admin.site.get_model_admin(model).inlines
            if inline.model in MAKERS and inline.model is not PartnerBudget
        ]
    )
}
each_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)


def every_fourth(models):
    """Where all models are alike, the quick tests open every fourth, and the exhaustive ones all."""
    return [
        pytest.param(model, marks=pytest.mark.full if number % 4 else (), id=model._meta.label)
        for number, model in enumerate(models)
    ]


some_models, some_pages = (
    pytest.mark.parametrize("model", every_fourth(models)) for models in (REGISTERED, WITH_PAGES)
)
each_page = pytest.mark.parametrize("model", WITH_PAGES, ids=lambda model: model._meta.label)


def filled(model):
    """A row whose links all lead somewhere, so that a list that follows them row by row is found out."""
    links = {
        field.name: MAKERS[field.related_model]()
        for field in model._meta.fields
        if field.null and field.related_model in MAKERS
    }
    many = {
        field.name: [MAKERS[field.related_model]()]
        for field in model._meta.many_to_many
        if field.related_model in MAKERS and field.remote_field.through._meta.auto_created
    }
    return MAKERS[model](**links, **many)


def page(model, kind, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def queries(desk, address, again=False):
    """What a page asks of the database; the first time it is opened once before, for what is kept in memory."""
    if not again:
        desk.get(address)
    with CaptureQueriesContext(connection) as found:
        assert desk.get(address).status_code == 200
    return [query["sql"] for query in found]


def entries(response, **changes):
    """What a browser sends when the form of this page is saved, with some boxes changed."""
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    sent = {}
    for form in forms:
        for box in form:
            value = box.value()
            if hasattr(box.field.widget, "decompress"):
                parts = box.field.widget.decompress(value)
                sent |= {f"{box.html_name}_{n}": part for n, part in enumerate(parts) if part is not None}
            elif value is not None and value is not False:
                sent[box.html_name] = value
    return {name: value for name, value in (sent | changes).items() if value is not None}


def save(desk, row, **changes):
    address = page(type(row), "change", row.pk)
    return desk.post(address, entries(desk.get(address), **changes))


def complaints(response):
    """Every sentence that stands beside the form."""
    assert response.status_code == 200
    found = [str(error) for errors in response.context["adminform"].form.errors.values() for error in errors]
    for formset in response.context["inline_admin_formsets"]:
        found += [str(error) for error in formset.formset.non_form_errors()]
        found += [str(error) for form in formset.formset.forms for errors in form.errors.values() for error in errors]
    shown = response.content.decode()
    assert all(re.sub(r"[<>&\"']", "", error)[:20] in re.sub(r"[<>\"']", "", shown) for error in found)
    return found


def act(desk, model, action, rows):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(page(model, "changelist"), chosen, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]
