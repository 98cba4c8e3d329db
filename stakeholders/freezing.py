"""What keeps snapshots as they are: triggers of the database, seen to after each migration."""

from django.db import connections

# Of each table the columns that never change once a row is there.
FROZEN = {
    "stakeholders_snapshotcontent": ("snapshot_id", "text"),
    "stakeholders_mapsnapshot": ("stakeholder_map_id", "number", "on", "with_ratings", "taken_at", "digest"),
}
SENTENCE = "What a snapshot holds does not change."
FUNCTION = f"""
CREATE OR REPLACE FUNCTION stakeholders_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation';
END
$$
"""


def freeze(using, plan=None, **told):
    """Installs the triggers; a change that they refuse is an IntegrityError."""
    connection = connections[using]
    is_postgres = connection.vendor == "postgresql"
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute(FUNCTION)
        for table in FROZEN.keys() & there:
            cursor.execute(on_postgres(table) if is_postgres else on_sqlite(table))


def on_postgres(table):
    differs = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in FROZEN[table])
    return (
        f"CREATE OR REPLACE TRIGGER stakeholders_freeze BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION stakeholders_freeze()"
    )


def on_sqlite(table):
    differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in FROZEN[table])
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_freeze BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN {differs} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
