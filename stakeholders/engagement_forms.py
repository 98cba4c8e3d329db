"""Engagement and agreements: what staff of an area fill in."""

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta
from cityregions.web.uploads import StoredFileField
from partners.models import User

from . import endorsing
from .forms import own
from .models import Agreement, AgreementFile, AgreementVersion, EngagementAction, Party, Stakeholder


def choice(name, empty):
    return EngagementAction._meta.get_field(name).formfield(empty_label=empty)


class EngagementForm(RecordForm):
    sections = {"level": _("What is to be done"), "status": _("What came of it")}
    preset = ("stakeholder",)

    stakeholder_map = choice("stakeholder_map", _("none"))
    responsible = choice("responsible", _("everybody of the area"))

    class Meta(RecordMeta):
        model = EngagementAction
        fields = ("level", "what", "stakeholder_map", "responsible", "due_on", "status", "done_on", "outcome")

    @classmethod
    def new_row(cls, request, slug):
        """An action with the stakeholder, which the person sees to if that can be."""
        stakeholder = own(request, Stakeholder.objects, slug=slug)
        action = EngagementAction(stakeholder=stakeholder, responsible=request.user)
        if not action.may_be_seen_to():
            action.responsible = None
        return action

    def suit(self, name, field):
        super().suit(name, field)
        # Where what was typed is only shown once more, there is no stakeholder.
        area = self.instance.stakeholder.area_id if self.instance.stakeholder_id else None
        if name == "responsible":
            people = User.objects.seeing_to(area, timezone.localdate())
            field.queryset = (people | User.objects.filter(pk=self.instance.responsible_id)).order_by("name", "email")
        if name == "stakeholder_map" and area:
            near = Q(area=area) | Q(entries__stakeholder=self.instance.stakeholder_id)
            field.queryset = field.queryset.filter(near).distinct()

    @classmethod
    def place(cls, row, noun):
        return str(row.stakeholder), row.stakeholder.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.get_absolute_url()

    @classmethod
    def url_gone(cls, row, noun):
        return row.stakeholder.get_absolute_url()

    @classmethod
    def new_url(cls, last):
        stakeholder = Stakeholder.objects.filter(pk=last.stakeholder_id).first()
        return reverse("engagement-new", args=[stakeholder.slug]) if stakeholder else ""


class PartyForm(PartForm):
    called_by = "stakeholder"

    class Meta(RecordMeta):
        model = Party
        fields = ("stakeholder", "signed_on")


class AgreementForm(RecordForm):
    sections = {"title": _("The agreement"), "form": _("How far it has come"), "agreed_on": _("From when until when")}
    parts = (Parts("parties", PartyForm, title=capfirst(_("parties"))),)

    class Meta(RecordMeta):
        model = Agreement
        fields = (
            "title",
            "title_local",
            "slug",
            "area",
            "summary",
            "form",
            "status",
            "within_project",
            "parties_note",
            "published",
            "agreed_on",
            "starts_on",
            "ends_on",
            *PROVENANCE,
        )


class AgreementFileForm(RecordForm):
    """A file that is there: it can only be taken away again."""

    class Meta(RecordMeta):
        model = AgreementFile
        fields = ()

    @classmethod
    def place(cls, row, noun):
        return str(row.version), row.version.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.version.get_absolute_url()


class UploadForm(forms.Form):
    """A file with the text."""

    file = StoredFileField(label=_("File"))


class VersionForm(RecordForm):
    sections = {"text": _("The text")}
    preset = ("agreement",)

    class Meta(RecordMeta):
        model = AgreementVersion
        fields = ("text", "language", "note")

    def suit(self, name, field):
        super().suit(name, field)
        if name == "text":
            field.widget.attrs["rows"] = 24

    @classmethod
    def new_row(cls, request, slug):
        """The newest text once more, to be changed into the next version."""
        agreement = own(request, Agreement.objects, slug=slug)
        last = endorsing.newest(agreement)
        row = AgreementVersion(agreement=agreement, **({"text": last.text, "language": last.language} if last else {}))
        row.written_by(request.user)
        return row

    def keep(self, reason):
        """Those who speak for the parties are asked to endorse a new version."""
        kept = super().keep(reason)
        if self.is_new:
            endorsing.ask(self.instance.agreement)
        return kept

    @property
    def all_sections(self):
        return self.sections

    @classmethod
    def place(cls, row, noun):
        return str(row.agreement), row.agreement.get_absolute_url()

    @classmethod
    def url_gone(cls, row, noun):
        return row.agreement.get_absolute_url()

    @classmethod
    def new_url(cls, last):
        agreement = Agreement.objects.filter(pk=last.agreement_id).first()
        return reverse("version-new", args=[agreement.slug]) if agreement else ""
