"""Who sees and who changes which rows: stated once in each app's rules.py, asked by pages, API and admin alike."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

EVERYTHING = Q()
NOTHING = Q(pk__in=[])

_statements = {}


@dataclass(frozen=True)
class Statement:
    """Conditions on the rows of a model, each a Q or a function of the user that returns one."""

    public: object
    partnership: object
    contact: object
    change: object
    coordinator: object
    coordinator_change: object
    past: object
    add: object
    delete: object
    coordinator_delete: object
    contact_change: object
    added_by_others: bool


def state(
    model,
    *,
    public,
    partnership=EVERYTHING,
    contact=None,
    change=NOTHING,
    coordinator=EVERYTHING,
    coordinator_change=EVERYTHING,
    past=EVERYTHING,
    add=None,
    delete=None,
    coordinator_delete=None,
    contact_change=NOTHING,
    added_by_others=False,
):
    """States who sees and who changes the rows of a model.

    `public` is what anyone sees, `partnership` what people of the partnership see, `contact` what the contact of a
    stakeholder sees beside the public rows, `change` what people of the partnership may add, change and delete.
    Coordinators see and change every row, unless `coordinator` and `coordinator_change` say otherwise. Who sees a row
    sees its history as well, where `past` does not keep that to fewer people. Who changes rows adds and deletes them,
    where `add`, `delete` and `coordinator_delete` do not keep that to fewer rows. `contact_change` is what the contact
    of a stakeholder who does not work for a partner may add, change and delete. Only who may change a whole adds a part
    to it, unless it is one that is `added_by_others`, as comments are to drafts.
    """
    _statements[model] = Statement(
        public,
        partnership,
        contact or NOTHING,
        change,
        coordinator,
        coordinator_change,
        past,
        change if add is None else add,
        change if delete is None else delete,
        coordinator_change if coordinator_delete is None else coordinator_delete,
        contact_change,
        added_by_others,
    )


def stated_models():
    return set(_statements)


def for_user(rule, user):
    return rule(user) if callable(rule) else rule


def condition(model, user):
    """The condition on the rows of `model` that this user may see. Raises KeyError when no app has stated it."""
    stated = _statements[model]
    if not getattr(user, "is_authenticated", False):
        return stated.public
    if user.is_coordinator:
        return for_user(stated.coordinator, user)
    seen = for_user(stated.partnership if user.is_in_partnership else stated.public, user)
    # An empty condition lets every row through already.
    return seen | for_user(stated.contact, user) if seen and user.is_contact else seen


def change_condition(model, user):
    """The condition on the rows of `model` that this user may change: those are seen by the same user, too."""
    stated = _statements[model]
    return theirs(user, stated.change, stated.coordinator_change, stated.contact_change)


def delete_condition(model, user):
    """The condition on the rows of `model` that this user may delete."""
    stated = _statements[model]
    return theirs(user, stated.delete, stated.coordinator_delete, stated.contact_change)


def theirs(user, partnership, coordinator, contact):
    """Which of the rules holds for the user: nothing for those who are neither of the partnership nor contacts."""
    if not getattr(user, "is_authenticated", False):
        return NOTHING
    if user.is_coordinator:
        return for_user(coordinator, user)
    if user.is_in_partnership:
        return for_user(partnership, user)
    return for_user(contact, user) if contact != NOTHING and user.is_contact else NOTHING


def added_by_others(model):
    """Whether parts of this kind are added by people who may not change the whole."""
    return model in _statements and _statements[model].added_by_others


def within(model, allowed, keys):
    """Those of the keys whose rows meet the condition."""
    if not keys or allowed == EVERYTHING:
        return set(keys)
    return set(model._base_manager.filter(allowed, pk__in=keys).values_list("pk", flat=True))


def past_condition(model, user):
    """The condition on the rows, among those that the user sees, whose history is shown as well."""
    return for_user(_statements[model].past, user) if model in _statements else EVERYTHING


def may_change(user, row):
    """Whether this person may change this row as it stands in the database."""
    return type(row)._base_manager.filter(change_condition(type(row), user), pk=row.pk).exists()


def may_delete(user, row):
    """Whether this person may delete this row as it stands in the database."""
    return type(row)._base_manager.filter(delete_condition(type(row), user), pk=row.pk).exists()


def may_add(user, model):
    """Whether there are rows of this model that the person may add; which ones, `require_change` tells."""
    stated = _statements[model]
    return theirs(user, stated.add, stated.coordinator_change, stated.contact_change) != NOTHING


def require_change(user, row):
    """Raises PermissionDenied unless the person may change the row; asked again after saving, in the transaction.

    So nobody moves a row out of what is theirs, and nobody adds one to what is not.
    """
    if not may_change(user, row):
        raise PermissionDenied(refusal(row))


def refusal(row):
    """Why somebody may not change a row: it says itself that it is closed, else it belongs to others."""
    others = _("This belongs to another partner or area: ask its staff or a coordinator to change it.")
    return getattr(row, "closed_because", "") or others
