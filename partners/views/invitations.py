"""Inviting people, sending an invitation again, revoking it, and ending a colleague's work."""

from smtplib import SMTPException

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import CreateView, UpdateView

from cityregions.web.pages import ListPage

from .. import invitations
from ..filters import InvitationFilter
from ..forms import InvitationForm, LastDayForm
from ..models import Invitation, Membership


class MayInvite(LoginRequiredMixin):
    """Pages of coordinators and of partners' managers."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.may_invite:
            raise PermissionDenied(_("Coordinators and the managers of a partner invite people: ask one of them."))
        return super().dispatch(request, *args, **kwargs)


class PeoplePage(MayInvite, ListPage):
    """Invitations that the reader may manage, and colleagues."""

    queryset = Invitation.objects.select_related("partner", "invited_by")
    filterset_class = InvitationFilter
    template_name = "partners/people.html"
    sorts = {
        "newest": (gettext_lazy("Newest first"), ("-created",)),
        "email": (gettext_lazy("E-mail address"), ("email",)),
    }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        now = timezone.now()
        rows = [(invitation, invitation.state(now)) for invitation in context["object_list"]]
        return {**context, "rows": rows, "colleagues": self.colleagues()}

    def colleagues(self):
        held = Membership.objects.changeable_by(self.request.user).current(timezone.localdate())
        return held.select_related("user", "partner").order_by("partner__name", "user__name", "user__email", "pk")


def send(request, invitation):
    """Mails the link, and says so."""
    try:
        invitations.mail(invitation)
    except (OSError, SMTPException):
        sentence = _("The invitation is kept, but the mail to %(email)s could not be sent: send it again in a while.")
        messages.error(request, sentence % {"email": invitation.email})
    else:
        sentence = _("The invitation was sent to %(email)s.")
        messages.success(request, sentence % {"email": invitation.email})


class InvitePage(MayInvite, CreateView):
    form_class = InvitationForm
    template_name = "partners/invitation_form.html"
    success_url = reverse_lazy("people")

    def get_initial(self):
        return {"language": get_language()}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        invitation, made = invitations.invite(form.instance, self.request.user)
        if made:
            send(self.request, invitation)
        else:
            sentence = _("%(email)s is invited already: send that invitation again, or revoke it first.")
            messages.warning(self.request, sentence % {"email": invitation.email})
        return redirect(self.success_url)


class InvitationVerb(MayInvite, View):
    """Something done to an open invitation, by a button."""

    http_method_names = ["post"]

    def post(self, request, pk):
        invitation = get_object_or_404(Invitation.objects.changeable_by(request.user), pk=pk)
        who = {"email": invitation.email}
        if invitation.accepted_at:
            messages.warning(request, _("%(email)s has accepted meanwhile.") % who)
        elif invitation.revoked_at:
            messages.warning(request, _("This invitation was revoked: invite %(email)s anew.") % who)
        else:
            self.do(request, invitation)
        return redirect("people")


class SendAgain(InvitationVerb):
    def do(self, request, invitation):
        invitations.renew(invitation)
        send(request, invitation)


class Revoke(InvitationVerb):
    def do(self, request, invitation):
        Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())
        sentence = _("The link sent to %(email)s no longer works.")
        messages.success(request, sentence % {"email": invitation.email})


class EndMembership(MayInvite, UpdateView):
    form_class = LastDayForm
    template_name = "partners/membership_end.html"
    success_url = reverse_lazy("people")

    def get_queryset(self):
        return Membership.objects.changeable_by(self.request.user).select_related("user", "partner")

    def form_valid(self, form):
        if self.object.user_id == self.request.user.pk and not self.request.user.is_coordinator:
            raise PermissionDenied(_("Nobody ends the own work: ask a coordinator."))
        self.object = form.save()
        words = {"person": self.object.user, "day": self.object.until.isoformat()}
        messages.success(self.request, _("The last day of %(person)s is %(day)s.") % words)
        return redirect(self.success_url)
