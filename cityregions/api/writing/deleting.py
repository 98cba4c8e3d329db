"""Deleting: rows go with their parts, unless others still use them; then the answer says who."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records.history.tables import noun_of
from cityregions.records.uses import uses

from ..routes import viewset_of
from ..serializers import public_key
from . import saving

# As many users of one row as an answer lists, and as many rows of a bulk of which it tells them.
LISTED, TOLD = 50, 20


def delete(rows, places, user, author, mistakes, address_of):
    """Deletes the rows, or says of each which records still use it."""
    if any(uses(rows, user)):
        for row, place in list(zip(rows, places, strict=True))[: TOLD if len(rows) > 1 else 1]:
            tell_users(row, place, user, mistakes, address_of)
        if not mistakes:
            tell_users(rows, places[0], user, mistakes, address_of)
    mistakes.raise_any()
    saving.remove(rows, author)


def tell_users(row, place, user, mistakes, address_of):
    shown, hidden = uses(row if isinstance(row, list) else [row], user)
    if not shown and not hidden:
        return
    listed = [as_user(each, address_of) for each in shown[:LISTED]]
    others = hidden + len(shown[LISTED:])
    mistakes.add(place, "in_use", sentence(shown, others), 409, used_by=listed, others=others)


def sentence(shown, others):
    names = ", ".join(f"{capfirst(each._meta.verbose_name)} “{each}”" for each in shown[:5])
    more = others + len(shown[5:LISTED])
    if names and more:
        return _("It is still used by: %(names)s, and %(number)s more.") % {"names": names, "number": more}
    if names:
        return _("It is still used by: %(names)s.") % {"names": names}
    return _("It is still used by %(number)s records that you may not see.") % {"number": others}


def as_user(row, address_of):
    viewset, key = viewset_of(type(row)), public_key(type(row))
    return {
        "noun": viewset.noun if viewset else noun_of(type(row)),
        key: getattr(row, key),
        "name": str(row),
        "url": address_of(row) if viewset else None,
    }
