"""Proposing a correction to an entry, and answering it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, UpdateView

from cityregions.records.rights import may_change
from partners.middleware import typed

from .. import corrections
from ..models import Correction, Stakeholder
from ..rules import may_propose


class ProposalForm(forms.ModelForm):
    """The entry as its contact would have it. What stood there when the page was opened goes with it."""

    reason = forms.CharField(
        label=gettext_lazy("Why it should change"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("For whoever answers, e.g. We moved in May."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Stakeholder
        fields = corrections.FIELDS
        widgets = {"role": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in corrections.FIELDS:
            self.fields[name].show_hidden_initial = True

    @property
    def changes(self):
        return {name: plain(self.cleaned_data[name]) for name in corrections.FIELDS if name in self.changed_data}

    @property
    def before(self):
        """What the page showed in these fields, which is not always what stands there by now."""
        return {name: plain(self.data.get(self.add_initial_prefix(name), "")) for name in self.changes}

    def clean(self):
        super().clean()
        if not self.errors and not self.changes:
            raise ValidationError(_("You have changed nothing yet: correct what is wrong, then send it."))


def plain(text):
    return text.replace("\r\n", "\n").strip()


class ProposePage(LoginRequiredMixin, UpdateView):
    login_url = reverse_lazy("contact-sign-in")
    queryset = Stakeholder.objects.with_area()
    form_class = ProposalForm
    template_name = "stakeholders/correction_form.html"

    def get_object(self, queryset=None):
        stakeholder = super().get_object(self.queryset.visible_to(self.request.user))
        if not may_propose(self.request.user, stakeholder):
            raise PermissionDenied(_("Only its own contacts propose corrections to an entry."))
        return stakeholder

    def form_valid(self, form):
        # Read anew: the form has put what is proposed into its own copy.
        stakeholder = Stakeholder.objects.get(pk=self.object.pk)
        reason = form.cleaned_data["reason"]
        corrections.propose(self.request.user, stakeholder, form.before, form.changes, reason)
        messages.success(self.request, _("Thank you. The partners in your area answer it; you are told what they say."))
        return redirect("contact-me")

    def handle_no_permission(self):
        """Who was signed out while writing sees what was written."""
        if self.request.method == "POST":
            context = {"typed": typed(self.request)}
            return render(self.request, "stakeholders/contact_signed_out.html", context, status=403)
        return super().handle_no_permission()

    def get_context_data(self, **kwargs):
        return super().get_context_data(stakeholder=Stakeholder.objects.with_area().get(pk=self.object.pk), **kwargs)


class AnswerForm(forms.Form):
    """Which fields to take over, and a word to the contact."""

    take = forms.MultipleChoiceField(label=gettext_lazy("Take over"), required=False)
    state = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    answer = forms.CharField(
        label=gettext_lazy("A word to the contact"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What the person is told. Needed when you refuse."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["take"].choices = [(line.name, line.label) for line in lines]

    def clean(self):
        super().clean()
        decision = self.cleaned_data.get("decision")
        if decision == "refuse" and not self.cleaned_data.get("answer", "").strip():
            self.add_error("answer", _("Say in a word why: the contact reads it."))
        if decision == "accept" and not self.cleaned_data.get("take"):
            raise ValidationError(_("Choose at least one field to take over, or refuse the correction."))


class CorrectionPage(LoginRequiredMixin, FormView):
    """Old and new side by side; whoever may answer does so here, and the contact reads the answer here."""

    form_class = AnswerForm
    template_name = "stakeholders/correction_detail.html"
    status = 200

    @cached_property
    def correction(self):
        rows = Correction.objects.visible_to(self.request.user).select_related("stakeholder__area", "decided_by")
        return get_object_or_404(rows.select_related("proposed_by"), pk=self.kwargs["pk"])

    @cached_property
    def lines(self):
        return corrections.lines(self.correction)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        if not may_change(request.user, self.correction):
            raise PermissionDenied(_("Staff of the area answer corrections."))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.decide(**form.cleaned_data)
        except corrections.AnsweredError:
            return self.show_again(form, _("Somebody has answered it meanwhile: see below. Your answer was not saved."))
        except corrections.ChangedError:
            said = _("The entry has changed since you opened this page: look at it again, then decide.")
            return self.show_again(form, said)
        except ValidationError as error:
            return self.show_again(form, " ".join(error.messages))
        messages.success(self.request, _("The contact is told of your answer."))
        return redirect("desk")

    def decide(self, decision, take, state, answer):
        if decision == "accept":
            corrections.accept(self.correction, self.request.user, take, state, answer)
        else:
            corrections.refuse(self.correction, self.request.user, answer)

    def show_again(self, form, sentence):
        """The page as things stand now, with what was typed."""
        del self.correction, self.lines
        form.add_error(None, sentence)
        self.status = 409
        return self.form_invalid(form)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "lines": self.lines}

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        taken = form["take"].value() if form.is_bound else [line.name for line in self.lines if line.is_open]
        facts = {
            "lines": self.lines,
            "state": corrections.state_of(self.correction),
            "taken": taken or [],
            "may_answer": self.correction.is_waiting and may_change(self.request.user, self.correction),
            "is_moved": any(line.state == "moved" for line in self.lines),
            "own": self.correction.proposed_by_id == self.request.user.pk,
            "back": reverse("contact-me" if not self.request.user.is_in_partnership else "desk"),
        }
        return {"correction": self.correction, "form": form, **facts, **kwargs}

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)
