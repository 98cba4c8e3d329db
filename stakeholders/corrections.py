"""Corrections: a contact proposes to change its organisation's entry; staff of the area accept or refuse it."""

import hashlib
import json
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records.rights import require_change
from partners.models import Notification
from partners.notices import responsible, settle

from .models import Correction, Stakeholder
from .rules import may_propose

FIELDS = ["name", "name_local", "category", "level", "municipality", "address", "website", "role"]
ACCEPTED = "Correction proposed by the organisation"


class AnsweredError(Exception):
    """Somebody else was quicker: the correction has its answer."""


class ChangedError(Exception):
    """The entry is no longer as the page showed it."""


@dataclass
class Line:
    """One field of a correction: what stood there, what stands there now, what is proposed; in words."""

    name: str
    label: str
    before: str
    now: str
    proposed: str
    state: str  # open; moved: the entry has changed since; same: it says so already

    @property
    def is_open(self):
        return self.state == "open"


def lines(correction):
    return [line(correction, name) for name in FIELDS if name in correction.changes]


def line(correction, name):
    field = Stakeholder._meta.get_field(name)
    before, proposed = correction.before.get(name, ""), correction.changes[name]
    now = getattr(correction.stakeholder, name)
    state = "same" if now == proposed else "open" if now == before else "moved"
    said = [in_words(field, value) for value in (before, now, proposed)]
    return Line(name, capfirst(field.verbose_name), *said, state)


def in_words(field, value):
    return str(dict(field.flatchoices).get(value, value))


def state_of(correction):
    """A short name of what the entry says in these fields now, so that an answer is never about something else."""
    values = [getattr(correction.stakeholder, name) for name in FIELDS if name in correction.changes]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


@transaction.atomic
def propose(user, stakeholder, before, changes, reason):
    """Keeps a proposal and tells who answers it. The same one, sent twice, is kept once."""
    stakeholder = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    if not may_propose(user, stakeholder):
        raise PermissionDenied(_("Only its own contacts propose corrections to an entry."))
    waiting = stakeholder.corrections.waiting().filter(proposed_by=user)
    same = next((each for each in waiting if each.changes == changes), None)
    if same:
        return same
    correction = Correction.objects.create(
        stakeholder=stakeholder, proposed_by=user, before=before, changes=changes, reason=reason
    )
    people = responsible(stakeholder.area, timezone.localdate())
    Notification.objects.tell(people, Notification.Reason.CORRECTION, correction)
    return correction


@transaction.atomic
def accept(correction, user, names, state, answer):
    """Puts the chosen fields into the entry. Raises AnsweredError, ChangedError, ValidationError."""
    correction = take(correction, user)
    if state != state_of(correction):
        raise ChangedError
    entry = correction.stakeholder
    require_change(user, entry)
    for name in names:
        setattr(entry, name, correction.changes[name])
    entry.full_clean()
    entry._change_reason = f"{ACCEPTED}: {correction.reason}" if correction.reason else ACCEPTED
    entry.save()
    require_change(user, entry)
    return close(correction, user, Correction.Status.ACCEPTED, answer)


@transaction.atomic
def refuse(correction, user, answer):
    return close(take(correction, user), user, Correction.Status.REFUSED, answer)


def take(correction, user):
    """The correction and its entry under lock, for whoever may answer it. Raises AnsweredError."""
    entry = Stakeholder.objects.select_for_update().get(pk=correction.stakeholder_id)
    taken = Correction.objects.select_for_update().get(pk=correction.pk)
    require_change(user, taken)
    if not taken.is_waiting:
        raise AnsweredError
    taken.stakeholder = entry
    return taken


def close(correction, user, status, answer):
    correction.status, correction.answer = status, answer
    correction.decided_by, correction.decided_at = user, timezone.now()
    correction.save()
    settle(correction, Notification.Reason.CORRECTION)
    if correction.proposed_by:
        Notification.objects.tell([correction.proposed_by], Notification.Reason.ANSWERED, correction, text=answer)
    return correction
