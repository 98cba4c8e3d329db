"""What people fill in on the way of an output: files, comments and their answers, steps, compliance."""

from django import forms
from django.conf import global_settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.web.editing import RecordForm, RecordMeta
from cityregions.web.uploads import StoredFileField
from stakeholders.models import Stakeholder

from .models import Comment, ComplianceCheck, Output, OutputFile, Reviewer
from .models.outputs import language_name
from .review import may_review

LANGUAGES = sorted({code[:2] for code, _name in global_settings.LANGUAGES if len(code) == 2})


def languages():
    """Languages by their name in the reader's language."""
    named = sorted(((code, str(language_name(code))) for code in LANGUAGES), key=lambda each: each[1])
    return [("", gettext("choose …")), *named]


class UploadForm(forms.Form):
    """A new file of an output."""

    file = StoredFileField(label=_("File"))
    language = forms.ChoiceField(label=_("Language"), choices=languages, help_text=_("Language of the text."))
    version = forms.IntegerField(
        label=_("Version"),
        required=False,
        min_value=1,
        max_value=32000,
        help_text=_("Number of the version; empty for the next one in this language."),
    )
    accessible = forms.ChoiceField(
        label=_("Accessible"),
        choices=OutputFile.Accessible.choices,
        initial=OutputFile.Accessible.UNKNOWN,
        help_text=_("Whether people can read it with a screen reader."),
    )


class OutputFileForm(RecordForm):
    """What is told of a file that is there."""

    class Meta(RecordMeta):
        model = OutputFile
        fields = ("language", "version", "accessible")

    @classmethod
    def place(cls, row, noun):
        return str(row.output), row.output.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.output.get_absolute_url()


class ReviewerForm(RecordForm):
    """An organisation that is asked to comment on an output."""

    preset = ("output",)

    class Meta(RecordMeta):
        model = Reviewer
        fields = ("stakeholder",)

    @classmethod
    def new_row(cls, request, slug):
        output = get_object_or_404(Output.objects.visible_to(request.user), slug=slug)
        rights.require_change(request.user, output)
        return Reviewer(output=output)

    @classmethod
    def place(cls, row, noun):
        return str(row.output), reverse("output-review", args=[row.output.slug])

    @classmethod
    def url_after(cls, row):
        return cls.place(row, "")[1]


class CommentForm(RecordForm):
    preset = ("output",)

    class Meta(RecordMeta):
        model = Comment
        fields = ("partner", "stakeholder", "paragraph", "text")

    def leave_out(self):
        """People of the partnership speak for a partner, contacts for their organisation."""
        super().leave_out()
        if self.user.is_in_partnership or not self.instance.output_id:
            self.fields.pop("stakeholder", None)
            return
        self.fields.pop("partner", None)
        own = Stakeholder.objects.filter(reviewing__output=self.instance.output, contacts__user=self.user).distinct()
        self.fields["stakeholder"] = forms.ModelChoiceField(own, label=_("Organisation"))
        if len(own) == 1:
            self.fields["stakeholder"].empty_label = None
            self.fields["stakeholder"].initial = own[0]

    def suit(self, name, field):
        """People speak for the partners they work for."""
        super().suit(name, field)
        own = self.user.current_partners
        if name == "partner" and (own or not self.user.is_coordinator):
            field.queryset = field.queryset.filter(pk__in=own)
            field.required = not self.user.is_coordinator
            if len(own) == 1 and field.required:
                field.empty_label, field.initial = None, own[0]
        elif name == "partner":
            field.queryset = field.queryset.none()

    @classmethod
    def new_row(cls, request, slug):
        output = get_object_or_404(Output.objects.visible_to(request.user), slug=slug)
        if not may_review(request.user, output):
            raise PermissionDenied(gettext("Only the partnership comments, and organisations that were asked to."))
        if output.status not in Output.REVIEWED:
            raise PermissionDenied(gettext("Comments are taken while it is in review."))
        return Comment(output=output, author=request.user)

    @classmethod
    def place(cls, row, noun):
        return str(row.output), reverse("output-review", args=[row.output.slug])

    @classmethod
    def url_after(cls, row):
        return row.get_absolute_url() if row.pk else cls.place(row, "")[1]

    @classmethod
    def url_gone(cls, row, noun):
        return cls.place(row, noun)[1]


class ReasonForm(forms.Form):
    """What a program says with the answer to a comment."""

    note = forms.CharField(
        max_length=4000,
        help_text=_("What becomes of it in the text, or why it is refused."),
        error_messages={"required": _("Say why: whoever commented wants to know.")},
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"), choices=Comment.Answer.choices, widget=forms.RadioSelect, initial=Comment.Answer.ACCEPTED
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        help_text=_("What becomes of it in the text, or why it is refused."),
        error_messages={"required": _("Say why: whoever commented wants to know.")},
    )


class StepForm(forms.Form):
    note = forms.CharField(
        label=_("Word to the partners"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        help_text=_("What the others should know; needed where it goes back to draft."),
    )
    until = forms.DateField(
        label=_("By when"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Day by which partners comment or endorse; empty for two weeks from now."),
    )


class EndorseForm(forms.Form):
    note = forms.CharField(
        label=_("What the partner says with it"), required=False, widget=forms.Textarea({"rows": 2}), max_length=4000
    )


class PointForm(forms.Form):
    """One point of the compliance list."""

    met = forms.ChoiceField(
        label=_("Met"), required=False, choices=[("", _("not checked")), *ComplianceCheck.Met.choices]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
