"""Snapshots of maps: taking them, reading and citing them, publishing and withdrawing them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from cityregions.records import rights
from cityregions.web.errors import BadAddress
from cityregions.web.mail import absolute

from ..exchange import writing
from ..forms import own
from ..maps import asked as asking
from ..maps import snapshots
from ..models import MapSnapshot, StakeholderMap
from .maps import MapDetail

WRONG, GONE = 422, 410


def found(request, slug, number):
    """A snapshot that the reader may see. Raises Http404."""
    rows = MapSnapshot.objects.visible_to(request.user).with_map()
    return get_object_or_404(rows, stakeholder_map__slug=slug, number=number)


def require_one_day(request):
    """Raises BadAddress where the address asks for another day than that of the snapshot."""
    if request.GET.get("on") or request.GET.get("since") or request.GET.get("view") == asking.View.CHANGE:
        raise BadAddress(_("A snapshot shows one day: leave “on”, “since” and the view of changes out of the address."))


def tombstone(request, snapshot):
    return render(request, "stakeholders/snapshot_withdrawn.html", {"snapshot": snapshot}, status=GONE)


class SnapshotDetail(MapDetail):
    """A snapshot in the views of its map, as it was."""

    template_name = "stakeholders/snapshot_detail.html"

    @cached_property
    def snapshot(self):
        return found(self.request, **self.kwargs)

    def get(self, request, *args, **kwargs):
        if self.snapshot.withdrawn_at:
            return tombstone(request, self.snapshot)
        require_one_day(request)
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset=None):
        return self.snapshot.stakeholder_map

    @property
    def edit_url(self):
        return ""

    def asked(self):
        return asking.Asked(self.request, self.object, snapshots.content_of_snapshot(self.snapshot))

    def taken_along(self, asked, is_drawn):
        """The files of the snapshot, how it is cited, and what the reader may do with it."""
        user, address = self.request.user, self.snapshot.get_absolute_url()
        told = {"snapshot": self.snapshot, "told": asked.frozen.told, "address": absolute(address)}
        is_seen = StakeholderMap.objects.visible_to(user).filter(pk=self.object.pk).exists()
        told["map_url"] = self.object.get_absolute_url() if is_seen else ""
        told["may_publish"] = not self.snapshot.published and rights.may_change(user, self.object)
        told["may_withdraw"] = user.is_authenticated and user.is_coordinator
        return told | writing.offered(asked, address, is_drawn) | {"live_address": ""}


class SnapshotExport(View):
    """`/maps/<slug>/snapshots/<number>.<format>`; as `json` exactly what the digest is of."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, slug, number, suffix):
        snapshot = found(request, slug, number)
        if snapshot.withdrawn_at:
            return tombstone(request, snapshot)
        if suffix == "json":
            return self.whole(snapshot)
        require_one_day(request)
        content = snapshots.content_of_snapshot(snapshot)
        return writing.answer(
            request,
            snapshot.stakeholder_map,
            suffix,
            frozen=content,
            name=f"{slug}-snapshot-{number}",
            title=f"{content.told['name']}, {_('snapshot')} {number}",
            path=snapshot.get_absolute_url(),
        )

    def whole(self, snapshot):
        response = HttpResponse(snapshot.content.text, content_type="application/json")
        response["X-Robots-Tag"] = "noindex"
        return response


class SnapshotForm(forms.ModelForm):
    """What a snapshot is for, of which day, and whether it holds ratings."""

    class Meta:
        model = MapSnapshot
        fields = ("title", "note", "on", "with_ratings")
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }


class SnapshotNew(LoginRequiredMixin, FormView):
    """Takes a snapshot: for those who may change the map."""

    form_class = SnapshotForm
    template_name = "stakeholders/snapshot_form.html"

    @cached_property
    def map(self):
        return own(self.request, StakeholderMap.objects.with_area(), slug=self.kwargs["slug"])

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.map  # noqa: B018 - raises Http404 or PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"with_ratings": self.map.published}

    def form_valid(self, form):
        snapshot = snapshots.take(self.map, self.request.user, **form.cleaned_data)
        messages.success(
            self.request, _("The snapshot is taken. Look through it, then publish it so that it can be cited.")
        )
        return redirect(snapshot)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=WRONG)

    def get_context_data(self, **kwargs):
        return super().get_context_data(map=self.map, **kwargs)


class SnapshotPublish(LoginRequiredMixin, View):
    """Publishes a snapshot: what it holds is public from then on."""

    http_method_names = ["post", "options"]

    def post(self, request, slug, number):
        snapshot = found(request, slug, number)
        if not rights.may_change(request.user, snapshot.stakeholder_map):
            raise PermissionDenied(rights.refusal(snapshot))
        if snapshots.publish(snapshot).published:
            messages.success(request, _("The snapshot is published: anyone can read and cite it."))
        return redirect(snapshot)


class WithdrawForm(forms.Form):
    """Why a snapshot is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        help_text=gettext_lazy("Whoever follows its address reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SnapshotWithdraw(LoginRequiredMixin, FormView):
    """Withdraws a snapshot: for coordinators, since others may have cited it."""

    form_class = WithdrawForm
    template_name = "stakeholders/snapshot_withdraw.html"

    @cached_property
    def snapshot(self):
        return found(self.request, **self.kwargs)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.snapshot  # noqa: B018 - raises Http404
            if not request.user.is_coordinator:
                raise PermissionDenied(_("Only coordinators withdraw snapshots: others may have cited them."))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        snapshots.withdraw(self.snapshot, form.cleaned_data["reason"])
        messages.success(self.request, _("The snapshot is withdrawn; its address says why."))
        return redirect(reverse("map-detail", args=[self.kwargs["slug"]]))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=WRONG)

    def get_context_data(self, **kwargs):
        return super().get_context_data(snapshot=self.snapshot, **kwargs)
