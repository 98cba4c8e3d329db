"""Webhooks on the account page: one's own, with what was told and how that went."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import CreateView, DeleteView, TemplateView, UpdateView

from ..models import Delivery, Webhook
from ..models.webhooks import new_secret
from ..webhooks.collecting import TEST, tell
from ..webhooks.delivering import ask
from ..webhooks.forms import WebhookForm

# Deliveries on a page of the log, and attempts that are shown of each.
ON_A_PAGE = 50


class OwnWebhooks(LoginRequiredMixin):
    """Pages for people of the partnership, about the webhooks that they have made themselves."""

    context_object_name = "webhook"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_in_partnership:
            raise PermissionDenied(_("Webhooks are for people who work for a partner at present."))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return Webhook.objects.filter(owner=self.request.user)


class WebhooksPage(OwnWebhooks, TemplateView):
    template_name = "partners/webhooks.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(webhooks=self.get_queryset(), **kwargs)


class NewWebhook(OwnWebhooks, CreateView):
    """The secret is shown once, in the answer to the form that makes it."""

    form_class = WebhookForm
    template_name = "partners/webhook_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "owner": self.request.user}

    def form_valid(self, form):
        return show_secret(self.request, form.save())


class ChangeWebhook(OwnWebhooks, UpdateView):
    form_class = WebhookForm
    template_name = "partners/webhook_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "owner": self.request.user}

    def form_valid(self, form):
        answer = super().form_valid(form)
        # It may have been switched on: what has changed meanwhile is told now.
        ask(self.object.pk, timezone.now())
        messages.success(self.request, _("Saved."))
        return answer


class RemoveWebhook(OwnWebhooks, DeleteView):
    template_name = "partners/webhook_remove.html"
    success_url = reverse_lazy("webhooks")

    def form_valid(self, form):
        messages.success(self.request, _("The webhook is removed, with its log."))
        return super().form_valid(form)


class WebhookPage(OwnWebhooks, View):
    """One webhook and its log; here a test is sent, a delivery sent again, and the secret renewed."""

    def get(self, request, pk):
        webhook = self.own(pk)
        log = webhook.deliveries.prefetch_related("attempts")
        page = Paginator(log, ON_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "partners/webhook.html", {"webhook": webhook, "page_obj": page, "deliveries": page})

    def post(self, request, pk):
        webhook, now = self.own(pk), timezone.now()
        wish = request.POST.get("do")
        if wish == "renew":
            webhook.secret = new_secret()
            webhook.save(update_fields=["secret"])
            return show_secret(request, webhook)
        if not webhook.is_active:
            messages.error(request, _("The webhook is switched off: switch it on first."))
        elif wish == "test":
            tell(webhook, TEST, {"name": webhook.name}).save()
            ask(webhook.pk, now)
            messages.success(request, _("A test is on its way: what comes of it stands in the log in a moment."))
        elif wish == "again":
            self.send_again(webhook, request.POST.get("delivery", ""), now)
        return redirect(webhook)

    def own(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)

    @transaction.atomic
    def send_again(self, webhook, key, now):
        anew = {"due_at": now, "tries": 0, "delivered_at": None, "given_up_at": None}
        is_number = key.isascii() and key.isdigit() and len(key) < 19
        if is_number and Delivery.objects.filter(webhook=webhook, pk=key).update(**anew):
            ask(webhook.pk, now)
            messages.success(self.request, _("It is sent again: what comes of it stands in the log in a moment."))
        else:
            messages.error(self.request, _("This delivery is not in the log any more."))


def show_secret(request, webhook):
    answer = render(request, "partners/webhook_secret.html", {"webhook": webhook})
    answer.headers["Cache-Control"] = "no-store"
    return answer
