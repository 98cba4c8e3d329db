"""Records: what every record of the portal has."""

from django.apps import AppConfig
from django.db import transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules

from .changes import triggers
from .files import store

# The numbers that json and jsonb have in every PostgreSQL.
JSON_TYPES = (114, 3802)


class RecordsConfig(AppConfig):
    name = "cityregions.records"
    label = "records"

    def ready(self):
        autodiscover_modules("rules", "duties")
        post_delete.connect(let_go_of_file)
        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(complete_database, sender=self)
        connection_created.connect(read_json_as_text)


def read_json_as_text(connection, **told):
    """Hands JSON over as the text that Django reads, without a call of Python for each value."""
    if connection.vendor == "postgresql":
        import psycopg2.extensions as driver

        driver.register_type(driver.new_type(JSON_TYPES, "JSON_AS_TEXT", driver.UNICODE), connection.connection)


def complete_database(using, **told):
    """Imported late: it needs all models."""
    from . import postgres

    postgres.complete(using)


def let_go_of_file(sender, instance, **told):
    """Once a row is gone for good, its file goes as well unless another row names it."""
    if sender in store.naming_models():
        transaction.on_commit(lambda: store.let_go(instance.digest))
