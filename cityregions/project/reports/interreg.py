"""What Interreg's monitoring system asks for, in its order: first the project's report, then each partner's.

So partners type once: here, and from here into the programme's own forms. A visitor gets what is published.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.workplan.models import Extent

from .blocks import basis, day, money, names, own, per_cent, period, state
from .content import evidence_with
from .progress_report import begin, milestones_and_events, output_cells, said, sources


def work_package_rows(content):
    """Each work package: whether it is achieved fully, partly or not, why, and how far it was before and is now."""
    before = {each.phase.pk: each.percent for each in content.before.phases} if content.before else {}
    for each in content.plan.phases:
        yield [
            str(each.phase.number),
            own(each.phase.name),
            period(each.start, each.end),
            achieved(each.percent),
            explanation(each),
            per_cent(before.get(each.phase.pk)),
            per_cent(each.percent),
        ]


def work_package_columns():
    return [
        _("Number"),
        _("Work package"),
        _("Period"),
        _("Achieved"),
        _("Explanation"),
        _("Before"),
        _("Now"),
    ]


def achieved(percent):
    """Fully, partly or not, as Interreg's reports ask."""
    if percent is None:
        return _("no report yet")
    if percent == 0:
        return str(Extent.NOT.label)
    return str(Extent.FULLY.label if percent == 100 else Extent.PARTLY.label)


def explanation(phase):
    return _("%(counted)d of %(all)d activities counted, %(delivered)d of %(owed)d outputs delivered") % {
        "counted": phase.counted,
        "all": len(phase.activities),
        "delivered": phase.delivered,
        "owed": phase.owed,
    }


def activity_columns():
    return [_("Work package"), _("Activity"), _("Responsible partners"), _("Period"), _("State"), _("Before"), _("Now")]


def activity_rows(content):
    before = content.before.by_activity if content.before else {}
    for phase in content.plan.phases:
        for each in phase.activities:
            earlier = before.get(each.activity.pk)
            yield [
                str(phase.phase.number),
                own(each.name),
                names(each.partners),
                period(each.start, each.end),
                state(each),
                per_cent(earlier.percent if earlier else None),
                f"{per_cent(each.percent)} ({basis(each)})",
            ]


def output_columns():
    return [_("Number"), _("Output"), _("Metropolitan area"), _("Due"), _("Delivered"), _("State")]


def output_total(content):
    """The outputs delivered so far against all that the plan owes."""
    return _("%(delivered)d of %(owed)d outputs delivered, %(late)d late") % {
        "delivered": content.output_states["delivered"],
        "owed": len(content.outputs),
        "late": content.output_states["late"],
    }


def entry_columns():
    return [_("Activity"), _("Achieved"), _("Before"), _("Now"), _("Progress in the period"), _("Evidence")]


def entry_rows(told):
    for entry in told.activities:
        earlier = told.before.get(entry.activity_id)
        yield [
            own(entry.activity.title),
            str(entry.get_extent_display()),
            per_cent(earlier.percent if earlier else None),
            per_cent(entry.percent),
            own(entry.text),
            own(evidence_with(entry.evidence, entry.files.all())),
        ]


def deliverable_columns():
    return [_("Output"), _("Achieved"), _("Contribution"), _("Evidence")]


def deliverable_rows(told):
    for entry in told.outputs:
        evidence = evidence_with(entry.evidence, entry.files.all())
        yield [own(entry.output.title), str(entry.get_extent_display()), own(entry.text), own(evidence)]


def cost_columns():
    return [_("Cost line"), _("Amount in euro"), _("Note")]


def interreg_report(content):
    """Both reports as one text document."""
    document = begin(content, _("Report for the programme"))
    document.heading(_("Project report"))
    said(document, content, _("Highlights of the main achievements"), "summary")
    said(document, content, _("Problems and deviations"), "problems")
    document.heading(_("Work packages"))
    document.table(
        _("Status of the work packages"),
        work_package_columns(),
        work_package_rows(content),
        (1, 3, 2.4, 2, 4, 1.2, 1.2),
    )
    document.heading(_("Activities"))
    document.table(
        _("Activities of all work packages"),
        activity_columns(),
        activity_rows(content),
        (1.2, 3, 3, 2.4, 1.4, 1.2, 2.6),
    )
    document.heading(_("Outputs"))
    document.text(output_total(content))
    rows = (list(output_cells(content, each).values()) for each in content.outputs)
    document.table(_("Outputs delivered, owed and late"), output_columns(), rows, (1.2, 4, 2, 2, 2, 1.4))
    said(document, content, _("Target groups reached"), "target_groups")
    said(document, content, _("Next steps"), "next_steps")
    milestones_and_events(document, content)
    for told in content.partner_reports:
        partner_report(document, content, told)
    sources(document, content)
    return document


def partner_report(document, content, told):
    """One partner's report in the order of Interreg's form."""
    document.heading(own(_("Partner report: %(partner)s") % {"partner": told.partner}))
    document.facts(
        [
            (_("Partner number"), told.partner.partner_number),
            (_("Reporting period"), own(content.period.name)),
            (_("Accepted"), day(told.report.decided_at)),
        ]
    )
    for title, name in (
        (_("Summary of the work"), "summary"),
        (_("Problems and deviations"), "problems"),
        (_("Target groups reached"), "target_groups"),
        (_("Next steps"), "next_steps"),
    ):
        document.heading(title, 2)
        document.text(own(told.said(name)) or "–")
    document.heading(_("Progress by activity"), 2)
    document.table(_("Activities"), entry_columns(), entry_rows(told), (3, 1.6, 1.1, 1.1, 4, 2.4))
    document.heading(_("Outputs and deliverables"), 2)
    document.table(_("Outputs"), deliverable_columns(), deliverable_rows(told), (3, 1.6, 4, 2.4))
    document.heading(_("Expenditure"), 2)
    costs = ([capfirst(str(each)), money(each.amount_eur), own(each.note)] for each in told.costs)
    document.table(_("Costs of the period by cost line"), cost_columns(), costs, (3, 1.6, 4))


def workbook(content):
    """Both reports as sheets: `[(name, columns, rows)]`."""
    sheets = [
        *highlights(content),
        (_("Work packages"), work_package_columns(), work_package_rows(content)),
        (_("Activities"), activity_columns(), activity_rows(content)),
        (_("Outputs"), output_columns(), (list(output_cells(content, each).values()) for each in content.outputs)),
        (_("Events"), event_columns(), event_rows(content)),
    ]
    if not content.partner_reports:
        return sheets
    partner = [_("Partner number"), _("Partner")]
    texts = [_("Summary of the work"), _("Problems and deviations"), _("Target groups reached"), _("Next steps")]
    return [
        *sheets,
        (_("Partner reports"), [*partner, *texts], text_rows(content)),
        (_("Progress by activity"), [*partner, *entry_columns()], of_each(content, entry_rows)),
        (_("Outputs by partner"), [*partner, *deliverable_columns()], of_each(content, deliverable_rows)),
        (_("Expenditure"), [*partner, *cost_columns()], of_each(content, cost_rows)),
    ]


def highlights(content):
    """The sheet of what partners achieved in their own words; none where the reader may see no such words."""
    told = content.joint.told("summary") if content.joint else []
    rows = [[partner.partner_number, partner.name, words] for partner, words in told]
    columns = [_("Partner number"), _("Partner"), _("Highlights of the main achievements")]
    return [(_("Highlights"), columns, rows)] if rows else []


def cost_rows(told):
    for each in told.costs:
        yield [capfirst(str(each)), each.amount_eur, own(each.note)]


def of_each(content, rows):
    for told in content.partner_reports:
        for row in rows(told):
            yield [told.partner.partner_number, told.partner.name, *row]


def text_rows(content):
    parts = ("summary", "problems", "target_groups", "next_steps")
    return [
        [told.partner.partner_number, told.partner.name, *(told.said(part) for part in parts)]
        for told in content.partner_reports
    ]


def event_columns():
    return [_("Event"), _("Date"), _("Place"), _("Host"), _("People that came")]


def event_rows(content):
    for each in content.events:
        yield [
            each.title,
            period(each.starts_on, each.ends_on),
            each.place,
            each.host and str(each.host),
            each.participants,
        ]
