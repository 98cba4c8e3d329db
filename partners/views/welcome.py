"""Accepting an invitation: the page that the link in the mail opens."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from .. import invitations
from ..forms import NewPersonForm
from ..invitations import InvitationError
from ..models import Invitation

STATUS = {"unknown": 404, "foreign": 403}


@method_decorator([never_cache, sensitive_post_parameters("password", "again")], name="dispatch")
class AcceptPage(View):
    """One page for whoever has no account yet and for whoever has one: it does not tell which it is."""

    def dispatch(self, request, secret):
        try:
            return super().dispatch(request, secret, invitations.find(secret))
        except InvitationError as error:
            return self.refuse(error.reason)

    def get(self, request, secret, invitation):
        if not request.user.is_authenticated:
            if settings.OIDC_ISSUER:
                # Single sign-on lets somebody new in who comes from here.
                request.session["invitation"] = secret
            return self.show(invitation, NewPersonForm(email=invitation.email))
        if not invitations.is_for(invitation, request.user):
            return self.refuse("foreign")
        return self.show(invitation, None)

    def post(self, request, secret, invitation):
        if not request.user.is_authenticated:
            return self.welcome(secret, invitation)
        invitations.accept(secret, request.user)
        return self.enter(invitation)

    def welcome(self, secret, invitation):
        form = NewPersonForm(self.request.POST, email=invitation.email)
        if not form.is_valid():
            return self.show(invitation, form)
        person = invitations.accept_as_new(secret, form.cleaned_data["name"], form.cleaned_data["password"])
        if not person:
            form.add_error(None, _("This did not work. If you have an account already, sign in with it below."))
            return self.show(invitation, form)
        self.request.session.pop("invitation", None)
        self.say_welcome(invitation)
        return perform_login(self.request, person, email_verification="none", redirect_url=reverse("account"))

    def enter(self, invitation):
        self.request.session.pop("invitation", None)
        self.say_welcome(invitation)
        return redirect("account")

    def say_welcome(self, invitation):
        sentence = _("Welcome. You now work for %(partner)s.") if invitation.partner else _("Welcome, coordinator.")
        messages.success(self.request, sentence % {"partner": invitation.partner})

    def show(self, invitation, form):
        context = {"invitation": invitation, "form": form, "here": self.request.path}
        return render(self.request, "partners/invitation_accept.html", context)

    def refuse(self, reason):
        mine = self.request.user.is_authenticated and reason == "accepted" and self.accepted_by_reader()
        if mine:
            messages.info(self.request, _("You have accepted this invitation already."))
            return redirect("account")
        status = STATUS.get(reason, 410)
        return render(self.request, "partners/invitation_refused.html", {"reason": reason}, status=status)

    def accepted_by_reader(self):
        digest = invitations.digest(self.kwargs["secret"])
        return Invitation.objects.filter(digest=digest, accepted_by=self.request.user).exists()
