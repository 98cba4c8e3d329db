"""Addresses at which reports are made."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from cityregions.records import work
from cityregions.records.dates import PartialDate
from cityregions.records.work_views import as_download
from cityregions.web.errors import BadAddress
from cityregions.workplan.models import ReportingPeriod

from . import making

KNOWN = ("on", "period")
# A machine that follows each link would have each report made.
NO_ROBOTS = "noindex, nofollow"
# After so many seconds some of what waits is done.
WAIT = 120


@method_decorator(never_cache, name="dispatch")
class ReportFile(View):
    """The report as a file: on a day, `?on=2014-03-15`, on a reporting period, `?period=half-1`, or on today."""

    def head(self, request, extension):
        """Makes nothing for those who only look whether it is there."""
        asked(request)
        return HttpResponse(content_type=making.MEDIA_TYPES[extension], headers={"X-Robots-Tag": NO_ROBOTS})

    def get(self, request, extension):
        response = self.answer(request, extension)
        response.headers["X-Robots-Tag"] = NO_ROBOTS
        return response

    def answer(self, request, extension):
        on, period = asked(request)
        content = making.content_of(request.user, on, period)
        if content.rows <= making.AT_ONCE:
            made = making.make(content, extension)
            return as_download(made.content, made.name, made.media_type)
        try:
            started = work.start(
                "report",
                title=_("Report as %(format)s") % {"format": extension.upper()},
                back_url=reverse("workplan"),
                user=request.user,
                arguments={"format": extension, "on": on.isoformat(), "period": period.slug if period else ""},
                version=making.version(request.user),
            )
        except work.TooMuchWork:
            return busy(request)
        return redirect(started)


def busy(request):
    response = render(request, "work_busy.html", status=503)
    response.headers["Retry-After"] = str(WAIT)
    return response


def asked(request):
    """The day and the period that the address asks for. Raises BadAddress (400) on what it does not know."""
    query = request.GET
    if unknown := sorted(set(query) - set(KNOWN)):
        raise BadAddress(_("The report knows no “%(name)s”.") % {"name": unknown[0]}, known=KNOWN)
    if repeated := [name for name in KNOWN if len(query.getlist(name)) > 1]:
        raise BadAddress(_("“%(name)s” takes one value: give it once.") % {"name": repeated[0]})
    if query.get("on") and query.get("period"):
        raise BadAddress(_("A report is on a day or on a period: give either “on” or “period”."))
    if query.get("period"):
        period = asked_period(request.user, query["period"])
        return period.ends_on, period
    return asked_day(query.get("on")), None


def asked_period(user, slug):
    periods = ReportingPeriod.objects.visible_to(user)
    found = periods.filter(slug=slug).first()
    if found is None:
        known = list(periods.values_list("slug", flat=True)[:50])
        wrong = _("You can read of no reporting period “%(slug)s”: the partnership reports on periods, ask for a day.")
        raise BadAddress(wrong % {"slug": slug[:100]}, known=known)
    return found


def asked_day(text):
    """A month or a year stands for its last day."""
    if not text:
        return timezone.localdate()
    try:
        return PartialDate(text).last
    except ValueError:
        wrong = _("“%(value)s” is not a date: write a day such as 2014-03-15.")
        raise BadAddress(wrong % {"value": text[:100]}) from None
