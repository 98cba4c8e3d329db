"""Notices: what people are told, what was mailed to whom, and what they ask about their own data."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at__isnull=True)

    def unmailed(self):
        return self.filter(mailing__isnull=True)

    def records(self):
        """The records they are about, each once."""
        return self.order_by().values("record").distinct()

    def tell(self, users, reason, record, *, text="", due_on=None):
        """Tells each of these people once, as long as they have not read it; `due_on` is the last day to do it."""
        with translation.override(settings.LANGUAGE_CODE):
            about = {"record": key_of(record), "url": record.get_absolute_url()}
        told = {"reason": reason, "title": str(record)[:300], "text": text, "due_on": due_on, **about}
        rows = [Notification(user=user, **told) for user in users]
        return self.bulk_create(rows, ignore_conflicts=True)


def key_of(record):
    """How notifications name a record: model and key, e.g. workplan.output/12."""
    return f"{record._meta.label_lower}/{record.pk}"


class Notification(models.Model):
    """Something a person is told about a record, with the reason; at most one unread for each record and reason."""

    NAMES_PEOPLE = True

    class Reason(models.TextChoices):
        CORRECTION = "correction", _("a correction waits for an answer")
        ANSWERED = "answered", _("your correction was answered")
        DUE = "due", _("due soon")
        LATE = "late", _("late")
        REMINDER = "reminder", _("a coordinator reminds you")
        REVIEW = "review", _("a contact is to be reviewed")
        CHANGED = "changed", _("a coordinator changed it")
        REQUEST = "request", _("somebody asks about their data")
        SENT_BACK = "sent_back", _("sent back to be mended")
        ACCEPTED = "accepted", _("accepted")
        DECIDE = "decide", _("waits for a decision")
        COMMENT = "comment", _("your comments are asked for")
        ANSWER = "answer", _("comments wait for an answer")
        ENDORSE = "endorse", _("waits for your endorsement")
        SWITCHED_OFF = "off", _("was switched off")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("account")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    record = models.CharField(
        _("record"), max_length=160, help_text=_("What it is about: model and key, e.g. workplan.output/12.")
    )
    title = models.CharField(_("title"), max_length=300, help_text=_("Name of the record."))
    url = models.CharField(_("address"), max_length=300, help_text=_("Where to go, without the language."))
    text = models.TextField(_("text"), blank=True, help_text=_("What somebody wrote with it."))
    due_on = models.DateField(_("due"), null=True, blank=True, help_text=_("Day by which it is to be done."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailing = models.ForeignKey(
        "partners.Mailing",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("mailed with"),
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "record", "reason"],
                condition=models.Q(read_at__isnull=True),
                name="notification_once",
                violation_error_message=_("The person has been told this already."),
            )
        ]

    def __str__(self):
        return f"{self.title}: {self.get_reason_display()}"


class MailingQuerySet(models.QuerySet):
    # Longer than any mail server takes: a run that is silent for so long has died.
    LEASE = timedelta(minutes=10)
    MOST_ATTEMPTS = 10

    def unsent(self):
        """Mails that are still to go out; one that has failed too often is given up."""
        return self.filter(sent_at__isnull=True, attempts__lt=self.MOST_ATTEMPTS)

    def free(self, at):
        """Unsent mails that no other run is sending at that moment."""
        return self.unsent().filter(models.Q(taken_at__isnull=True) | models.Q(taken_at__lte=at - self.LEASE))


class Mailing(models.Model):
    """One mail to one person for one day, and whether it has gone out: so that none is sent twice or skipped."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailings", verbose_name=_("account")
    )
    day = models.DateField(_("day"), help_text=_("Day the mail is for."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    taken_at = models.DateTimeField(
        _("taken"), null=True, blank=True, help_text=_("Since when a run of the job is sending it.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("failure"), blank=True, help_text=_("Why the last attempt failed."))

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="mailing_once_a_day",
                violation_error_message=_("There is already a mail to this person for that day."),
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.day}"


class Reminder(models.Model):
    """A coordinator reminded the people of a partner of what is due; once a day at most."""

    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="reminders", verbose_name=_("partner"))
    day = models.DateField(_("day"), help_text=_("Day of the reminder."))
    reminded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="reminders",
        verbose_name=_("reminded by"),
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="received_reminders", verbose_name=_("people reminded")
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "day"],
                name="reminder_once_a_day",
                violation_error_message=_("This partner was reminded today already."),
            )
        ]

    def __str__(self):
        return f"{self.partner}, {self.day}"


class SentReminderQuerySet(models.QuerySet):
    def of(self, record):
        """What was sent about a record, the newest first."""
        return self.filter(record=key_of(record)).select_related("user", "mailing")


class SentReminder(models.Model):
    """One person was reminded of one thing that is due, for one day: so that no reminder goes out twice.

    It stays when the notification has been read and is gone, as the record of what was sent to whom.
    """

    NAMES_PEOPLE = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sent_reminders", verbose_name=_("account")
    )
    record = models.CharField(
        _("record"), max_length=160, help_text=_("What it is about: model and key, e.g. workplan.output/12.")
    )
    title = models.CharField(_("title"), max_length=300, help_text=_("Name of the record."))
    reason = models.CharField(_("reason"), max_length=12, choices=Notification.Reason)
    due_on = models.DateField(_("due"), null=True, blank=True, help_text=_("Day by which it was to be done."))
    day = models.DateField(
        _("for the day"), help_text=_("Day the reminder was meant for: before the due day, on it, or weeks after it.")
    )
    created = models.DateTimeField(_("told"), auto_now_add=True)
    mailing = models.ForeignKey(
        Mailing, models.SET_NULL, null=True, blank=True, related_name="reminders", verbose_name=_("mailed with")
    )

    objects = SentReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("sent reminder")
        verbose_name_plural = _("sent reminders")
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["record", "-created"], name="reminders_of_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "record", "reason", "day"],
                name="sent_reminder_once",
                violation_error_message=_("The person was reminded of this for that day already."),
            )
        ]

    def __str__(self):
        return f"{self.title}, {self.day}"


class DataRequest(models.Model):
    """Somebody asks what is stored about them, or to have it put right or erased; a coordinator answers."""

    class Wish(models.TextChoices):
        ACCESS = "access", _("tell me what is stored about me")
        RECTIFICATION = "rectification", _("put it right")
        ERASURE = "erasure", _("erase it")
        OBJECTION = "objection", _("stop using it")

    email = models.EmailField(_("e-mail address"), help_text=_("Where the answer is sent."))
    wish = models.CharField(_("what you ask for"), max_length=15, choices=Wish, default=Wish.ACCESS)
    text = models.TextField(_("your message"), blank=True, max_length=4000, help_text=_("What it is about."))
    created = models.DateTimeField(_("received"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_requests",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), blank=True, help_text=_("What is sent to the person."))

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-created", "-pk"]

    def __str__(self):
        return f"{self.email}, {self.get_wish_display()}"

    def get_absolute_url(self):
        """Where a coordinator answers."""
        return reverse("admin:partners_datarequest_change", args=[self.pk])
