"""How a stakeholder's contact comes in, and what it sees: its organisation's entry, agreements and corrections."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from .. import sign_in
from ..models import Contact, Correction, MapEntry, Party, Stakeholder, StakeholderMap
from ..sign_in import LinkError

STATUS = {"unknown": 404, "foreign": 403, "account": 403}


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The address at which the partnership reaches you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AskForLink(FormView):
    """Sends a link to the address, and says the same whether a contact has it or not."""

    form_class = AddressForm
    template_name = "stakeholders/contact_sign_in.html"
    success_url = reverse_lazy("contact-link-sent")

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if not ratelimit.consume(self.request, action="contact_link", key=email.lower()):
            return ratelimit.respond_429(self.request)
        try:
            sign_in.send_link(email)
        except OSError:
            form.add_error(None, _("The mail could not be sent. Try again in a few minutes."))
            return self.form_invalid(form)
        return super().form_valid(form)


class LinkSent(TemplateView):
    template_name = "stakeholders/contact_link_sent.html"


@method_decorator(never_cache, name="dispatch")
class EnterPage(View):
    """The page that the link in the mail opens. It asks for a click: programs that test links use nothing up."""

    def dispatch(self, request, pk, secret):
        try:
            return super().dispatch(request, pk, secret)
        except LinkError as error:
            return self.refuse(error.reason)

    def get(self, request, pk, secret):
        self.require_own(sign_in.find(pk, secret))
        return render(request, "stakeholders/contact_enter.html")

    def post(self, request, pk, secret):
        self.require_own(sign_in.find(pk, secret))
        account = sign_in.enter(pk, secret)
        return perform_login(request, account, email_verification="none", redirect_url=reverse("contact-me"))

    def require_own(self, link):
        """Nobody is signed in as somebody else without signing out first. Raises LinkError."""
        account = sign_in.account_of(link.contact.email)
        if self.request.user.is_authenticated and self.request.user != account:
            raise LinkError("foreign")

    def refuse(self, reason):
        if reason == "used" and self.request.user.is_authenticated and self.request.user.is_contact:
            return redirect("contact-me")
        status = STATUS.get(reason, 410)
        return render(self.request, "stakeholders/contact_link_refused.html", {"reason": reason}, status=status)


class MyOrganisations(LoginRequiredMixin, TemplateView):
    """What the contact of one or several organisations sees beside what is public."""

    template_name = "stakeholders/contact_me.html"
    login_url = reverse_lazy("contact-sign-in")

    def get_context_data(self, **kwargs):
        person = self.request.user
        if not person.is_contact:
            raise PermissionDenied(
                _("You are not, or no longer, the contact of an organisation. Ask the partner in its area.")
            )
        organisations, maps = self.organisations(person), self.seen_maps(person)
        return super().get_context_data(organisations=organisations, seen_maps=maps, **kwargs)

    def organisations(self, person):
        """The organisations with what the person may see of each, at one query for each kind of thing."""
        parties = Party.objects.visible_to(person).select_related("agreement__area").order_by("agreement__title", "pk")
        asked = parties.asked()
        entries = MapEntry.objects.visible_to(person).select_related("stakeholder_map__area")
        reviews = Stakeholder._meta.get_field("reviewing").related_model.objects.visible_to(person).shown()
        corrections = Correction.objects.filter(proposed_by=person)
        return list(
            Stakeholder.objects.filter(contacts__user=person)
            .with_area()
            .distinct()
            .prefetch_related(
                Prefetch("parties", parties.with_endorsement(), to_attr="seen_parties"),
                Prefetch("parties", asked, to_attr="asked_parties"),
                Prefetch("entries", entries, to_attr="seen_entries"),
                Prefetch("reviewing", reviews, to_attr="seen_reviews"),
                Prefetch("corrections", corrections, to_attr="own_corrections"),
                Prefetch("contacts", Contact.objects.filter(user=person), to_attr="own_contacts"),
            )
        )

    def seen_maps(self, person):
        """Maps to which the page may link."""
        return set(StakeholderMap.objects.visible_to(person).values_list("pk", flat=True))
