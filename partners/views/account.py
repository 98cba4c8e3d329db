"""The own account: name, mails, ways to sign in, and for whom one works."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView

from ..forms import ProfileForm
from ..models import ApiToken, User
from ..second_factor import ALONE


class AccountPage(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "partners/account.html"
    context_object_name = "account"
    success_url = reverse_lazy("account")

    def get_object(self):
        # Read anew: what is typed into the form must not change the person who is signed in on this page.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        person = self.request.user
        memberships = person.memberships.select_related("partner")
        facts = {
            "current": memberships.current(timezone.localdate()),
            "second_factor": is_mfa_enabled(person, ALONE),
            "token_count": ApiToken.objects.good(timezone.now()).filter(user=person).count(),
            "session_count": len(UserSession.objects.purge_and_list(person)),
        }
        return super().get_context_data(**facts, **kwargs)


class SignOutEverywhere(LoginRequiredMixin, View):
    """Ends every session of the person, this one too. Tools keep their tokens."""

    http_method_names = ["post"]

    def post(self, request):
        end_sessions(request, list(UserSession.objects.filter(user=request.user)))
        request.session.flush()
        messages.success(request, _("You are signed out everywhere."))
        return redirect("account_login")
