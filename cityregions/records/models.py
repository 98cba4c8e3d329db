"""Records: what every record of the portal has, whatever it is about."""

from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from . import rights
from .answers import KeptAnswer  # noqa: F401 - one of this app's models
from .changes.log import Change, Sight, Told, Touch  # noqa: F401 - models of this app
from .checks import RESERVED
from .drafts import Draft  # noqa: F401 - one of this app's models
from .files import formats, store
from .marks import WriteMark  # noqa: F401 - one of this app's models
from .submissions import Submission  # noqa: F401 - one of this app's models
from .text import fold
from .text import words as words_of
from .work import Work  # noqa: F401 - one of this app's models


class ChangeOfRequest(models.Model):
    """What every line of the history knows beside the record: the request that it came with."""

    history_request_id = models.CharField(
        _("request"),
        max_length=64,
        default="",
        db_index=True,
        help_text=_("Number of the request, as every answer gives it in X-Request-ID; empty for commands."),
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.history_request_id = self.history_request_id or number_of_request()
        super().save(*args, **kwargs)


def number_of_request():
    """The number of the request that is answered here, empty in a command."""
    return getattr(getattr(HistoricalRecords.context, "request", None), "request_id", "")


class History(HistoricalRecords):
    """The history of one kind of record; whoever deletes many rows at once has written its lines already."""

    def post_delete(self, instance, using=None, **kwargs):
        if not getattr(instance, "is_written_down", False):
            super().post_delete(instance, using, **kwargs)


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rows that this person may see, by the rules of the app."""
        return self.filter(rights.condition(self.model, user))

    def changeable_by(self, user):
        """The rows that this person may change, by the rules of the app."""
        return self.filter(rights.change_condition(self.model, user))

    def search(self, words):
        """Rows that hold every one of these words, whatever their accents and case."""
        return self.filter(*(models.Q(search_text__contains=word) for word in words_of(words)))

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for record in objs:
            record.search_text = record.folded_text()
        return super().bulk_create(objs, *args, **kwargs)


class QuickHistoryManager(HistoryManager):
    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        """Made once for all records; the library makes the same class again each time a row is saved."""
        return super().from_queryset(queryset_class, class_name)

    def bulk_history_create(self, objs, *args, custom_historical_attrs=None, **kwargs):
        """Lines that are written at once name their request, too."""
        told = {"history_request_id": number_of_request(), **(custom_historical_attrs or {})}
        return super().bulk_history_create(objs, *args, custom_historical_attrs=told, **kwargs)


class Record(models.Model):
    """Something the portal keeps, with its history: who changed what, when and why."""

    # The fields in which people look for words, what it is called by first.
    SEARCHED = ()
    # Fields that nobody but coordinators sets.
    COORDINATORS_ONLY = ()

    created = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    modified = models.DateTimeField(_("modified"), auto_now=True, editable=False)
    search_text = models.TextField(editable=False, default="", blank=True)

    objects = RecordQuerySet.as_manager()
    history = History(
        inherit=True,
        bases=[ChangeOfRequest],
        excluded_fields=["search_text", "created", "modified"],
        history_manager=QuickHistoryManager,
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.search_text = self.folded_text()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "modified"}
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        for field in self._meta.fields:
            if isinstance(field, models.JSONField) and not is_writable(getattr(self, field.name)):
                raise ValidationError({field.name: NOT_WRITABLE})
        if self._state.adding and getattr(self, "slug", "") in RESERVED:
            raise ValidationError({"slug": _("The portal itself uses this address: choose another one.")})

    @classmethod
    def prepare_to_clean(cls, rows):
        """Asks once what cleaning each of these rows would ask; nothing, for most."""

    def written_by(self, user):
        """What a new record takes from the person who adds it; nothing, for most."""

    def changed_by(self, user):
        """What a record takes from the person who changes it through the API; nothing, for most."""

    def folded_text(self):
        return fold(" ".join(str(getattr(self, name) or "") for name in self.SEARCHED))


class Confidence(models.TextChoices):
    PROJECT = "project", _("stated by the project")
    PUBLIC = "public", _("stated by a public page")
    DERIVED = "derived", _("inferred from the source")


class Sourced(Record):
    """A record that states a fact, with where it is known from."""

    source = models.CharField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("Address or name of the source, e.g. https://www.praha9.cz/o-city-regions."),
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=10,
        choices=Confidence,
        blank=True,
        help_text=_("How sure the fact is: stated by the project, by a public page, or inferred."),
    )
    detail_sources = models.JSONField(
        _("further sources"), default=list, blank=True, help_text=_("List of further addresses that tell more.")
    )
    field_sources = models.JSONField(
        _("sources of single fields"),
        default=dict,
        blank=True,
        help_text=_('Where a single field has a source of its own, e.g. {"address_source": "https://…"}.'),
    )
    extra = models.JSONField(
        _("notes"),
        default=dict,
        blank=True,
        help_text=_(
            'What else the sources say, by name, e.g. {"start_note": "first dated meeting found: 25 February 2014"}.'
        ),
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        for name, kind, example in (
            ("detail_sources", list, "[]"),
            ("field_sources", dict, "{}"),
            ("extra", dict, "{}"),
        ):
            if not isinstance(getattr(self, name), kind):
                raise ValidationError({name: _("Write JSON of the form %(example)s.") % {"example": example}})

    @property
    def source_is_address(self):
        return is_address(self.source)


class Published(models.Model):
    """A record that the public reads once it is published."""

    published = models.BooleanField(
        _("published"), default=False, help_text=_("Whether anyone may read it; otherwise only the partnership does.")
    )

    class Meta:
        abstract = True


class Stored(models.Model):
    """A record that names a file in the store; what the file is, its content has told."""

    name = models.CharField(
        _("file name"), max_length=formats.LONGEST_NAME, editable=False, help_text=_("What the file was called.")
    )
    format = models.CharField(
        _("format"), max_length=5, choices=formats.CHOICES, editable=False, help_text=_("What its content is.")
    )
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("In bytes."))
    digest = models.CharField(
        _("digest"), max_length=64, editable=False, db_index=True, help_text=_("SHA-256 of the content.")
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self._state.adding and not store.is_kept(self.digest):
            raise ValidationError(_("The file itself is not kept any more: hand it in again."))

    @property
    def media_type(self):
        return formats.FORMATS[self.format].media_type


class Part(Sourced):
    """A part of a whole, in the order that people gave it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Place in the list, 0 first."))

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


# Beyond these, what stands in JSON could be kept but no longer be written for all readers.
DEEPEST, LARGEST = 50, 2**63 - 1
NOT_WRITABLE = _("Write whole numbers of up to 18 digits, and lists within lists no more than 50 deep.")


def is_writable(value, deepest=DEEPEST):
    """Whether every program can read this value in JSON."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return deepest > 0 and all(is_writable(each, deepest - 1) for each in inner)
    return not isinstance(value, int) or abs(value) <= LARGEST


def is_address(text):
    """Whether this is a web address that can be linked to."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True


def in_language(texts):
    """From texts by language, `{"en": …, "de": …}`, the one in the reader's language, else the English one."""
    return texts.get((get_language() or "en")[:2]) or texts.get("en", "")


def slug_field(**kwargs):
    return models.SlugField(
        _("address name"),
        max_length=100,
        unique=True,
        help_text=_("Name in the page's address: small letters, digits and hyphens; stays the same for good."),
        **kwargs,
    )


def in_order(start, end, name, message):
    """A constraint: what ends does not end before it starts; either may be unknown."""
    condition = (
        models.Q(**{f"{start}__isnull": True})
        | models.Q(**{f"{end}__isnull": True})
        | models.Q(**{f"{end}__gte": models.F(start)})
    )
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


def between(lowest, highest, sentence):
    """Validators for a number's range, which say the sentence beside the field; the database keeps the same range."""
    return [MinValueValidator(lowest, sentence), MaxValueValidator(highest, sentence)]


LATITUDE = _("A latitude lies between -90 and 90 degrees.")
LONGITUDE = _("A longitude lies between -180 and 180 degrees.")
RATE = _("A co-financing rate lies between 0 and 100 per cent.")


def on_earth(name):
    """Constraints: latitude and longitude lie on the globe and come together."""
    latitude, longitude = models.Q(latitude__isnull=True), models.Q(longitude__isnull=True)
    return [
        models.CheckConstraint(
            condition=(latitude & longitude) | (~latitude & ~longitude),
            name=f"{name}_coordinates_together",
            violation_error_message=_("Give both latitude and longitude, or neither."),
        ),
        models.CheckConstraint(
            condition=latitude | models.Q(latitude__range=(-90, 90)),
            name=f"{name}_latitude",
            violation_error_message=LATITUDE,
        ),
        models.CheckConstraint(
            condition=longitude | models.Q(longitude__range=(-180, 180)),
            name=f"{name}_longitude",
            violation_error_message=LONGITUDE,
        ),
    ]
