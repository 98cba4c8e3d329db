"""Whose history a person sees: that of the rows they may see, and of deleted rows that were theirs."""

from django.db.models import F, Q
from django.db.models.lookups import In

from cityregions.records import rights

from .tables import last_states, table_of


def seen(table, user):
    """The condition on the historical records that the person sees.

    Who sees a row sees its whole past, unless the rules keep that to fewer people. A deleted row is seen by
    coordinators and by those who could have changed it as it was at last.
    """
    past = rights.past_condition(table.model, user)
    if user.is_coordinator and not past:
        return rights.EVERYTHING
    visible = table.model._base_manager.filter(rights.condition(table.model, user) & past).values("pk")
    own = last_states(table).filter(remembered(table, rights.change_condition(table.model, user)))
    # Not the bare column: SQLite would gather every row by the index on it rather than take the newest by their date.
    row = F("id") + 0
    return Q(In(row, visible)) | Q(In(row, own.order_by().values("id")))


def remembered(table, condition):
    """The same condition on historical records, whose related rows may be gone, too."""
    rewritten = [
        remembered(table, child) if isinstance(child, Q) else recalled(table, *child) for child in condition.children
    ]
    joined = Q(*rewritten, _connector=condition.connector)
    return ~joined if condition.negated else joined


def recalled(table, path, value):
    """One comparison; where it leads through a row that is gone, through what that row was at last."""
    step, _underscores, rest = path.partition("__")
    if step == "pk":
        return Q(**{f"id__{rest}" if rest else "id": value})
    field = table.model._meta.get_field(step)
    related = field.related_model and table_of(field.related_model)
    if not related or rest in {"", "in", "isnull"}:
        return Q(**{path: value})
    there = related.model._base_manager.filter(**{rest: value}).values("pk")
    gone = last_states(related).filter(recalled(related, rest, value)).values("id")
    return Q(**{f"{field.attname}__in": there}) | Q(**{f"{field.attname}__in": gone})
