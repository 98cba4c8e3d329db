"""The way of an output: what it went through, what partners say of it, who endorses it, and the next step."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views import View

from cityregions.records import rights
from cityregions.records.views import ForThePartnership
from cityregions.web.pages import DetailPage
from partners.models import Partner

from .. import review
from ..models import Comment, Endorsement, Output
from ..review import may_review
from ..review_forms import AnswerForm, EndorseForm, StepForm

STAGES = [(status, status.label) for status in Output.Status]


def stages(output):
    """The way, stage by stage: (label, whether it is done, whether the output is there)."""
    here = Output.Status.values.index(output.status)
    return [(label, number < here, number == here) for number, (_status, label) in enumerate(STAGES)]


def endorsing(output, user):
    """Who has endorsed it, who has not yet, and for which partners the person can."""
    today = timezone.localdate()
    found = {"endorsements": output.endorsements.visible_to(user).with_partner()}
    if not (user.is_authenticated and user.is_in_partnership):
        return found
    if output.status == Output.Status.FINAL:
        found["missing"] = list(review.missing(output, today))
        found["endorse_for"] = [each for each in found["missing"] if each.pk in user.current_partners]
    if output.status in Endorsement.OPEN:
        own = found["endorsements"].filter(partner__in=user.current_partners)
        found["withdraw_for"] = [each.partner for each in own]
    return found


class ReviewPage(ForThePartnership, DetailPage):
    """For the partnership, and for contacts of the organisations that were asked to comment."""

    queryset = Output.objects.with_area()
    template_name = "workplan/output_review.html"
    status = 200
    edit_url = ""

    def dispatch(self, request, *args, slug, **kwargs):
        output = Output.objects.visible_to(request.user).filter(slug=slug).first()
        if output and may_review(request.user, output):
            return DetailPage.dispatch(self, request, *args, slug=slug, **kwargs)
        return super().dispatch(request, *args, slug=slug, **kwargs)

    def post(self, request, **kwargs):
        self.object = self.get_object()
        asked = request.POST.get("step")
        if asked == "endorse":
            return self.endorse()
        if asked == "withdraw":
            return self.withdraw()
        if asked not in review.STEPS:
            return HttpResponseBadRequest()
        rights.require_change(request.user, self.object)
        form = StepForm(request.POST)
        if form.is_valid():
            try:
                output = review.take(self.object, review.STEPS[asked], request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                words = gettext("Done: it is %(status)s now.") % {"status": output.get_status_display()}
                messages.success(request, words)
                return self.done()
        return self.again(step_form=form)

    def endorse(self):
        form = EndorseForm(self.request.POST)
        key = self.request.POST.get("partner", "")
        partner = get_object_or_404(Partner.objects.visible_to(self.request.user), slug=key)
        if form.is_valid():
            try:
                review.endorse(self.object, partner, self.request.user, form.cleaned_data["note"])
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(self.request, gettext("Endorsed for %(partner)s.") % {"partner": partner})
                return self.done()
        return self.again(endorse_form=form)

    def withdraw(self):
        """Of one's own partner; whoever takes it back twice finds it gone."""
        own = self.object.endorsements.filter(partner__in=self.request.user.current_partners).with_partner()
        endorsement = get_object_or_404(own, partner__slug=self.request.POST.get("partner", ""))
        try:
            review.withdraw(endorsement, self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            words = gettext("Withdrawn for %(partner)s.") % {"partner": endorsement.partner}
            messages.success(self.request, words)
        return self.done()

    def done(self):
        return redirect("output-review", slug=self.object.slug)

    def again(self, **forms):
        self.status, self.object = 422, self.get_object()
        return self.render_to_response(self.get_context_data(**forms))

    def get_context_data(self, step_form=None, endorse_form=None, **kwargs):
        output, user = self.object, self.request.user
        may_change = rights.may_change(user, output)
        comments = commented(output, user, may_change)
        steps = [step for step in review.STEPS.values() if may_change and output.status in step.sources]
        shown = {
            "stages": stages(output),
            "steps": output.steps.visible_to(user).select_related("taken_by"),
            "possible": [(step, review.hindrance(output, step)) for step in steps],
            "comments": comments,
            "open_comments": sum(1 for each in comments if not each.answer),
            "may_comment": output.status in Output.REVIEWED,
            "step_form": step_form or StepForm(),
            "endorse_form": endorse_form or EndorseForm(),
            "files": output.files.visible_to(user).newest_first(),
            "reviewers": output.reviewers.visible_to(user).select_related("stakeholder").order_by("stakeholder__name"),
            "may_ask": may_change and output.status in (*Output.REVIEWED, Output.Status.DRAFT),
        }
        return super().get_context_data(**shown, **endorsing(output, user), **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)


def commented(output, user, may_change):
    """The comments, those that wait for an answer first, each with what the person can do with it."""
    rows = output.comments.visible_to(user).select_related("partner", "stakeholder", "author", "answered_by")
    own = set(Comment.objects.filter(output=output).changeable_by(user).values_list("pk", flat=True))
    rows = sorted(rows, key=lambda each: (bool(each.answer), each.pk))
    for comment in rows:
        comment.is_own = comment.pk in own
        comment.form = AnswerForm(prefix=f"c{comment.pk}") if may_change and not comment.answer else None
        comment.output = output
    return rows


class CommentAnswer(ForThePartnership, View):
    """Accepts or refuses a comment, with a reason: for those who write the output."""

    http_method_names = ["get", "head", "post"]

    def comment(self, pk):
        rows = Comment.objects.visible_to(self.request.user)
        rows = rows.select_related("output__area", "partner", "stakeholder", "author")
        comment = get_object_or_404(rows, pk=pk)
        rights.require_change(self.request.user, comment.output)
        return comment

    def get(self, request, pk):
        return self.show(self.comment(pk), AnswerForm(prefix=f"c{pk}"))

    def post(self, request, pk):
        comment, form = self.comment(pk), AnswerForm(request.POST, prefix=f"c{pk}")
        if form.is_valid():
            try:
                review.answer(comment, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Answered."))
                return redirect(comment)
        return self.show(comment, form, status=422)

    def show(self, comment, form, status=200):
        context = {"comment": comment, "form": form, "object": comment.output}
        return render(self.request, "workplan/comment_answer.html", context, status=status)
