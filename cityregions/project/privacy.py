"""Pages on which people see what is stored about them, and ask about it."""

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from cityregions.api.renderers import as_json
from partners.models import DataRequest, Notification, User

from . import personal

# Requests of one visitor, and about one address.
LIMITS = {"data_request": "5/h/ip,3/d/key"}
SHOWN = 50


class MyDataPage(LoginRequiredMixin, TemplateView):
    template_name = "project/my_data.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        changes = {"changes": personal.newest_changes(user)[:SHOWN], "change_count": personal.count_changes(user)}
        return super().get_context_data(sections=personal.for_people(user), **changes, **kwargs)


class MyDataFile(LoginRequiredMixin, View):
    def get(self, request):
        name = f"my-data-{timezone.localdate()}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(as_json(personal.for_programs(request.user)), "application/json", headers=headers)


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
