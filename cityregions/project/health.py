"""Health: whether the portal can do its work, for whoever watches over it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def complaint():
    """What keeps the portal from working, or nothing."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database does not answer."
    return "The database is behind the program: run manage.py migrate." if behind else ""


@require_safe
@never_cache
def health(request):
    wrong = complaint()
    return JsonResponse({"ok": not wrong, **({"problem": wrong} if wrong else {})}, status=503 if wrong else 200)


urlpatterns = [path("", health, name="health")]
