"""The calendar of a partner's deadlines, at an address that only its person knows."""

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from cityregions.records import duties
from cityregions.web import calendars
from cityregions.web.feeds import note_change, portal_name
from cityregions.web.mail import absolute
from partners.models import CalendarAddress
from pilots.models import Milestone

from ..models import Event, PartnerReport
from .feeds import entry


@method_decorator([conditional_page, cache_control(private=True, no_cache=True)], name="dispatch")
class DeadlineCalendar(View):
    """Whoever knows the address reads it, as long as its person works for the partner. Raises 404 for any other."""

    http_method_names = ["get", "head"]

    def get(self, request, secret):
        now, today = timezone.now(), timezone.localdate()
        found = CalendarAddress.objects.good(today).of_secret(secret)
        address = found.select_related("membership__user", "membership__partner__area").first()
        if not address:
            raise Http404
        CalendarAddress.objects.note(address, now)
        user, partner = address.membership.user, address.membership.partner
        language = user.language or settings.LANGUAGE_CODE
        with override(language):
            title = f"{portal_name()}: {_('Deadlines of %(partner)s') % {'partner': partner}}"
            content = calendars.calendar(title, language, deadlines(user, partner, today))
        response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
        note_change(response, CalendarAddress.objects.note_content(address, content, now))
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


def deadlines(user, partner, on):
    """What the partner owes, what is to happen in its area, and the events of its area and of the whole project."""
    yield from owed(user, partner, on)
    yield from reports(partner)
    yield from activities(partner)
    yield from final_report()
    yield from milestones(user, partner)
    events = Event.objects.visible_to(user).with_area().as_told_to(user).filter(starts_on__isnull=False)
    for event in events.order_by("starts_on", "pk"):
        if event.area_id in {None, partner.area_id} and event.starts_on.precision != "year":
            yield entry(event)


def owed(user, partner, on):
    """The duties of the desk; calendars are not told more of a record than mails are. Reports have their own line.

    What is due several times with one record, as with contacts of one organisation, is told by its first day.
    """
    told = set()
    for duty in duties.due_from(user, on):
        theirs = duty.partner == partner if duty.partner else duty.area == partner.area
        if duty.day and theirs and not isinstance(duty.record, PartnerReport):
            record = duty.record
            name = f"{record._meta.model_name}-{record.pk}-{duty.reason or 'due'}-{partner.slug}"
            if name not in told:
                told.add(name)
                yield deadline(name, duty.day, stamp(record), f"{duty.task}: {record}", duty.url)


def stamp(record):
    """When it changed last, or the activity or phase that its due day may be taken from."""
    activity = getattr(record, "activity", None)
    above = [activity, getattr(activity, "phase", None), getattr(record, "phase", None)]
    return max(each.modified for each in [record, *above] if each)


def reports(partner):
    """The days by which the partner reports, as long as it has not."""
    for report in partner.reports.open().select_related("period"):
        period = report.period
        title, changed = _("Report due: %(period)s") % {"period": period}, max(period.modified, report.modified)
        yield deadline(f"report-{period.slug}-{partner.slug}", period.due_on, changed, title, reverse("desk"))


def activities(partner):
    """The ends of what the partner answers for, their own or those of their phases."""
    for activity in partner.activities.with_phase().order_by("pk"):
        if activity.end:
            title = _("Activity ends: %(activity)s") % {"activity": activity}
            path = activity.get_absolute_url()
            yield deadline(f"activity-{activity.slug}", activity.end.last, stamp(activity), title, path)


def final_report():
    project = apps.get_model("project", "Project").objects.the_one()
    if project and project.final_report_due_on:
        day, title = project.final_report_due_on.last, _("Final report of the project due")
        yield deadline("final-report", day, project.modified, title, reverse("home"))


def milestones(user, partner):
    """Milestones of the area's pilot that are known to the day."""
    rows = Milestone.objects.visible_to(user).filter(pilot__area=partner.area_id, reached_on__isnull=False)
    for each in rows.select_related("pilot").order_by("reached_on", "pk"):
        if each.reached_on.precision == "day":
            path = each.pilot.get_absolute_url()
            yield deadline(f"milestone-{each.pk}", each.reached_on.first, each.modified, each.text, path)


def deadline(name, day, stamp, title, path):
    address = absolute(path)
    return calendars.whole_days(name, day, day, stamp, title, description=address, url=address)
