"""The real project for tests: its file is loaded once, and put back row by row wherever it is needed again."""

from functools import cache

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction


def load():
    """The project as after `manage.py load_project`, in an empty database."""
    first = rows_of_the_project.cache_info().currsize == 0
    tables = rows_of_the_project()
    if first:
        return
    # Rows of one table name those of another that comes later; within a transaction that is seen to at its end.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in tables:
            names, places = ", ".join(map(connection.ops.quote_name, columns)), ", ".join(["%s"] * len(columns))
            quoted = connection.ops.quote_name(table)
            cursor.executemany(f"INSERT INTO {quoted} ({names}) VALUES ({places})", rows)


@cache
def rows_of_the_project():
    """What stands in each table that was empty before the file was loaded."""
    before = {table for table in tables() if content(table)[1]}
    call_command("load_project", verbosity=0)
    found = [(table, *content(table)) for table in tables() if table not in before]
    return [(table, columns, rows) for table, columns, rows in found if rows]


def tables():
    return [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def content(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [column[0] for column in cursor.description], cursor.fetchall()
