"""Coordinators reach every record in the admin, at the same cost however many there are."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse

from cityregions.project import models as project
from cityregions.workplan.models import Output, Phase
from partners.models import User
from tests import make
from tests.admin.desk import (
    MAKERS,
    PARTS,
    REGISTERED,
    each_model,
    each_page,
    every_fourth,
    filled,
    page,
    queries,
    save,
    some_models,
    some_pages,
)

pytestmark = pytest.mark.django_db


def test_every_model_of_the_portal_is_in_the_admin():
    ours = {model for model in MAKERS if model._meta.app_label != "auth"}
    assert set(REGISTERED) == ours
    assert not admin.site.is_registered(Group)


@pytest.mark.parametrize(("person", "status"), [("nobody", 302), ("staff", 302), ("coordinator", 200)])
def test_only_coordinators_open_the_admin(client, person, status):
    if person != "nobody":
        make.sign_in(client, make.user(partner=make.partner(), coordinator=person == "coordinator"))
    assert client.get(reverse("admin:index")).status_code == status


@some_models
def test_a_list_costs_the_same_for_one_row_as_for_three(desk, model):
    filled(model)
    one = queries(desk, page(model, "changelist"))
    filled(model)
    filled(model)
    assert len(queries(desk, page(model, "changelist"), again=True)) == len(one)


def add(part, row):
    """Another part of this row, whose links lead somewhere."""
    link = next(field.name for field in part._meta.fields if field.related_model is type(row))
    others = {
        field.name: MAKERS[field.related_model]()
        for field in part._meta.fields
        if isinstance(field, models.ForeignKey) and field.name != link and field.related_model in MAKERS
    }
    MAKERS[part](**others, **{link: row})


@pytest.mark.parametrize("whole", every_fourth(PARTS))
def test_a_page_costs_the_same_with_one_part_of_each_kind_as_with_three(desk, whole):
    row, parts = filled(whole), PARTS[whole]
    costs = []
    for number in (1, 2):
        for part in parts * number:
            add(part, row)
        again = bool(costs)
        costs.append([len(queries(desk, page(whole, kind, row.pk), again)) for kind in ("change", "history")])
    assert costs[0] == costs[1]


@some_pages
def test_a_history_costs_the_same_for_one_change_as_for_three(desk, model):
    row = filled(model)
    row.save()
    one = queries(desk, page(model, "history", row.pk))
    row.save()
    row.save()
    assert len(queries(desk, page(model, "history", row.pk), again=True)) == len(one)


@pytest.mark.full
@some_models
def test_every_list_is_searched_and_sorted_by_each_column(desk, model):
    filled(model)
    address = page(model, "changelist")
    columns = range(1, len(desk.get(address, {"q": "Říčany 'x"}).context["cl"].list_display))
    queries = [{"o": ".".join(f"{sign}{n}" for n in columns)} for sign in ("", "-")]
    assert [desk.get(address, query).status_code for query in queries] == [200, 200]


@pytest.mark.full
@each_model
def test_every_value_of_every_filter_answers(desk, model):
    filled(model)
    address = page(model, "changelist")
    listed = desk.get(address).context["cl"]
    choices = [choice["query_string"] for spec in listed.filter_specs for choice in spec.choices(listed)]
    assert {query: desk.get(address + query).status_code for query in choices} == dict.fromkeys(choices, 200)


# What the Content-Security-Policy forbids: styles and scripts in the page itself.
FORBIDDEN = re.compile(r"<[^>]+ style=|<style|<script(?![^>]*(?:src=|application/json))[^>]*>|<[^>]+ on\w+=")


@some_pages
def test_every_page_opens_and_an_unchanged_form_leaves_no_trace(desk, model):
    row = filled(model)
    before = changes_kept(model)
    pages = [page(model, "changelist"), page(model, "history", row.pk), page(model, "change", row.pk)]
    if model is not project.Project:
        pages += [page(model, "add"), page(model, "delete", row.pk)]
    answers = [desk.get(address) for address in pages]
    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert [FORBIDDEN.findall(answer.content.decode()) for answer in answers] == [[]] * len(pages)
    assert save(desk, row).status_code == 302
    assert changes_kept(model) == before


def changes_kept(model):
    return model.history.count() if hasattr(model, "history") else 0


@each_page
def test_every_field_that_people_fill_in_stands_in_the_form(rf, coordinator, model):
    if model is User:
        return
    request = rf.get("/")
    request.user = coordinator
    form = admin.site.get_model_admin(model).get_form(request, filled(model), change=True)()
    fields = {field.name for field in model._meta.fields if field.editable and not field.primary_key}
    many = {field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created}
    assert set(form.fields) == fields | many | {"change_reason", "version"}


def test_a_search_ignores_accents(desk):
    made = make.stakeholder(name="Město Říčany")
    assert list(desk.get(page(type(made), "changelist"), {"q": "RICANY mesto"}).context["cl"].queryset) == [made]


def test_dates_show_as_they_are_known_and_sort_by_the_day_they_stand_for(desk):
    rows = [make.phase(number=n, starts_on=day) for n, day in enumerate(["2013-05", "2013", "2013-05-02"], 1)]
    listed = desk.get(page(Phase, "changelist"), {"o": "4"})
    assert list(listed.context["cl"].queryset) == [rows[1], rows[0], rows[2]]
    assert re.findall(r"field-starts_on[^>]*>([^<]+)<", listed.content.decode()) == ["2013", "May 2013", "2 May 2013"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"due_on": "2013", "status": "draft"}, "late"),
        ({"due_on": "2999-01", "status": "draft"}, "not yet due"),
        ({"status": "draft"}, "no due date"),
        ({"due_on": "2013", "delivered_on": "2014-03", "status": "draft"}, "delivered"),
        ({"due_on": "2013", "status": "published"}, "delivered"),
    ],
)
def test_a_list_of_outputs_tells_in_a_word_what_is_late(desk, fields, word):
    make.output(**fields)
    assert re.findall(r"field-delivery[^>]*>([^<]+)<", desk.get(page(Output, "changelist")).content.decode()) == [word]


@pytest.mark.parametrize(
    ("value", "expected"), [("late", ["late"]), ("delivered", ["done"]), ("open", ["none", "soon"])]
)
def test_outputs_narrow_to_what_is_late(desk, value, expected):
    make.output(slug="late", status="draft", due_on="2013")
    make.output(slug="done", due_on="2013")
    make.output(slug="soon", status="draft", due_on="2999")
    make.output(slug="none", status="draft")
    found = desk.get(page(Output, "changelist"), {"delivery": value}).context["cl"].queryset
    assert sorted(output.slug for output in found) == expected


def test_the_project_is_one_and_stays(desk):
    make.project()
    assert desk.get(page(project.Project, "add")).status_code == 403
    assert desk.get(page(project.Project, "delete", 1)).status_code == 403
