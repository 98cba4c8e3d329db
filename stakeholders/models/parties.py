"""Parties of agreements, and the versions of the text that each of them stands behind."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import (
    Record,
    RecordQuerySet,
    Stored,
)

from .agreements import Agreement
from .stakeholders import Stakeholder

# Characters; some hundred pages.
LONGEST_TEXT = 300_000


class PartyQuerySet(RecordQuerySet):
    def with_endorsement(self):
        """Adds `endorsed_version` and `endorsed_at`: the newest version that it stands behind, and since when."""
        newest = PartyEndorsement.objects.filter(party=OuterRef("pk")).order_by("-version__number")
        return self.annotate(
            endorsed_version=models.Subquery(newest.values("version__number")[:1]),
            endorsed_at=models.Subquery(newest.values("endorsed_at")[:1]),
        )

    def asked(self):
        """Parties that have not endorsed the newest text of an agreement that has one and has not ended."""
        newest = AgreementVersion.objects.newest().filter(agreement=OuterRef("agreement"))
        endorsed = PartyEndorsement.objects.filter(party=OuterRef("pk"), version__in=AgreementVersion.objects.newest())
        open_ones = Agreement.objects.open().values("pk")
        return self.filter(Exists(newest), ~Exists(endorsed), agreement__in=open_ones)

    def spoken_for_by(self, user):
        """Parties for which this person endorses: as contact of the stakeholder, or as staff of that partner."""
        return self.filter(
            Q(stakeholder__in=Stakeholder.objects.filter(contacts__user=user).values("pk"))
            | Q(stakeholder__partner__in=user.current_partners)
        )


class Party(Record):
    """A stakeholder that is party to an agreement, and whether it has signed."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="parties", verbose_name=_("stakeholder"))
    signed_on = PartialDateField(
        _("signed on"),
        null=True,
        blank=True,
        help_text=_("Day, month or year it signed; empty when that is not known."),
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "stakeholder"],
                name="party_once",
                violation_error_message=_("This stakeholder is a party already."),
            )
        ]

    def __str__(self):
        return f"{self.stakeholder} ({self.agreement})"


ENDORSED = _("A party has endorsed this version, so it stays as it is: add a new version.")


class AgreementVersionQuerySet(RecordQuerySet):
    def newest(self):
        """The newest version of each agreement."""
        newer = self.model.objects.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
        return self.exclude(Exists(newer))

    def newest_first(self):
        return self.order_by("-number", "pk")


class AgreementVersion(Record):
    """A version of the text of an agreement; the newest is the one that parties endorse, older ones stay."""

    NAMES_PEOPLE = True

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions", verbose_name=_("agreement"))
    number = models.PositiveSmallIntegerField(
        _("number"), editable=False, help_text=_("Versions are counted from 1; the highest is the newest.")
    )
    text = models.TextField(
        _("text"), max_length=LONGEST_TEXT, help_text=_("The whole text; an empty line divides paragraphs.")
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        default="en",
        validators=[RegexValidator(r"^[a-z]{2}\Z", _("Write a two-letter code, e.g. pl."))],
        help_text=_("Language of the text, as a two-letter code, e.g. pl."),
    )
    note = models.CharField(
        _("note"), max_length=500, blank=True, help_text=_("What is new in it, e.g. Costs are shared by population.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="agreement_versions",
        verbose_name=_("written by"),
    )
    made_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ["agreement__title", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="agreement_version_once",
                violation_error_message=_("There is such a version already: save once more to count on."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="agreement_version_from_one",
                violation_error_message=_("Versions are counted from 1."),
            ),
        ]

    def __str__(self):
        return gettext("%(agreement)s, version %(number)s") % {"agreement": self.agreement, "number": self.number}

    def get_absolute_url(self):
        return reverse("version-detail", args=[self.pk])

    def written_by(self, user):
        self.made_by = user

    def clean_fields(self, exclude=None):
        """A new version gets the next number."""
        if self.number is None and self.agreement_id:
            last = AgreementVersion.objects.filter(agreement=self.agreement_id).aggregate(last=models.Max("number"))
            self.number = (last["last"] or 0) + 1
        super().clean_fields(exclude)

    def clean(self):
        super().clean()
        if not self._state.adding and self.closed_because and not self.is_as_kept():
            raise ValidationError(self.closed_because)

    def is_as_kept(self):
        """Whether nothing in it differs from what is saved."""
        told = {name: getattr(self, name) for name in ("agreement_id", "number", "text", "language", "note")}
        return AgreementVersion.objects.filter(pk=self.pk, **told).exists()

    @property
    def closed_because(self):
        """Why it can no longer be changed or deleted, in a sentence; empty as long as it can."""
        return ENDORSED if self.pk and self.endorsements.exists() else ""


class AgreementFile(Stored, Record):
    """A file with the text of a version, e.g. as it was signed; it stays with its version."""

    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, editable=False, related_name="files", verbose_name=_("version")
    )

    class Meta:
        verbose_name = _("file of an agreement")
        verbose_name_plural = _("files of agreements")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "digest"],
                name="agreement_file_once",
                violation_error_message=_("This file is attached to the version already."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agreement-file", args=[self.pk])

    @property
    def closed_because(self):
        """Why it stays, in a sentence; empty as long as it can be taken away."""
        return self.version.closed_because


class PartyEndorsement(Record):
    """A party stands behind one version of an agreement."""

    NAMES_PEOPLE = True

    party = models.ForeignKey(Party, models.CASCADE, related_name="endorsements", verbose_name=_("party"))
    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="endorsements", verbose_name=_("version")
    )
    endorsed_at = models.DateTimeField(_("endorsed"), default=timezone.now, editable=False)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="party_endorsements",
        verbose_name=_("endorsed by"),
    )
    note = models.CharField(_("word"), max_length=500, blank=True, help_text=_("What the party says with it."))

    class Meta:
        verbose_name = _("endorsement of an agreement")
        verbose_name_plural = _("endorsements of agreements")
        ordering = ["-endorsed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "version"],
                name="party_endorsement_once",
                violation_error_message=_("This party has endorsed the version already."),
            )
        ]

    def __str__(self):
        return f"{self.party.stakeholder}: {self.version}"

    def clean(self):
        super().clean()
        if self.party.agreement_id != self.version.agreement_id:
            raise ValidationError(_("A party endorses the text of its own agreement."))
