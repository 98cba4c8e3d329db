"""Making a sample, and clearing one away."""

from random import Random

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from cityregions.project.models import Project
from partners.models import ApiToken, User

from . import budget, engaging, reports, reviews, stakes, work
from .rows import MADE_UP

APPS = ("areas", "partners", "stakeholders", "practices", "pilots", "workplan", "project")
KEPT = (User, ApiToken)


@transaction.atomic
def make(numbers, seed):
    """Makes a sample: the same numbers and the same seed give the same rows."""
    dice = Random(seed)  # noqa: S311 - made-up names, no secrets
    areas = stakes.areas(dice, numbers["areas"])
    partners = stakes.partners(dice, numbers["partners_per_area"], areas)
    project(partners, areas)
    stakeholders = stakes.partner_stakeholders(partners) + stakes.stakeholders(dice, numbers["stakeholders"], areas)
    stakes.maps(areas, stakeholders, numbers["map_size"])
    stakes.relations(dice, numbers["relations"], stakeholders)
    agreements = stakes.agreements(dice, numbers["agreements"], areas, stakeholders)
    practices = work.practices(dice, numbers["practices"], areas, stakeholders)
    pilots = work.pilots(dice, numbers["pilots"], areas, partners, practices)
    responsible = work.activities(dice, numbers["activities"], work.phases(), partners, areas, pilots)
    outputs = work.outputs(dice, numbers["outputs"], areas, list(responsible), pilots, stakeholders)
    events = work.events(dice, numbers["events"], areas, stakeholders)
    work.conclusions(dice, numbers["conclusions"], areas, outputs)
    told = reports.reports(dice, reports.periods(numbers["periods"]), partners)
    reports.entries(dice, numbers["progress_entries"], responsible, told)
    budget.costs(dice, budget.lines(dice, partners), told, numbers["periods"])
    reviews.reviews(dice, outputs, partners)
    reviews.agendas(dice, events)
    engaging.engagement(dice, stakeholders)
    engaging.texts(dice, agreements)


def project(partners, areas):
    Project.objects.create(
        slug="sample",
        acronym="Sample",
        name="A made-up project for trying the portal out",
        programme="Made-up programme",
        cofinancing_rate=75,
        starts_on="2012-07-01",
        ends_on="2014-12-31",
        lead_partner=partners[0] if partners else None,
        partners_count=len(partners),
        areas_count=len(areas),
        funding_statement={"en": "This is a sample; no fund has paid for it."},
        source=MADE_UP,
        is_sample=True,
    )


def is_empty():
    return not any(model.objects.exists() for model in kept_with_the_project() if hasattr(model, "history"))


def kept_with_the_project():
    models = [model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)]
    accounts = {*KEPT, *(field.remote_field.through for kept in KEPT for field in kept._meta.many_to_many)}
    return [model for model in models if model not in accounts]


def clear():
    """Removes the project with all its records and their history; accounts stay, without their partners."""
    tables = [model._meta.db_table for model in kept_with_the_project()]
    # PostgreSQL empties no table of which this transaction has links left to check.
    connection.check_constraints()
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, reset_sequences=True))
