"""Files, comments and endorsements of outputs, as programs read and write them."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import ChoiceField, SlugField
from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, SlugFilter, YesNoFilter
from cityregions.api.routes import register
from cityregions.api.serializers import Computed, RowSerializer
from cityregions.api.steps import TakesSteps
from cityregions.api.views import PortalViewSet
from cityregions.api.writing.mistakes import at
from cityregions.records import rights
from cityregions.records.files import formats
from partners.models import Partner
from stakeholders.models import Stakeholder

from . import review
from .file_api import TakesFiles
from .handing_in import add_row
from .models import Comment, ComplianceCheck, Endorsement, Event, Output, OutputFile, Reviewer
from .review_forms import LANGUAGES, ReasonForm, UploadForm


class OutputFileFilter(FilterSet):
    output = SlugFilter(Output, label=_("Output"))
    format = ChoicesFilter(choices=formats.CHOICES, label=_("Format"))
    language = ChoicesFilter(choices=[(code, code) for code in LANGUAGES], label=_("Language"))
    accessible = ChoicesFilter(choices=OutputFile.Accessible.choices, label=_("Accessible"))
    published = YesNoFilter(label=_("Published"))

    class Meta:
        model = OutputFile
        fields = []


class CommentFilter(FilterSet):
    output = SlugFilter(Output, label=_("Output"))
    partner = SlugFilter(Partner, label=_("Partner"))
    stakeholder = SlugFilter(Stakeholder, label=_("Stakeholder"))
    answer = ChoicesFilter(choices=Comment.Answer.choices, label=_("Answer"))
    answered = YesNoFilter(method="only_answered", label=_("Answered"))

    class Meta:
        model = Comment
        fields = []

    def only_answered(self, queryset, name, value):
        if value is None:
            return queryset
        return queryset.exclude(answer="") if value else queryset.open()


class ReviewerFilter(FilterSet):
    output = SlugFilter(Output, label=_("Output"))
    stakeholder = SlugFilter(Stakeholder, label=_("Stakeholder"))

    class Meta:
        model = Reviewer
        fields = []


class EndorsementFilter(FilterSet):
    output = SlugFilter(Output, label=_("Output"))
    partner = SlugFilter(Partner, label=_("Partner"))

    class Meta:
        model = Endorsement
        fields = []


class OutputFileSerializer(RowSerializer):
    class Meta:
        model = OutputFile
        fields = ("output", "name", "format", "size", "digest", "language", "version", "accessible", "published")
        read_only_fields = ("output", "published")


class SentFile(UploadForm):
    output = SlugField()
    accessible = ChoiceField(choices=OutputFile.Accessible.choices, required=False)


@register("output-files")
class OutputFileViewSet(TakesFiles, PortalViewSet):
    """Files of outputs; the file itself is at `page`, whole or in ranges. Public with their output once published.

    A new one is sent as multipart/form-data. Its language, version and accessibility can be changed as JSON.
    """

    queryset = OutputFile.objects.all()
    serializer_class = OutputFileSerializer
    filterset_class = OutputFileFilter
    lookup_field = "pk"
    sent_form = SentFile
    told_at = "version"
    form_of_file = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "output": {"type": "string"},
            "language": {"type": "string", "enum": LANGUAGES},
            "version": {"type": "integer", "minimum": 1},
            "accessible": {"type": "string", "enum": OutputFile.Accessible.values},
        },
        "required": ["file", "output", "language"],
    }

    def whole(self, told):
        output = Output.objects.visible_to(self.request.user).filter(slug=told.pop("output")).first()
        return output or self.refuse_unknown("output")

    def add(self, output, upload, **told):
        return add_row(output, upload, self.request.user, **told)


class CommentSerializer(RowSerializer):
    answer = Computed(
        "answer",
        schema={"type": "string", "enum": ["", *Comment.Answer.values]},
        help_text="What became of it; empty as long as nobody has answered.",
    )

    class Meta:
        model = Comment
        fields = ("output", "partner", "stakeholder", "paragraph", "text", "answer", "reason", "answered_at")
        page_of = "output"


@register("comments")
class CommentViewSet(TakesSteps, PortalViewSet):
    """What is said of drafts, paragraph by paragraph, and what became of it. For the partnership.

    Contacts of organisations that were asked see and write what their own organisation says.
    """

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    lookup_field = "pk"
    answers = {"accept": Comment.Answer.ACCEPTED, "refuse": Comment.Answer.REFUSED}
    steps = {
        "accept": _("The comment is accepted; the note says what becomes of it in the text."),
        "refuse": _("The comment is refused; the note says why."),
    }
    step_form = ReasonForm

    def step_right(self, model, user):
        """Those who write the output answer."""
        own = rights.change_condition(Output, user)
        return own if own == rights.NOTHING else Q(output__in=Output.objects.filter(own).values("pk"))

    def take(self, row, step, note):
        review.answer(row, self.answers[step], note, self.request.user)


class ReviewerSerializer(RowSerializer):
    class Meta:
        model = Reviewer
        fields = ("output", "stakeholder")
        page_of = "output"


@register("reviewers")
class ReviewerViewSet(PortalViewSet):
    """Stakeholders that are asked to comment on an output. For the partnership, and for their own contacts."""

    queryset = Reviewer.objects.all()
    serializer_class = ReviewerSerializer
    filterset_class = ReviewerFilter
    lookup_field = "pk"


class EndorsementSerializer(RowSerializer):
    class Meta:
        model = Endorsement
        fields = ("output", "partner", "endorsed_at", "note")
        page_of = "output"


@register("endorsements")
class EndorsementViewSet(PortalViewSet):
    """Which partners stand behind the final text of an output; given and withdrawn by the partner's own people."""

    queryset = Endorsement.objects.all()
    serializer_class = EndorsementSerializer
    filterset_class = EndorsementFilter
    lookup_field = "pk"

    def save(self, entries, mistakes, complete=False):
        """A partner endorses what it is asked to; with the last one that is missing the output is endorsed."""
        super().save(entries, mistakes, complete)
        new = [entry for entry in entries if entry.is_new]
        outputs = {entry.row.output_id: review.locked(entry.row.output) for entry in new}
        for entry in new:
            try:
                review.require_asked(outputs[entry.row.output_id], entry.row.partner)
            except ValidationError as error:
                mistakes.add(at(entry.place, "output"), "invalid", error.messages[0])
        mistakes.raise_any()
        for output in outputs.values():
            review.settle(output, self.request.user)

    def remove(self, rows, places, mistakes):
        """What was endorsed by all waits for its endorsements again."""
        super().remove(rows, places, mistakes)
        for output in Output.objects.filter(pk__in={row.output_id for row in rows}):
            review.reopen(review.locked(output), self.request.user)


class ComplianceFilter(FilterSet):
    output = SlugFilter(Output, label=_("Output"))
    event = SlugFilter(Event, label=_("Event"))
    point = ChoicesFilter(choices=ComplianceCheck.Point.choices, label=_("Point"))
    met = ChoicesFilter(choices=ComplianceCheck.Met.choices, label=_("Met"))

    class Meta:
        model = ComplianceCheck
        fields = []


class ComplianceSerializer(RowSerializer):
    class Meta:
        model = ComplianceCheck
        fields = ("output", "event", "point", "met", "note", "checked_at")
        page_of = ("output", "event")


@register("compliance-checks")
class ComplianceViewSet(PortalViewSet):
    """What the programme asks of outputs and events, and whether it is so. For the partnership.

    Whoever writes a row last has confirmed it; a point that was not checked has no row.
    """

    queryset = ComplianceCheck.objects.all()
    serializer_class = ComplianceSerializer
    filterset_class = ComplianceFilter
    lookup_field = "pk"
