"""Work in the background: what takes longer than people wait for a page, how far it is, and what came of it."""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task

logger = logging.getLogger("portal.work")

# A process that says nothing for so long is gone.
SILENT = timedelta(minutes=2)
# Work that waits for so long has perhaps been forgotten: to ask for it once more does no harm.
FORGOTTEN = timedelta(minutes=10)
MOST_ATTEMPTS = 3
# How long a result waits to be fetched.
KEPT = timedelta(days=1)
# How much may wait or go on at once: for one person, and for all visitors together.
MOST_OF_ONE, MOST_OF_VISITORS = 5, 10

_kinds = {}
_watches = []


class TooMuchWork(Exception):  # noqa: N818 - nothing is wrong with the request
    """So much is waiting already that nothing more is begun."""


class WorkError(Exception):
    """Why work cannot be done, and what to do about it: a sentence for the person who started it."""


@dataclass(frozen=True)
class ResultFile:
    """What work came to: a file to download."""

    content: bytes
    name: str
    media_type: str


def carries_out(kind):
    """Registers a function `(work) -> ResultFile` or the address of a page, safe to be begun anew."""

    def registered(function):
        _kinds[kind] = function
        return function

    return registered


def sight_of(user):
    """What a person may see beyond what is public, as a word that is another one as soon as that changes."""
    if getattr(user, "is_coordinator", False):
        return "coordinator"
    return " ".join(map(str, sorted(getattr(user, "current_partners", []))))


class WorkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own for a day, unless the person now sees something else than it was made of.

        What visitors started shows only what is public, to whoever has its address.
        """
        own = Q(owner=user.pk, sight=sight_of(user)) if user.pk else Q(pk__in=[])
        return self.filter(Q(owner=None) | own, created__gte=timezone.now() - KEPT)

    def without_content(self):
        return self.defer("content")

    def interrupted(self, now):
        """Work whose process was ended, or that nobody has been told to begin."""
        broken_off = Q(state=Work.State.RUNNING, alive_at__lt=now - SILENT)
        return self.filter(broken_off | Q(state=Work.State.WAITING, alive_at__lt=now - FORGOTTEN))

    def going_on(self):
        return self.filter(state__in=[Work.State.WAITING, Work.State.RUNNING])

    def over(self, now):
        """Work whose result nobody fetches any more."""
        return self.filter(created__lt=now - KEPT).exclude(state=Work.State.RUNNING, alive_at__gte=now - KEPT)


class Work(models.Model):
    """Something the portal does in the background for one person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("being done")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="works",
        verbose_name=_("started by"),
        help_text=_("Empty where it needs no account and shows only what is public."),
    )
    sight = models.TextField(_("sight"), blank=True, help_text=_("What its owner saw when it was started."))
    kind = models.CharField(_("kind"), max_length=40, help_text=_("Which function carries it out."))
    title = models.CharField(_("title"), max_length=300, help_text=_("What is being made."))
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=5, help_text=_("Language of the person and the result."))
    back_url = models.CharField(_("way back"), max_length=500, help_text=_("Page it was started on."))
    digest = models.CharField(_("digest"), max_length=64, db_index=True, help_text=_("Tells what is the same work."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(_("step"), max_length=200, blank=True, help_text=_("What is being done just now."))
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("problem"), blank=True, help_text=_("Why it was not done, and what to do."))
    url = models.CharField(_("address"), max_length=500, blank=True, help_text=_("Page that shows what came of it."))
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    content = models.BinaryField(_("content of the file"), null=True, blank=True)
    created = models.DateTimeField(_("started"), auto_now_add=True, db_index=True)
    alive_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")
        ordering = ["-created", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("work", args=[self.pk])

    @property
    def is_over(self):
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def is_stuck(self):
        """Whether nobody has begun it for long."""
        return self.state == self.State.WAITING and self.alive_at < timezone.now() - SILENT / 4

    def note(self, **values):
        """Keeps what has changed, as a sign of life."""
        values["alive_at"] = timezone.now()
        vars(self).update(values)
        self.save(update_fields=list(values))

    def tell(self, step, done=0, total=0):
        """Says how far it is, for the person who waits."""
        self.note(step=str(step), done=done, total=total)

    def finish(self, outcome):
        values = {"state": self.State.DONE, "finished_at": timezone.now(), "step": ""}
        if isinstance(outcome, ResultFile):
            values |= {"content": outcome.content, "file_name": outcome.name, "media_type": outcome.media_type}
            self.note(**values, size=len(outcome.content))
        else:
            self.note(**values, url=outcome)

    def fail(self, sentence):
        self.note(state=self.State.FAILED, finished_at=timezone.now(), problem=str(sentence), step="")


def watch(function):
    """Makes a function known that every worker calls each few seconds: it sees whether there is something to do."""
    _watches.append(function)
    return function


def look():
    for function in _watches:
        function()


def start(kind, *, title, back_url, user, arguments=None, version=""):
    """Starts work, or finds the same that is under way or done; `version` tells the state of the data it rests on.

    Raises TooMuchWork where the person, or all visitors, have too much under way.
    """
    owner = user if user.is_authenticated else None
    language, arguments = translation.get_language(), arguments or {}
    sight = sight_of(user)
    told = json.dumps([kind, owner and owner.pk, sight, language, arguments, version], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    now = timezone.now()
    take_up(Work.objects.interrupted(now).filter(digest=digest))
    same = Work.objects.without_content().filter(digest=digest, created__gt=now - KEPT / 2)
    if found := same.exclude(state=Work.State.FAILED).first():
        return found
    if Work.objects.going_on().filter(owner=owner).count() >= (MOST_OF_ONE if owner else MOST_OF_VISITORS):
        raise TooMuchWork
    return begin(
        Work(
            kind=kind,
            owner=owner,
            sight=sight,
            title=str(title)[:300],
            arguments=arguments,
            language=language,
            back_url=back_url[:500],
            digest=digest,
        )
    )


@transaction.atomic
def begin(work):
    work.save()
    carry_out.enqueue(str(work.pk))
    return work


@task
def carry_out(key):
    """Does the work; whatever goes wrong is told to the person, and what went wrong here is logged."""
    begun = {"state": Work.State.RUNNING, "attempts": F("attempts") + 1, "alive_at": timezone.now()}
    # It may have been asked for several times: whoever begins it first does it.
    if not Work.objects.filter(pk=key, state=Work.State.WAITING).update(**begun):
        return
    work = Work.objects.get(pk=key)
    with translation.override(work.language):
        try:
            work.finish(_kinds[work.kind](work))
        except WorkError as trouble:
            work.fail(trouble)
        except Exception:
            logger.exception("Work %s (%s) failed", work.pk, work.kind)
            work.fail(
                gettext("Something went wrong on our side. Start it again; if it fails again, tell a coordinator.")
            )


def take_up(works):
    """Begins anew what was interrupted; what was interrupted again and again is told as failed."""
    for work in works.without_content():
        if work.attempts >= MOST_ATTEMPTS:
            with translation.override(work.language):
                work.fail(gettext("It was interrupted several times and given up: start it again later."))
            continue
        # Two processes may find it at once: only one of them begins it.
        again = {"state": Work.State.WAITING, "alive_at": timezone.now()}
        with transaction.atomic():
            if Work.objects.filter(pk=work.pk, state=work.state, alive_at=work.alive_at).update(**again):
                carry_out.enqueue(str(work.pk))


def tidy(now):
    """Takes up what was interrupted and removes results that nobody fetched in time."""
    take_up(Work.objects.interrupted(now))
    return Work.objects.over(now).delete()[0]
