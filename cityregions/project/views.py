"""Pages about the project as a whole: home, search, sources, and what visitors should know of the portal."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import translate_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from cityregions.records.duties import due_from
from cityregions.records.models import Confidence, Sourced
from cityregions.web.errors import BadAddress
from cityregions.web.navigation import localised
from cityregions.web.pages import ListPage
from cityregions.web.templatetags.portal import CONFIDENCE
from partners.models import Partner
from partners.notices import remind, working_for

from .desk import MOST, Desk, last_visit, side_by_side
from .filters import ConflictFilter
from .glance import Glance
from .models import Conflict, Gap, Project
from .search import LONGEST, MOST_WORDS, SHORTEST, search, too_long, too_short

# The day of the last self-assessment; whoever assesses the portal again sets it.
PREPARED_ON = date(2026, 11, 23)


class HomePage(TemplateView):
    template_name = "project/home.html"

    def get(self, request, *args, **kwargs):
        """Readers who arrive at the plain address are led to their own language, once: from a page of the portal they
        come to it on purpose."""
        language = preferred_language(request)
        if language and not comes_from_here(request):
            response = HttpResponseRedirect(translate_url(request.get_full_path(), language))
        else:
            response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept-Language", "Referer"])
        return response

    def get_context_data(self, **kwargs):
        project = Project.objects.the_one()
        glance = project and Glance(project, self.request.user, timezone.localdate())
        return super().get_context_data(project=project, glance=glance, **kwargs)


def preferred_language(request):
    """The language that the reader's browser asks for, where the plain address would answer in another one."""
    wanted = get_language_from_request(request)
    is_plain = get_language() == settings.LANGUAGE_CODE
    return wanted if is_plain and wanted != settings.LANGUAGE_CODE else None


def comes_from_here(request):
    return url_has_allowed_host_and_scheme(request.headers.get("Referer"), request.get_host())


class DeskPage(LoginRequiredMixin, TemplateView):
    template_name = "project/desk.html"

    def get(self, request, *args, **kwargs):
        if request.user.is_contact and not request.user.is_in_partnership:
            return redirect("contact-me")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        person, today = self.request.user, timezone.localdate()
        desk = Desk(person, today, last_visit(self.request, timezone.now()))
        drafts = [(draft, localised(draft.form)) for draft in person.drafts.all()[:MOST]]
        return super().get_context_data(desk=desk, drafts=drafts, today=today, **kwargs)


class Remind(LoginRequiredMixin, View):
    """A coordinator reminds the people of a partner of what is late, or else of what is due soon."""

    http_method_names = ["post"]

    def post(self, request, slug):
        if not request.user.is_coordinator:
            raise PermissionDenied(_("Coordinators remind the partners."))
        today = timezone.localdate()
        partner = get_object_or_404(Partner.objects.active(today), slug=slug)
        say, sentence = self.remind(partner, today)
        say(request, sentence % {"partner": partner})
        return redirect("desk")

    def remind(self, partner, today):
        """Reminds them, and returns how to say what came of it."""
        rows = side_by_side(due_from(self.request.user, today), today)
        pressing = next(row.pressing for row in rows if row.partner == partner)
        people = list(working_for(partner, today))
        if not pressing:
            return messages.info, _("Nothing is due from %(partner)s soon: nobody was reminded.")
        if not people:
            return messages.warning, _("Nobody works for %(partner)s in the portal yet: invite somebody first.")
        if not remind(partner, people, pressing, self.request.user, today):
            return messages.info, _("%(partner)s was reminded today already.")
        return messages.success, _("%(partner)s was reminded.")


class SearchPage(TemplateView):
    template_name = "project/search.html"

    def get_context_data(self, **kwargs):
        words = self.words()
        groups = [] if too_short(words) else search(words, self.request.user)
        state = {"words": words, "groups": groups, "shortest": SHORTEST, "is_too_short": too_short(words)}
        return super().get_context_data(**state, total=sum(group.total for group in groups), **kwargs)

    def words(self):
        """What was searched for. Raises BadAddress (400) on more than anyone would type, and on unknown parameters."""
        unknown = sorted(set(self.request.GET) - {"q"})
        if unknown:
            raise BadAddress(_("The search does not know “%(name)s”.") % {"name": unknown[0]}, known=["q"])
        words = " ".join(self.request.GET.get("q", "").split())
        if too_long(words):
            limits = {"number": LONGEST, "most": MOST_WORDS}
            raise BadAddress(_("Search for fewer words: at most %(most)s, with %(number)s characters.") % limits)
        return words


class SourcesPage(ListPage):
    """Where sources disagree, what they do not tell, and how sure the facts of the portal are."""

    queryset = Conflict.objects.all()
    filterset_class = ConflictFilter
    template_name = "project/sources.html"
    paginate_by = 100
    exported = ("topic", "project_page_says", "others_say", "resolution", "sources")

    def get_context_data(self, **kwargs):
        gaps = Gap.objects.visible_to(self.request.user).search(self.request.GET.get("search", ""))
        table = confidence_table(self.request.user)
        levels = [(value, CONFIDENCE[value], sum(row["counts"][value] for row in table)) for value in Confidence.values]
        return super().get_context_data(gaps=gaps, table=table, levels=levels, **kwargs)


def confidence_table(user):
    """For each kind of record, how many there are of each confidence, of those without, and in all."""
    rows = [confidence_row(model, user) for model in apps.get_models() if issubclass(model, Sourced)]
    return [row for row in rows if row["total"]]


def confidence_row(model, user):
    levels = {value: Count("pk", filter=Q(confidence=value)) for value in Confidence.values}
    counts = model.objects.visible_to(user).order_by().aggregate(**levels, total=Count("pk"))
    none = counts["total"] - sum(counts[value] for value in Confidence.values)
    numbers = [(counts[value], label) for value, label in Confidence.choices] + [(none, _("not stated"))]
    label = capfirst(model._meta.verbose_name_plural)
    return {"label": label, "counts": counts, "numbers": numbers, "total": counts["total"]}


class AccessibilityPage(TemplateView):
    """The statement that Directive (EU) 2016/2102 asks of public bodies, after the model of Decision (EU) 2018/1523."""

    template_name = "project/accessibility.html"
    extra_context = {"prepared_on": PREPARED_ON}


class PrivacyPage(TemplateView):
    template_name = "project/privacy.html"

    def get_context_data(self, **kwargs):
        cookies = {"csrf_cookie": settings.CSRF_COOKIE_NAME, "session_cookie": settings.SESSION_COOKIE_NAME}
        return super().get_context_data(**cookies, days=settings.SESSION_COOKIE_AGE // 86400, **kwargs)
