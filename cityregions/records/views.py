"""Pages of the history: who changed what and why, and putting it back."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from cityregions.web.errors import BadAddress

from .filters import HistoryFilter
from .history import asking, reading
from .history.putting_back import PuttingBack, version
from .history.tables import tables


class ForThePartnership:
    """Pages that only people of the partnership see: others sign in, or find nothing there."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_in_partnership:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class HistoryPage(ForThePartnership, TemplateView):
    template_name = "history/history.html"

    def get_context_data(self, **kwargs):
        filterset = self.filterset()
        user, address = self.request.user, filterset.form.cleaned_data["record"]
        found = reading.page(user, filterset.asked(), self.place())
        record = {"record": asking.row_of(address, user), "record_name": self.name(address)} if address else {}
        return super().get_context_data(filter=filterset, page=found, **record, **kwargs)

    def filterset(self):
        found = HistoryFilter(self.request.GET, self.request)
        unknown = found.unknown(beside=("place",))
        if unknown:
            raise BadAddress(
                _("The history cannot be narrowed down by “%(name)s”.") % {"name": unknown[0]},
                known=found.known(beside=("place",)),
            )
        if not found.is_valid():
            raise BadAddress(" ".join(message for messages in found.errors.values() for message in messages))
        return found

    def place(self):
        text = self.request.GET.get("place")
        try:
            return reading.read_place(text) if text else None
        except ValueError:
            raise BadAddress(_("This place in the history is not known: start again from the newest.")) from None

    def name(self, address):
        """What the record is called, or was at last."""
        row = asking.row_of(address, self.request.user)
        if row:
            return str(row)
        noun = address.partition("/")[0]
        own = asking.about(address, self.request.user)[noun]
        newest = reading.page(self.request.user, reading.Asked({noun: own}), size=1)
        return newest.changes[0].name if newest.changes else address


class PutBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Stands in the history beside the change."),
    )
    newest = forms.IntegerField(widget=forms.HiddenInput)


class PutBackPage(ForThePartnership, FormView):
    """Shows what would change; a coordinator confirms."""

    form_class = PutBackForm
    template_name = "history/put_back.html"

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if getattr(user, "is_in_partnership", False) and not user.is_coordinator:
            raise PermissionDenied(_("Coordinators put back what was changed: ask one of them."))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self):
        """What would be put back. Raises Http404 for a change or a field that is not known."""
        table = tables().get(self.kwargs["noun"])
        found = table and version(table, self.kwargs["pk"], self.request.user)
        only = self.request.GET.getlist("field")
        if not found or not set(only) <= set(found.values):
            raise Http404
        return PuttingBack(found, self.request.user, only)

    def get_initial(self):
        return {"newest": self.asked.newest}

    def get_context_data(self, **kwargs):
        return super().get_context_data(asked=self.asked, back_url=self.back_url, **kwargs)

    @property
    def back_url(self):
        address = self.asked.table.address(self.asked.version.record)
        return f"{reverse('history')}?{urlencode({'record': address})}"

    def form_valid(self, form):
        try:
            self.asked.do(form.cleaned_data["reason"] or self.usual_reason, form.cleaned_data["newest"])
        except ValidationError as error:
            form.data = {**form.data.dict(), "newest": self.asked.newest}
            return self.refused(form, error.messages)
        messages.success(self.request, _("Put back: %(record)s") % {"record": self.asked.version.name})
        return redirect(self.back_url)

    def refused(self, form, sentences):
        for sentence in sentences:
            form.add_error(None, sentence)
        return self.form_invalid(form)

    @property
    def usual_reason(self):
        day = formats.date_format(timezone.localtime(self.asked.version.record.history_date), "DATETIME_FORMAT")
        return _("Put back as of %(moment)s") % {"moment": day}
