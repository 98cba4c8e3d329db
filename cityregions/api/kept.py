"""What is kept until the data change: answers, and what a reader may see. On PostgreSQL only; SQLite keeps nothing.

How it is known that nothing has changed: every statement that writes to a table of the portal, whoever sends it and by
whatever way, makes a trigger leave the number of its transaction in `records_writemark` (`cityregions.records.marks`).
What is kept belongs to a `Standing`, which knows a snapshot of PostgreSQL: the transactions that had ended when it was
taken. Each request asks once, and takes up a standing only if no mark is seen now of a transaction that the standing's
snapshot does not see. Then what was committed is the same now as it was then, since

- a transaction is seen together with its mark, or neither is, and snapshots only ever see more;
- the numbers of transactions do not come in the order of their ends, and are not taken for it: PostgreSQL itself says
  whether a snapshot sees a transaction;
- what is filed under a standing was read after its snapshot was taken. If something was committed in between, it is
  newer than the snapshot, and the next request sees its mark and drops the standing: nothing is kept that is older
  than the snapshot it is filed under.

Where the rows are to be read anyhow, the question goes with them: one statement sees one snapshot.

Within a transaction nothing is kept or taken up, for it sees what it has written itself. A standing that nobody has
asked for within an hour, or that is of another day, is dropped, since old marks are cleared away after days and some
rights end with a day.
"""

import time
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, models
from django.db.models import Expression
from django.utils import timezone

from .compiled import Slot
from .statements import Statement

UNASKED = 3600
WRITTEN = """EXISTS(
    SELECT 1 FROM records_writemark
    WHERE transaction >= %s AND NOT pg_visible_in_snapshot(transaction::text::xid8, %s::text::pg_snapshot))
"""
CHANGED = Statement(f"SELECT pg_current_snapshot()::text, {WRITTEN}", slots=[0, 1], name="has_it_changed")
# Of names and people; each takes some hundred bytes.
MOST_FACTS = 10_000
# What of a token changes while it is used, and changes nothing of what it may do.
OF_USE = {"_state", "last_used"}
# What a person remembers of the first time it is asked for: the rules ask for nothing else that may change.
RULED_BY = ("is_in_partnership", "current_partners", "current_areas", "managed_partners", "is_contact")


class Kept:
    """What was asked for last, at most so much; whatever it is, it weighs what `weight` says."""

    def __init__(self, most, weight=lambda value: 1):
        self.most, self.weight, self.weighs = most, weight, 0
        self.found, self.lock = OrderedDict(), Lock()

    def get(self, key):
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def keep(self, key, value):
        with self.lock:
            if key in self.found or self.weight(value) > self.most:
                return
            self.found[key] = value
            self.weighs += self.weight(value)
            while self.weighs > self.most:
                _key, oldest = self.found.popitem(last=False)
                self.weighs -= self.weight(oldest)


def weight_of_answer(answer):
    """In bytes, with what the key and the entry take."""
    return len(answer.body) + 4000


class Standing:
    """A state of the data, and what is kept as long as it lasts."""

    def __init__(self, snapshot):
        self.database, self.until = connection.settings_dict["NAME"], end_of_day()
        self.answers = Kept(settings.API_KEPT, weight=weight_of_answer)
        self.names, self.sights, self.tokens = Kept(MOST_FACTS), Kept(MOST_FACTS), Kept(MOST_FACTS)
        self.take(snapshot)

    def take(self, snapshot):
        """Nothing has changed up to this snapshot: the marks before it need not be looked at again."""
        self.seen, self.asked_at = (int(snapshot.partition(":")[0]), snapshot), time.monotonic()

    def is_over(self, here):
        """Whether it is too old, or of another database than the connection `here`."""
        return (
            time.monotonic() - self.asked_at > UNASKED
            or self.database != here.settings_dict["NAME"]
            or time.time() >= self.until
        )


def end_of_day():
    """The next midnight here, in seconds since 1970."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, datetime.min.time())).timestamp()


_last = None


def is_kept(here=connection):
    """Whether anything is kept here and now."""
    return here.vendor == "postgresql" and not here.in_atomic_block


def standing():
    """The standing of the data at this moment, or None where nothing is kept."""
    global _last
    here = connections[DEFAULT_DB_ALIAS]
    if not is_kept(here):
        return None
    found = _last
    snapshot, changed = asked_of_the_database(here, found.seen if found else (0, "1:1:"))
    if found is None or changed or found.is_over(here):
        found = _last = Standing(snapshot)
    else:
        found.take(snapshot)
    return found


def forget():
    """As in a process that has just begun."""
    global _last
    _last = None


def last_standing():
    """The standing of the last request, of which nobody knows yet whether it still is; None where there is none.

    Whoever reads rows under it asks in the same query (`Unchanged`), and sends nothing that was read if it is not.
    """
    found, here = _last, connections[DEFAULT_DB_ALIAS]
    return found if found and is_kept(here) and not found.is_over(here) else None


class Unchanged(Expression):
    """A column with the snapshot of PostgreSQL by which a query reads; None where something was written since another.

    Its slots take that other one, as `Standing.seen` has it.
    """

    output_field = models.TextField()
    slots = Slot(("seen", 0), models.BigIntegerField()), Slot(("seen", 1), models.TextField())

    def as_sql(self, compiler, connection):
        return f"(SELECT CASE WHEN {WRITTEN} THEN NULL ELSE pg_current_snapshot()::text END)", list(self.slots)


def asked_of_the_database(here, seen):
    """The snapshot of this moment, and whether anything has been written since another.

    It is the first question of a request, and so tells as well whether the connection `here` still holds.
    """
    here.health_check_done = True
    with suppress(Error):
        return question(here, seen)
    here.close()
    return question(here, seen)


def question(here, seen):
    """Straight to the driver: each request asks it, most of them nothing else."""
    here.ensure_connection()
    with here.wrap_database_errors, here.connection.cursor() as cursor:
        CHANGED.ask(here, cursor, seen)
        return cursor.fetchone()


def reader_of(request, standing=None):
    """Who reads: what the person may see, and what the token says of itself, which may allow it less."""
    if not hasattr(request, "kept_reader"):
        token = vars(request.auth) if request.auth else {}
        own = sorted((name, repr(value)) for name, value in token.items() if name not in OF_USE)
        request.kept_reader = (*sight_of(request.user, standing), *own)
    return request.kept_reader


def sight_of(user, standing=None):
    """All that the rules of who sees what know of a person: people with the same see the same. Empty for visitors.

    What rules ask of a person beside that they ask lazily, as part of the query itself. What is known by the account
    alone, which each request reads anew, is part of the key; the rest was read under the standing.
    """
    if not getattr(user, "is_authenticated", False):
        return ()
    if not hasattr(user, "kept_sight"):
        key = (user.pk, user.is_active, user.is_coordinator)
        known = standing and standing.sights.get(key)
        if known:
            vars(user).update(known)
        else:
            known = {name: getattr(user, name) for name in RULED_BY}
            if standing:
                standing.sights.keep(key, known)
        user.kept_sight = (*key, *(tuple(each) if isinstance(each, list) else each for each in known.values()))
    return user.kept_sight
