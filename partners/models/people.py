"""People: who signs in, and for which partner they work."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.records.models import Record, RecordQuerySet

from .partners import Partner


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people whom this person may see, by the rules of the app."""
        return self.filter(rights.condition(self.model, user))

    def seeing_to(self, area, on):
        """Who sees to what belongs to an area on that day: people of its partners, and coordinators."""
        current = Membership.objects.current(on).filter(partner__area=area).order_by().values("user")
        return self.filter(models.Q(is_staff=True) | models.Q(pk__in=current), is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes accounts, which are known by their e-mail address."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in, by e-mail. Coordinators (`is_staff`) steer the project and may open the admin."""

    class Digest(models.TextChoices):
        NONE = "none", _("no mails")
        DAILY = "daily", _("one mail a day")
        WEEKLY = "weekly", _("one mail a week")

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True, help_text=_("Address the person signs in with."))
    name = models.CharField(_("name"), max_length=150, blank=True, help_text=_("Name as colleagues know it."))
    language = models.CharField(
        _("language"), max_length=5, blank=True, help_text=_("Language of mails, e.g. de; empty for English.")
    )
    digest = models.CharField(
        _("mails"),
        max_length=10,
        choices=Digest,
        default=Digest.DAILY,
        help_text=_("How often news is mailed: none, daily or weekly."),
    )
    desk_seen_at = models.DateTimeField(_("last visit of the desk"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="user_email_once",
                violation_error_message=_("There is already an account with this address."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @property
    def is_coordinator(self):
        return self.is_active and self.is_staff

    @cached_property
    def is_in_partnership(self):
        """Whether the person is a coordinator or works for a partner today."""
        return self.is_coordinator or (self.is_active and bool(self.current_partners))

    @cached_property
    def current_partners(self):
        """Partners that the person works for today."""
        return [membership.partner_id for membership in self.memberships.current(timezone.localdate())]

    @cached_property
    def current_areas(self):
        """Metropolitan areas of the partners that the person works for today."""
        return list(Partner.objects.filter(pk__in=self.current_partners).values_list("area", flat=True))

    @cached_property
    def managed_partners(self):
        """Partners whose colleagues the person invites."""
        held = self.memberships.current(timezone.localdate()).filter(role=Membership.Role.MANAGER)
        return list(held.values_list("partner", flat=True)) if self.is_active else []

    @property
    def may_invite(self):
        return self.is_coordinator or bool(self.managed_partners)

    def invites_for(self):
        """Partners for which the person invites people: all that take part, or those that the person manages."""
        active = Partner.objects.active(timezone.localdate())
        return active if self.is_coordinator else active.filter(pk__in=self.managed_partners)

    @cached_property
    def is_contact(self):
        """Whether the person is the contact of a stakeholder."""
        return self.is_active and self.contacts.exists()

    @property
    def sight(self):
        """All that decides which rows the person sees: once it is another, copies of them are taken anew."""
        work = [self.current_partners, self.current_areas, self.managed_partners]
        represented = list(self.contacts.values_list("stakeholder", flat=True)) if self.is_contact else []
        rights = [sorted(keys, key=str) for keys in (*work, represented)]
        return [self.pk, self.is_coordinator, self.is_in_partnership, *rights]

    def has_perm(self, perm, obj=None):
        return self.is_coordinator or super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        return self.is_coordinator or super().has_module_perms(app_label)


class MembershipQuerySet(RecordQuerySet):
    def current(self, on):
        """Memberships that hold on that day; one ends with its own last day or when the partner leaves."""
        return self.exclude(until__lt=on).exclude(partner__left_on__lt=on)


class Membership(Record):
    """A person's work for a partner, up to a day."""

    class Role(models.TextChoices):
        STAFF = "staff", _("staff")
        MANAGER = "manager", _("manager")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="memberships", verbose_name=_("partner"))
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.STAFF,
        help_text=_("A manager also invites colleagues of the own partner."),
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Last day; empty without an end."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["partner__name", "user__email", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partner"],
                name="membership_once",
                violation_error_message=_("This person already works for this partner."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.partner}"


class InvitationQuerySet(models.QuerySet):
    def open(self, at):
        """Invitations that can still be accepted at that moment."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)

    def visible_to(self, user):
        """Invitations that this person may see, by the rules of the app."""
        return self.filter(rights.condition(self.model, user))

    def search(self, words):
        """Invitations whose address holds every one of these words."""
        return self.filter(*(models.Q(email__icontains=word) for word in words.split()))

    def changeable_by(self, user):
        """Invitations that this person may send again or revoke, by the rules of the app."""
        return self.filter(rights.change_condition(self.model, user))


class Invitation(models.Model):
    """A person is asked by e-mail to work in the portal; the link in the mail works once, for a while.

    Only a digest of the link's secret is kept.
    """

    class Role(models.TextChoices):
        STAFF = "staff", _("staff")
        MANAGER = "manager", _("manager")
        COORDINATOR = "coordinator", _("coordinator")

    email = models.EmailField(_("e-mail address"), help_text=_("Where the invitation is sent."))
    partner = models.ForeignKey(
        Partner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("partner"),
        help_text=_("Partner to work for; empty for a coordinator of the whole project."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=Role,
        default=Role.STAFF,
        help_text=_("A manager also invites colleagues; a coordinator steers the whole project."),
    )
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Last day of the work; empty without an end.")
    )
    language = models.CharField(
        _("language"), max_length=5, blank=True, help_text=_("Language of the mail, e.g. pl; empty for English.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="invitations", verbose_name=_("invited by")
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="accepted_invitations", verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(partner__isnull=True, role="coordinator")
                | (models.Q(partner__isnull=False) & ~models.Q(role="coordinator")),
                name="invitation_role_fits",
                violation_error_message=_("Staff and managers work for a partner; a coordinator for none."),
            )
        ]

    def __str__(self):
        return self.email

    def state(self, at):
        """What has become of it by that moment: open, accepted, revoked or expired."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= at else "open"
