"""What PostgreSQL has beside the tables of the models, for every model there is: new ones get it by being there.

Seen to after each migration, and safe to repeat.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections

# What no answer of the API is made of, or asks anew each time: it changes often, and changes nothing for others.
UNMARKED = {
    "records.writemark",
    "records.touch",
    "records.change",
    "records.sight",
    "records.told",
    "records.work",
    "records.keptanswer",
    "records.draft",
    "records.submission",
    "partners.notification",
    "partners.mailing",
    "partners.reminder",
    "partners.sentreminder",
    "partners.calendaraddress",
    "partners.signin",
    "partners.webhook",
    "partners.delivery",
    "partners.attempt",
    "stakeholders.signinlink",
}
# Columns that say when something was used, and nothing that an answer is made of.
OF_USE = {"partners.apitoken": {"last_used"}, "partners.user": {"last_login"}}
FUNCTION = """
CREATE OR REPLACE FUNCTION records_mark_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_writemark (transaction, at) VALUES (pg_current_xact_id()::text::bigint, clock_timestamp())
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER records_mark_write AFTER INSERT OR UPDATE{columns} OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION records_mark_write()
"""
MARKED = """
SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname = 'records_mark_write' AND relnamespace = current_schema()::regnamespace
"""
# Finds words within the text by their trigrams; the extension comes with PostgreSQL, and the owner may switch it on.
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
INDEX = "CREATE INDEX {name} ON {table} USING gin (search_text gin_trgm_ops)"
INDEXED = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"


def complete(using):
    """Sees that each table has its trigger and its index of words."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        mark_writes(cursor, [model for model in marked_models() if model._meta.db_table in there])
        index_words(cursor, {model._meta.db_table for model in searched_models()} & there)


def mark_writes(cursor, models):
    cursor.execute(FUNCTION)
    cursor.execute(MARKED)
    have = {name for (name,) in cursor.fetchall()}
    quote = cursor.db.ops.quote_name
    for model in models:
        if model._meta.db_table not in have:
            cursor.execute(TRIGGER.format(table=quote(model._meta.db_table), columns=marked_columns(model, quote)))


def marked_columns(model, quote):
    """All columns, or for a model of whose use something is noted, `OF` all that are not of use."""
    of_use = OF_USE.get(model._meta.label_lower)
    names = [field.column for field in model._meta.concrete_fields if field.name not in (of_use or ())]
    return f" OF {', '.join(map(quote, names))}" if of_use else ""


def index_words(cursor, tables):
    cursor.execute(INDEXED)
    have = {name for (name,) in cursor.fetchall()}
    names = {f"{table}_words": table for table in sorted(tables)}
    if names.keys() - have:
        cursor.execute(EXTENSION)
    for name, table in names.items():
        if name not in have:
            quoted = {"name": cursor.db.ops.quote_name(name), "table": cursor.db.ops.quote_name(table)}
            cursor.execute(INDEX.format(**quoted))


def own_models():
    """The portal's own models, those that link two records among them; not their histories, written with them."""
    for model in apps.get_models(include_auto_created=True):
        if is_own(model._meta.app_config) and not hasattr(model, "history_id"):
            yield model


def is_own(app):
    path = Path(app.path)
    return settings.BASE_DIR in path.parents and "site-packages" not in path.parts


def marked_models():
    return [model for model in own_models() if model._meta.label_lower not in UNMARKED]


def searched_models():
    return [model for model in own_models() if any(field.name == "search_text" for field in model._meta.fields)]
