"""The calendar of a partner's deadlines: each person makes, renews and revokes the own address here."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from cityregions.web.mail import absolute
from cityregions.web.pages import USE_OF_FEEDS

from ..models import CalendarAddress, make_address


@method_decorator(never_cache, name="dispatch")
class CalendarAddressPage(LoginRequiredMixin, View):
    """The address is shown once, in the answer to the form that makes it. Raises 403 for others' memberships."""

    def membership(self):
        current = self.request.user.memberships.current(timezone.localdate()).select_related("partner")
        found = current.filter(pk=self.kwargs["pk"]).first()
        if not found:
            raise PermissionDenied(_("You do not work for this partner at present."))
        return found

    def get(self, request, pk):
        return self.show(self.membership())

    def post(self, request, pk):
        membership = self.membership()
        if request.POST.get("do") == "make":
            secret = make_address(membership, timezone.now())
            return self.show(membership, absolute(reverse("deadline-calendar", args=[secret])))
        if request.POST.get("do") == "revoke":
            CalendarAddress.objects.filter(membership=membership).delete()
            messages.success(request, _("The address no longer works."))
            return redirect("calendar-address", pk)
        raise BadRequest

    def show(self, membership, address=""):
        existing = CalendarAddress.objects.filter(membership=membership).first()
        use = USE_OF_FEEDS["text/calendar"]
        context = {"membership": membership, "existing": existing, "address": address, "use": use}
        return render(self.request, "partners/calendar_address.html", context)
