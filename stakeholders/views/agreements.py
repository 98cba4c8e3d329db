"""Agreements: who is party to them, the versions of their text, and endorsing them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import F, Q, prefetch_related_objects
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityregions.records import rights
from cityregions.web.errors import BadAddress
from cityregions.web.pages import DetailPage, ListPage

from .. import comparing, endorsing
from ..filters import AgreementFilter
from ..models import Agreement, AgreementVersion


class AgreementList(ListPage):
    queryset = Agreement.objects.with_area()
    filterset_class = AgreementFilter
    template_name = "stakeholders/agreement_list.html"
    exported = (
        "title",
        "title_local",
        "area",
        "form",
        "status",
        "agreed_on",
        "starts_on",
        "ends_on",
        ("party_names", gettext_lazy("Parties")),
        "parties_note",
        "within_project",
        "summary",
    )
    sorts = {
        "title": (gettext_lazy("Title"), ("title",)),
        "-agreed_on": (gettext_lazy("Latest first"), (F("agreed_on").desc(nulls_last=True), "title")),
        "ends_on": (gettext_lazy("Ending first"), (F("ends_on").asc(nulls_last=True), "title")),
        "area": (gettext_lazy("Metropolitan area"), ("area__name", "title")),
    }

    def fill(self, rows):
        prefetch_related_objects(rows, "parties__stakeholder")
        today = timezone.localdate()
        for agreement in rows:
            agreement.party_names = "; ".join(party.stakeholder.name for party in agreement.parties.all())
            agreement.is_over = agreement.has_run_out(today)


class AgreementDetail(DetailPage):
    queryset = Agreement.objects.with_area()
    template_name = "stakeholders/agreement_detail.html"

    def related(self, agreement):
        outputs = agreement.outputs.with_area().visible_to(self.request.user)
        pilots = agreement.pilots.model.objects.with_area()
        return {
            "outputs": outputs,
            "pilots": pilots.filter(Q(agreements=agreement) | Q(outputs__in=outputs)).distinct(),
            "events": agreement.events.with_area().latest_first(),
            "versions": agreement.versions.newest_first().select_related("made_by"),
        }

    def get_context_data(self, **kwargs):
        parties, version = endorsing.standing(self.object, self.request.user)
        shown = {
            "parties": parties,
            "newest": version,
            "paragraphs": comparing.paragraphs(version.text) if version else [],
            "files": version.files.visible_to(self.request.user) if version else [],
            "missing": [party for party in parties if party.is_missing],
            "may_endorse": any(party.is_own and party.is_missing for party in parties),
            "may_withdraw": any(party.is_own and party.has_endorsed for party in parties),
            "is_over": self.object.has_run_out(timezone.localdate()),
            "has_ended": self.object.status == Agreement.Status.ENDED,
        }
        return super().get_context_data(**shown, **kwargs)


class VersionDetail(DetailPage):
    """One version of the text, with what changed since another one: the one before it, or `?against=1`."""

    queryset = AgreementVersion.objects.select_related("agreement__area", "made_by")
    template_name = "stakeholders/version_detail.html"

    def related(self, version):
        return {
            "versions": version.agreement.versions.newest_first().select_related("made_by"),
            "endorsements": version.endorsements.select_related("party__stakeholder", "endorsed_by").order_by(
                "endorsed_at"
            ),
            "files": version.files.all(),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        other = self.other(context["versions"])
        changes = comparing.compare(other.text, self.object.text) if other else []
        shown = {"agreement": self.object.agreement, "other": other, "changes": changes}
        shown |= {"counts": comparing.summary(changes), "paragraphs": comparing.paragraphs(self.object.text)}
        return {**context, **shown}

    @property
    def edit_url(self):
        may = rights.may_change(self.request.user, self.object)
        return reverse("version-edit", args=[self.object.pk]) if may else ""

    def other(self, versions):
        """The version to compare with. Raises BadAddress (400) where the address names none."""
        unknown = set(self.request.GET) - {"against"}
        if unknown:
            raise BadAddress(_("This page does not know “%(name)s”.") % {"name": min(unknown)}, known=["against"])
        asked = self.request.GET.get("against")
        numbers = {str(each.number): each for each in versions}
        if asked is None:
            return numbers.get(str(self.object.number - 1))
        if asked not in numbers:
            wrong = _("There is no version “%(name)s” of this text.") % {"name": asked[:20]}
            raise BadAddress(wrong, known=sorted(numbers))
        return numbers[asked]


class EndorseForm(forms.Form):
    """For which party, and which version was read."""

    party = forms.TypedChoiceField(label=gettext_lazy("For"), coerce=int, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("A word with it"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Stands beside the endorsement, for everybody who reads the agreement."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(party.pk, party.stakeholder.name) for party in parties]
        self.fields["party"].choices = choices
        if len(choices) == 1:
            self.initial["party"] = choices[0][0]


class AgreementEndorse(LoginRequiredMixin, DetailPage):
    """Contacts of the parties, and staff of partners that are one, endorse the newest text or take that back."""

    queryset = Agreement.objects.with_area()
    template_name = "stakeholders/agreement_endorse.html"
    http_method_names = ["get", "head", "post"]
    status = 200

    def get_object(self, queryset=None):
        agreement = super().get_object(queryset)
        if not agreement.parties.spoken_for_by(self.request.user).exists():
            raise PermissionDenied(_("Only contacts of the parties, and staff of partners that are one, endorse here."))
        return agreement

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        own, _version = self.own()
        form = EndorseForm(request.POST, parties=own)
        if not form.is_valid():
            return self.again(form)
        party = next(each for each in own if each.pk == form.cleaned_data["party"])
        try:
            said = self.take(party, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
            return self.again(form, 409)
        except IntegrityError:
            said = _("It was endorsed at the same moment already.")
        messages.success(request, said)
        return redirect(self.object)

    def take(self, party, told):
        if "withdraw" in self.request.POST:
            endorsing.withdraw(party, self.request.user)
            return _("Withdrawn for %(party)s.") % {"party": party.stakeholder}
        endorsing.endorse(party, self.request.user, told["version"], told["note"])
        return _("Endorsed for %(party)s. Thank you.") % {"party": party.stakeholder}

    def again(self, form, status=422):
        self.status = status
        return self.render_to_response(self.get_context_data(form=form))

    def own(self):
        """The parties that the person speaks for, and the newest text."""
        parties, version = endorsing.standing(self.object, self.request.user)
        return [party for party in parties if party.is_own], version

    def get_context_data(self, form=None, **kwargs):
        own, version = self.own()
        form = form or EndorseForm(parties=own, initial={"version": version and version.number})
        shown = {"form": form, "own": own, "newest": version}
        shown["may_endorse"] = any(party.is_missing for party in own)
        shown["may_withdraw"] = any(party.has_endorsed for party in own)
        shown["paragraphs"] = comparing.paragraphs(version.text) if version else []
        shown["files"] = version.files.visible_to(self.request.user) if version else []
        return super().get_context_data(**shown, **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)
