"""Relations: other records by the names that they have outside, looked up once for all rows that name them."""

from django.utils.translation import gettext as _

from ..nodes import visible
from ..serializers import public_key
from .mistakes import at

LARGEST_ID = 2**63 - 1


def lookup(model, user, names):
    """The keys of the related rows by their public names: of those that the person may see."""
    key = public_key(model)
    return dict(visible(model, user).filter(**{f"{key}__in": names}).values_list(key, "pk")) if names else {}


def is_name(model, value):
    if public_key(model) == "slug":
        return isinstance(value, str) and len(value) <= 200
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID


def complain(mistakes, place, model, value):
    """Says that a record is not there or has to be named in another way."""
    noun = model._meta.verbose_name
    if not is_name(model, value):
        how = _("Write the slug of a record: %(noun)s.") if public_key(model) == "slug" else _("Write its number.")
        mistakes.add(place, "invalid", how % {"noun": noun})
    else:
        sentence = _("“%(value)s” is not there, or you may not see it: %(noun)s.")
        mistakes.add(place, "does_not_exist", sentence % {"value": value, "noun": noun})


def links_by_name(batch):
    """Puts the related records into the rows, one query for each key."""
    for key in batch.keys.values():
        if not key.is_link:
            continue
        told = [(entry, entry.links[key]) for entry in batch.entries if key in entry.links]
        model = key.field.related_model
        found = lookup(model, batch.user, {value for _entry, value in told if is_name(model, value)})
        hidden = hidden_links(batch, key, [entry for entry, value in told if value is None])
        for entry, value in told:
            put_link(batch, key, entry, value, found, hidden)


def hidden_links(batch, key, entries):
    """Records that the rows link to and the person may not see: to this person they are null, and they stay."""
    linked = {getattr(entry.row, key.field.attname) for entry in entries} - {None}
    seen = visible(key.field.related_model, batch.user).filter(pk__in=linked).values_list("pk", flat=True)
    return linked - set(seen) if linked else set()


def put_link(batch, key, entry, value, found, hidden):
    place, attname = at(entry.place, key.name), key.field.attname
    if value is None:
        if getattr(entry.row, attname) in hidden:
            return
        if not key.field.null:
            entry.faulty.add(key.field.name)
            batch.mistakes.add(place, "null", _("This cannot be null."))
            return
        setattr(entry.row, attname, None)
    elif is_name(key.field.related_model, value) and value in found:
        setattr(entry.row, attname, found[value])
    else:
        entry.faulty.add(key.field.name)
        complain(batch.mistakes, place, key.field.related_model, value)


def lists_by_name(batch):
    """Notes the rows of lists of related records that are not as they were; hidden ones in them stay."""
    for key in batch.keys.values():
        if not key.is_list:
            continue
        told = [entry for entry in batch.entries if key in entry.lists]
        if not told:
            continue
        model = key.field.related_model
        names = {v for e in told if isinstance(e.lists[key], list) for v in e.lists[key] if is_name(model, v)}
        found, now = lookup(model, batch.user, names), present(key, [entry.row.pk for entry in told])
        seen = set(visible(model, batch.user).values_list("pk", flat=True).filter(pk__in=set().union(*now.values())))
        for entry in told:
            put_list(batch, key, entry, found, now.get(entry.row.pk, set()), seen)


def present(key, pks):
    """The keys of the records in this list of each row."""
    through, field = key.field.remote_field.through, key.field
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    found = {}
    for owner, other in through._base_manager.filter(**{f"{here}__in": [pk for pk in pks if pk]}).values_list(
        here, there
    ):
        found.setdefault(owner, set()).add(other)
    return found


def put_list(batch, key, entry, found, now, seen):
    value, place, model = entry.lists.pop(key), at(entry.place, key.name), key.field.related_model
    if not isinstance(value, list):
        batch.mistakes.add(place, "invalid", _("Write a list."))
        return
    wanted = set()
    for number, name in enumerate(value):
        if is_name(model, name) and name in found:
            wanted.add(found[name])
        else:
            complain(batch.mistakes, at(place, number), model, name)
    wanted |= now - seen
    if wanted != now:
        entry.lists[key] = wanted
        entry.changed_lists.append(key)
