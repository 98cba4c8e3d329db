"""The reports of a sample: periods, what each partner reported in them, and how far it said to be."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from cityregions.workplan.models import PartnerReport, ProgressEntry, ReportingPeriod, ReportText

from . import names
from .rows import many

# The day on which a sample stands: reports on what ended before are handed in, with a few still open.
TODAY = date(2014, 9, 30)


def periods(count):
    """So many periods, one after the other, over the two years of the plan; reports are due a month later."""
    first, days = date(2013, 1, 1), 730
    edges = [first + timedelta(days * number // max(count, 1)) for number in range(count + 1)]
    pairs = enumerate(pairwise(edges), 1)
    return many(ReportingPeriod, (period(number, *edge) for number, edge in pairs))


def period(number, start, after):
    return {
        "slug": f"period-{number}",
        "name": f"Period {number}",
        "starts_on": start,
        "ends_on": after - timedelta(1),
        "due_on": after + timedelta(29),
    }


def reports(dice, periods, partners):
    found = many(PartnerReport, (report(dice, period, partner) for period in periods for partner in partners))
    many(ReportText, ({"report": each, "summary": names.sentence(dice)} for each in found))
    return found


def report(dice, period, partner):
    """Of a period that has passed, nearly all are accepted; the last one that ended waits for the lead partner."""
    status = "draft"
    if period.due_on <= TODAY:
        status = "accepted" if dice.random() < 0.9 else dice.choice(["submitted", "draft"])
    elif period.ends_on <= TODAY:
        status = "submitted"
    handed_in = at_noon(period.due_on - timedelta(dice.randrange(1, 15))) if status != "draft" else None
    decided = at_noon(period.due_on + timedelta(dice.randrange(1, 15))) if status == "accepted" else None
    return {
        "period": period,
        "partner": partner,
        "status": status,
        "submitted_at": handed_in,
        "decided_at": decided,
    }


def at_noon(day):
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def entries(dice, count, responsible, reports):
    """Up to so many entries: each responsible partner tells how far it is, period by period, never less than before."""
    own = {}
    for each in reports:
        own.setdefault(each.partner_id, []).append(each)
    places = [(activity, partner) for activity, partners in responsible.items() for partner in partners]
    made = []
    for activity, partner in places:
        told = own.get(partner.pk, [])
        for report, percent in zip(told, growing(dice, len(told)), strict=True):
            if len(made) == count:
                break
            made.append(entry(dice, activity, report, percent))
    return many(ProgressEntry, made)


def growing(dice, number):
    """So many per cents, each at least the one before, in steps of five."""
    return sorted(5 * dice.randrange(21) for _each in range(number))


def entry(dice, activity, report, percent):
    return {
        "activity": activity,
        "report": report,
        "partner_id": report.partner_id,
        "reported_on": report.period.ends_on,
        "percent": percent,
        "extent": "fully" if percent == 100 else "partly" if percent else "not",
        "text": names.sentence(dice) if dice.random() < 0.2 else "",
    }
