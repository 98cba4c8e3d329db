"""The inbox: what a person has been told, by record and with the reason."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from ..notices import by_record, withdraw_hidden

MOST_UNREAD, MOST_READ = 500, 50


class InboxPage(LoginRequiredMixin, TemplateView):
    template_name = "partners/inbox.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        withdraw_hidden(person)
        unread = list(person.notifications.unread()[:MOST_UNREAD])
        read = person.notifications.filter(read_at__isnull=False)[:MOST_READ]
        groups = {"unread": by_record(unread), "read": by_record(read)}
        return super().get_context_data(**groups, newest=max((each.pk for each in unread), default=0), **kwargs)


class MarkRead(LoginRequiredMixin, View):
    """Marks as read what is told of one record (`record`), or everything up to the newest that was shown (`newest`)."""

    http_method_names = ["post"]

    def post(self, request):
        if request.POST.get("record"):
            chosen = Q(record=request.POST["record"])
        elif request.POST.get("newest", "").isdecimal():
            chosen = Q(pk__lte=min(int(request.POST["newest"]), 2**62))
        else:
            messages.error(request, _("Choose what you have read: nothing was marked."))
            return redirect("inbox")
        mark_read(request.user.notifications.filter(chosen))
        return redirect("inbox")


def mark_read(notifications):
    notifications.unread().update(read_at=timezone.now())
