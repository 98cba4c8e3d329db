"""Pages on which people see what is stored about them, and ask about it."""

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from cityregions.api.renderers import as_json
from partners.models import DataRequest, Notification, User
from stakeholders.actions import known

from . import personal, privacy_register
from .privacy_numbers import numbers
from .reports import sheets

# Requests of one visitor, and about one address.
LIMITS = {"data_request": "5/h/ip,3/d/key"}
SHOWN = 50


class MyDataPage(LoginRequiredMixin, TemplateView):
    template_name = "project/my_data.html"

    def get_context_data(self, **kwargs):
        person = known(self.request.user)
        changes = {"changes": personal.newest_changes(person)[:SHOWN], "change_count": personal.count_changes(person)}
        return super().get_context_data(sections=personal.for_people(person), **changes, **kwargs)


class MyDataFile(LoginRequiredMixin, View):
    def get(self, request):
        return as_file("my-data", personal.for_programs(known(request.user)))


def as_file(name, told):
    """Data of one person for download, which nothing on the way keeps."""
    name = f"{name}-{timezone.localdate()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(as_json(told), "application/json", headers=headers)


class DataRequestForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ("email", "wish", "text")
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class DataRequestPage(FormView):
    """Anyone asks; the answer goes to the address by mail, and the page never tells whether it is known here."""

    form_class = DataRequestForm
    template_name = "project/privacy_request.html"
    success_url = reverse_lazy("privacy-request-sent")

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if not ratelimit.consume(self.request, app="portal", action="data_request", config=LIMITS, key=email):
            form.add_error(None, _("Too many requests were sent from here or for this address. Try again tomorrow."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        request = form.save()
        coordinators = User.objects.filter(is_staff=True, is_active=True)
        Notification.objects.tell(coordinators, Notification.Reason.REQUEST, request)
        return super().form_valid(form)


class DataRequestSent(TemplateView):
    template_name = "project/privacy_request_sent.html"


class ForCoordinators(LoginRequiredMixin):
    """Pages that answer for the whole partnership."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_coordinator:
            raise PermissionDenied(_("Coordinators answer for the protection of personal data: ask one of them."))
        return super().dispatch(request, *args, **kwargs)


class RegisterPage(ForCoordinators, TemplateView):
    """The register of processing, with what is to be seen to now."""

    template_name = "project/privacy_register.html"

    def get_context_data(self, **kwargs):
        shown = {"activities": privacy_register.activities(), "numbers": numbers(timezone.localdate())}
        return super().get_context_data(**shown, **kwargs)


class RegisterFile(ForCoordinators, View):
    """The same as a workbook."""

    def get(self, request):
        columns, rows = privacy_register.columns(), privacy_register.rows()
        return sheets.answer("xlsx", "register-of-processing", _("Register of processing"), columns, rows)


class PersonForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "Of the person who asks. Make sure that it is that person before you hand anything out."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class PersonPage(ForCoordinators, FormView):
    """Everything about one person as a file, by address: to answer a request, `?request=12`, or to look it through."""

    form_class = PersonForm
    template_name = "project/privacy_person.html"

    def get_initial(self):
        key = self.request.GET.get("request", "")
        asked = (
            DataRequest.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        )
        return {"email": asked.email} if asked else {}

    def form_valid(self, form):
        return as_file("person", personal.for_coordinators(known(form.cleaned_data["email"])))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
