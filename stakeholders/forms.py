"""Stakeholders: what staff of an area fill in."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta

from .duplicates import likely_duplicates
from .models import Assessment, Contact, MapEntry, Relation, Stakeholder, StakeholderMap


def own(request, rows, **key):
    """A row that the person may change. Raises Http404 when it is not to be seen, PermissionDenied otherwise."""
    row = get_object_or_404(rows.visible_to(request.user), **key)
    if not rights.may_change(request.user, row):
        raise PermissionDenied(
            gettext("This belongs to another partner or area: ask its staff or a coordinator to change it.")
        )
    return row


class StakeholderForm(RecordForm):
    sections = {"name": _("Who it is"), "category": _("Kind"), "municipality": _("Place")}

    class Meta(RecordMeta):
        model = Stakeholder
        fields = (
            "name",
            "name_local",
            "slug",
            "area",
            "partner",
            "role",
            "is_group",
            "category",
            "sector",
            "level",
            "organisation_type",
            "municipality",
            "address",
            "website",
            "latitude",
            "longitude",
            *PROVENANCE,
        )

    def doubts(self):
        """Asks when it is new or has a new name."""
        if self.is_new or {"name", "name_local"} & set(self.changed_names):
            return likely_duplicates(self.instance, self.user)
        return []


class RelationForm(RecordForm):
    sections = {"from_stakeholder": _("Who, and with whom"), "weight": _("How long and how strong")}

    class Meta(RecordMeta):
        model = Relation
        fields = ("from_stakeholder", "kind", "to_stakeholder", "weight", "since", "until", "note", *PROVENANCE)

    @classmethod
    def new_row(cls, request):
        """A relation of the stakeholder that the address names, `?from=graz`."""
        slug = request.GET.get("from", "").replace("\0", "")
        first = Stakeholder.objects.visible_to(request.user).filter(slug=slug).first() if slug else None
        return Relation(from_stakeholder=first) if first else Relation()

    @classmethod
    def place(cls, row, noun):
        if row.from_stakeholder_id is None:
            return _("Stakeholders"), reverse("stakeholder-list")
        return str(row.from_stakeholder), row.from_stakeholder.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.from_stakeholder.get_absolute_url()


class ContactForm(RecordForm):
    sections = {"name": _("The person"), "lawful_basis": _("Why and how long the data are kept")}
    preset = ("stakeholder",)

    class Meta(RecordMeta):
        model = Contact
        fields = (
            "name",
            "function",
            "email",
            "phone",
            "language",
            "lawful_basis",
            "notice_sent_on",
            "review_on",
        )

    @classmethod
    def new_row(cls, request, slug):
        return Contact(stakeholder=own(request, Stakeholder.objects, slug=slug))

    @classmethod
    def place(cls, row, noun):
        return str(row.stakeholder), row.stakeholder.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.stakeholder.get_absolute_url()

    @classmethod
    def new_url(cls, last):
        stakeholder = Stakeholder.objects.filter(pk=last.stakeholder_id).first()
        return reverse("contact-new", args=[stakeholder.slug]) if stakeholder else ""


class EntryForm(PartForm):
    called_by = "stakeholder"

    class Meta(RecordMeta):
        model = MapEntry
        fields = ("stakeholder", "x", "y")


class StakeholderMapForm(RecordForm):
    sections = {"name": _("The map")}
    parts = (Parts("entries", EntryForm, title=_("Stakeholders on the map")),)

    class Meta(RecordMeta):
        model = StakeholderMap
        fields = ("name", "slug", "area", "issue", "published", *PROVENANCE)


class AssessmentForm(RecordForm):
    sections = {"assessed_on": _("The rating"), "legitimacy": _("Its claim")}
    preset = ("entry", "assessed_by")

    class Meta(RecordMeta):
        model = Assessment
        fields = ("assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source")

    @classmethod
    def new_row(cls, request, pk):
        """A rating by this person, of today."""
        entry = own(request, MapEntry.objects.select_related("stakeholder", "stakeholder_map"), pk=pk)
        rating = Assessment(entry=entry, assessed_on=timezone.localdate())
        rating.written_by(request.user)
        return rating

    @classmethod
    def place(cls, row, noun):
        return str(row.entry.stakeholder_map), row.entry.stakeholder_map.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.entry.stakeholder_map.get_absolute_url()

    @classmethod
    def new_url(cls, last):
        entry = MapEntry.objects.filter(pk=last.entry_id).first()
        return reverse("assessment-new", args=[entry.pk]) if entry else ""

    @property
    def all_sections(self):
        return self.sections


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class FilesField(forms.FileField):
    """One or two files."""

    widget = FilesInput(attrs={"accept": ".xlsx,.csv"})
    default_error_messages = {
        "required": _("Choose a file."),
        "many": _("Choose one file, or two: one of the stakeholders and one of their relations."),
    }

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(each, initial) for each in data or [None]]
        if len(files) > 2:
            raise forms.ValidationError(self.error_messages["many"], code="many")
        return files


class ImportForm(forms.Form):
    """The files that a map takes over."""

    files = FilesField(
        label=_("File"),
        help_text=_(
            "XLSX or CSV in UTF-8, up to 20 MB: the portal’s own layout, that of Kumu, Onodo or Gephi, or any other, "
            "whose columns you choose on the next page. Stakeholders and relations in CSV are two files."
        ),
    )
