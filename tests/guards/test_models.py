"""Every model says who may see it, explains its fields, and tells in a sentence what it forbids."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from cityregions.records.models import Record
from cityregions.records.rights import stated_models
from tests.guards.walk import OUR_APPS

OURS = [
    model for model in apps.get_models() if model._meta.app_label in OUR_APPS and not hasattr(model, "instance_type")
]


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


def test_every_record_says_who_may_see_it():
    records = {model for model in OURS if issubclass(model, Record)}
    assert records - stated_models() == set()


def test_every_model_is_named_in_words_that_are_translated_and_has_an_order():
    silent = [model.__name__ for model in OURS if isinstance(model._meta.verbose_name, str)]
    unordered = [model.__name__ for model in OURS if not model._meta.ordering]
    assert (silent, unordered) == ([], [])


def test_every_field_is_named_in_words_that_are_translated():
    fields = [field for model in OURS for field in model._meta.local_fields + model._meta.local_many_to_many]
    told = [field for field in fields if field.editable and not field.primary_key]
    nameless = [str(field) for field in told if isinstance(field.verbose_name, str)]
    assert [name for name in nameless if not name.startswith("partners.ApiToken.")] == []


def test_constraints_say_in_a_sentence_what_they_forbid():
    constraints = [(model, constraint) for model in OURS for constraint in model._meta.constraints]
    wordless = [
        constraint.name
        for model, constraint in constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
        or not str(constraint.violation_error_message).endswith(".")
    ]
    assert (wordless, len(constraints) > 20) == ([], True)
