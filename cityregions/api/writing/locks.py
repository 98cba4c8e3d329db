"""Locks: a row is changed by one request at a time, and no part of it meanwhile by another."""

from cityregions.records.history.tables import link_to_whole


def held(rows):
    """The rows of a queryset, locked in the order in which every request locks them."""
    return rows.select_for_update(of=("self",)).order_by("pk")


def lock_wholes(model, pks):
    """Locks all that these rows are parts of, from the top down: two requests never wait for each other."""
    link = link_to_whole(model)
    if link and pks:
        field = model._meta.get_field(link)
        lock(field.related_model, set(model._base_manager.filter(pk__in=pks).values_list(field.attname, flat=True)))


def lock(model, pks):
    """Locks rows after all that they are parts of."""
    lock_wholes(model, pks)
    list(held(model._base_manager.filter(pk__in=pks)).values_list("pk"))
