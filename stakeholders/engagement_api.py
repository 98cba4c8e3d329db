"""Engagement and agreements, as programs read and write them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import IntegerField

from cityregions.api.routes import register
from cityregions.api.serializers import PartSerializer, RowSerializer
from cityregions.api.steps import NoteForm, TakesSteps
from cityregions.api.views import PortalViewSet
from cityregions.records import rights

from . import endorsing
from .filters import AgreementFilter, EngagementFilter, PartyFilter
from .models import Agreement, AgreementVersion, EngagementAction, Party, PartyEndorsement
from .models.parties import LONGEST_TEXT
from .rules import own_parties


class EngagementActionSerializer(RowSerializer):
    class Meta:
        model = EngagementAction
        fields = (
            "stakeholder",
            "stakeholder_map",
            "level",
            "what",
            "responsible",
            "due_on",
            "status",
            "done_on",
            "outcome",
        )
        page_of = "stakeholder"


@register("engagement-actions")
class EngagementActionViewSet(PortalViewSet):
    """What is done to inform, consult, involve stakeholders, and what came of it. For the partnership.

    `responsible` is the number of an account; who is behind it, the portal shows to people who sign in.
    """

    queryset = EngagementAction.objects.all()
    serializer_class = EngagementActionSerializer
    filterset_class = EngagementFilter
    lookup_field = "pk"


class OwnEndorsementSerializer(PartSerializer):
    version = IntegerField(source="version.number", read_only=True, help_text=_("Number of the version."))

    class Meta:
        model = PartyEndorsement
        fields = ("version", "endorsed_at", "note")


class AgreementPartySerializer(PartSerializer):
    class Meta:
        model = Party
        fields = ("stakeholder", "signed_on")


class AgreementVersionSerializer(PartSerializer):
    class Meta:
        model = AgreementVersion
        fields = ("number", "language", "text", "note", "made_at")


class AgreementSerializer(RowSerializer):
    parties = AgreementPartySerializer(many=True, read_only=True)
    versions = AgreementVersionSerializer(many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = (
            "title",
            "title_local",
            "area",
            "form",
            "status",
            "agreed_on",
            "starts_on",
            "ends_on",
            "within_project",
            "parties",
            "parties_note",
            "summary",
            "published",
        )
        detail_fields = ("pilots", "outputs", "events", "versions")
        read_only_fields = ("versions",)


class VersionStepForm(NoteForm):
    """The text that becomes the next version."""

    text = forms.CharField(
        max_length=LONGEST_TEXT, help_text=_("The whole text; an empty line divides paragraphs."), strip=False
    )
    language = forms.RegexField(
        r"^[a-z]{2}\Z", required=False, help_text=_("Language of the text, e.g. pl; empty for that of the one before.")
    )
    note = forms.CharField(required=False, max_length=500, help_text=_("What is new in it."))


@register("agreements")
class AgreementViewSet(TakesSteps, PortalViewSet):
    """What stakeholders agreed, or mean to agree, with its parties and the versions of its text, the newest first."""

    queryset = Agreement.objects.all()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    steps = {"add_version": _("The text is a new version, which the parties are asked to endorse.")}
    step_form = VersionStepForm

    def take(self, row, step, text, language, note):
        endorsing.add_version(row, self.request.user, text=text, language=language, note=note)


class PartySerializer(RowSerializer):
    endorsements = OwnEndorsementSerializer(many=True, read_only=True)

    class Meta:
        model = Party
        fields = ("agreement", "stakeholder", "signed_on", "endorsements")
        page_of = "agreement"
        read_only_fields = ("endorsements",)


class EndorseStepForm(NoteForm):
    """Which version was read, and a word with the endorsement."""

    version = forms.RegexField(
        r"^[1-9][0-9]{0,4}\Z",
        required=False,
        max_length=5,
        help_text=_("Number of the version that was read: a newer one is not endorsed instead."),
    )
    note = forms.CharField(required=False, max_length=500, help_text=_("What the party says with it."))


@register("parties")
class PartyViewSet(TakesSteps, PortalViewSet):
    """A stakeholder that is party to an agreement, when it signed, and which versions of the text it stands behind."""

    queryset = Party.objects.all()
    serializer_class = PartySerializer
    filterset_class = PartyFilter
    lookup_field = "pk"
    steps = {
        "endorse": _("The party stands behind the newest text; for its own contacts, or staff of the partner it is."),
        "withdraw": _("The party stands behind the newest text no more."),
    }
    step_form = EndorseStepForm

    def step_right(self, model, user):
        return own_parties(user) if user.is_authenticated else rights.NOTHING

    def take(self, row, step, version, note):
        if step == "endorse":
            endorsing.endorse(row, self.request.user, int(version) if version else None, note)
        else:
            endorsing.withdraw(row, self.request.user)
