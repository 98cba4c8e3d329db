"""Triggers of the database: whoever writes a row in whatever way, it is noted in the same transaction.

They follow from the nouns, their serializers and their rules, and are made anew after every migration.
"""

import hashlib
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db import connections

COLUMNS = "model, row, key, action, reach, xact, at, user_id, request, line"
PREFIX = "feed_"


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently; `old` and `new` are names of the row before and after."""

    differs: str
    xact: str
    now: str
    false: str
    true: str
    sources: dict


POSTGRES = Dialect(
    differs="IS DISTINCT FROM",
    xact="txid_current()",
    now="transaction_timestamp()",
    false="false",
    true="true",
    sources={
        "INSERT": "FROM new_rows new",
        "DELETE": "FROM old_rows old",
        "UPDATE": 'FROM new_rows new JOIN old_rows old ON old."{pk}" = new."{pk}"',
    },
)
SQLITE = Dialect(
    differs="IS NOT",
    xact="0",
    now="strftime('%Y-%m-%d %H:%M:%f', 'now')",
    false="0",
    true="1",
    sources={"INSERT": "", "DELETE": "", "UPDATE": ""},
)


class Notes:
    """The statements that note what happened to the rows of one model, by what was done."""

    def __init__(self, model, dialect):
        self.model, self.dialect = model, dialect
        self.pk = model._meta.pk.column

    def of_rows(self, watch):
        """The rows themselves, and those of which they are parts."""
        label, always = self.model._meta.label_lower, self.flag(watch.always)
        if watch.noun or watch.always:
            yield "INSERT", self.note("INSERT", label, f'new."{self.pk}"', self.key("new"), "+", always)
            yield "DELETE", self.note("DELETE", label, f'old."{self.pk}"', self.key("old"), "-", always)
        if watch.noun or watch.always or watch.columns:
            changed = self.changed(watch.columns)
            reach = self.dialect.true if watch.always else changed
            only = "" if watch.noun or watch.always else changed
            yield "UPDATE", self.note("UPDATE", label, f'new."{self.pk}"', self.key("new"), "~", reach, only)
        if watch.noun and self.has_slug:
            renamed = self.changed({"slug"})
            row = f'new."{self.pk}"'
            yield "UPDATE", self.note("UPDATE", label, row, self.key("old"), "=", self.dialect.false, renamed)
        for (attname, whole), (columns, reach) in sorted(watch.edges.items(), key=str):
            yield from self.of_whole(attname, whole, self.flag(reach), columns)

    def of_whole(self, attname, whole, reach, columns):
        column, label = f'"{self.column(attname)}"', whole._meta.label_lower
        for action, side in (("INSERT", "new"), ("DELETE", "old"), ("UPDATE", "new"), ("UPDATE", "old")):
            there = f"{side}.{column} IS NOT NULL"
            if action == "UPDATE" and side == "old":
                there += f" AND old.{column} {self.dialect.differs} new.{column}"
            elif action == "UPDATE" and columns is not None:
                there += f" AND ({self.changed(columns | {attname})})"
            yield action, self.note(action, label, f"{side}.{column}", "''", "~", reach, there)

    def of_history(self):
        """Who wrote: a line of the history says it."""
        label = self.model._meta.label_lower
        told = ("new.history_user_id", "new.history_request_id", "new.history_id")
        yield "INSERT", self.note("INSERT", label, f'new."{self.pk}"', "''", "h", self.dialect.false, told=told)

    def note(self, action, label, row, key, kind, reach, only="", told=("NULL", "''", "NULL")):
        values = [f"'{label}'", row, key, f"'{kind}'", reach, self.dialect.xact, self.dialect.now, *told]
        source = self.dialect.sources[action].format(pk=self.pk)
        where = f" WHERE {only}" if only else ""
        return f"INSERT INTO records_touch ({COLUMNS}) SELECT {', '.join(values)} {source}{where};"

    @property
    def has_slug(self):
        return any(field.name == "slug" for field in self.model._meta.fields)

    def key(self, side):
        return f"{side}.slug" if self.has_slug else f'CAST({side}."{self.pk}" AS varchar(100))'

    def column(self, attname):
        return next(field.column for field in self.model._meta.fields if field.attname == attname)

    def changed(self, attnames):
        columns = sorted(self.column(attname) for attname in attnames)
        told = [f'old."{name}" {self.dialect.differs} new."{name}"' for name in columns]
        return f"({' OR '.join(told)})" if told else self.dialect.false

    def flag(self, value):
        return self.dialect.true if value else self.dialect.false


def wanted(dialect):
    """The triggers by name, which tells what they do: (table, what is done, statements)."""
    from .dependents import histories, watches

    import_module(settings.ROOT_URLCONF)
    found = {}
    for model, watch in watches().items():
        add(found, model._meta.db_table, Notes(model, dialect).of_rows(watch))
    for model, history in histories().items():
        add(found, history._meta.db_table, Notes(model, dialect).of_history())
    return found


def add(found, table, notes):
    by_action = {}
    for action, statement in notes:
        by_action.setdefault(action, []).append(statement)
    for action, statements in by_action.items():
        body = "\n".join(statements)
        digest = hashlib.sha256(f"{table} {action} {body}".encode()).hexdigest()[:16]
        found[f"{PREFIX}{action.lower()}_{digest}"] = (table, action, body)


TABLES = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
TABLES["UPDATE"] = f"{TABLES['DELETE']} {TABLES['INSERT']}"


def made_on_postgres(name, table, action, body):
    # `new` and `old` are the tables of all rows here, not the variables of triggers of single rows.
    start = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
    yield f"{start}\n#variable_conflict use_column\nBEGIN {body} RETURN NULL; END $$"
    yield (
        f'CREATE TRIGGER {name} AFTER {action} ON "{table}" REFERENCING {TABLES[action]} '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def made_on_sqlite(name, table, action, body):
    yield f'CREATE TRIGGER {name} AFTER {action} ON "{table}" FOR EACH ROW BEGIN {body} END'


def present(cursor, vendor):
    """The triggers that are there, with their tables."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgname LIKE 'feed\\_%' AND pg_table_is_visible(tgrelid)"
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'feed\\_%' ESCAPE '\\'"
        )
    return dict(cursor.fetchall())


def drop(cursor, vendor, triggers):
    for name, table in triggers.items():
        if vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')
            cursor.execute(f"DROP FUNCTION {name}()")
        else:
            cursor.execute(f"DROP TRIGGER {name}")


def remove(using, plan=(), **told):
    """Before tables change; the triggers could speak of columns that go."""
    if not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        drop(cursor, connection.vendor, present(cursor, connection.vendor))


def install(using, plan=None, **told):
    """Brings the triggers up to date once all tables are; emptying all tables changes none."""
    if plan is None:
        # Emptying the others was noted as well, and the numbers begin anew.
        apps.get_model("records", "Touch").objects.using(using).all()._raw_delete(using)
        return
    connection = connections[using]
    is_postgres = connection.vendor == "postgresql"
    made = made_on_postgres if is_postgres else made_on_sqlite
    tables = set(connection.introspection.table_names())
    triggers = wanted(POSTGRES if is_postgres else SQLITE)
    triggers = {name: told for name, told in triggers.items() if told[0] in tables and "records_touch" in tables}
    with connection.cursor() as cursor:
        there = present(cursor, connection.vendor)
        drop(cursor, connection.vendor, {name: table for name, table in there.items() if name not in triggers})
        for name, told in triggers.items():
            if name not in there:
                for statement in made(name, *told):
                    cursor.execute(statement)
