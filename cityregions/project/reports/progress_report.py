"""The joint progress report: how far the project is, what was done, what is owed and late."""

from django.utils.translation import gettext as _

from ..models import Project
from .blocks import Document, basis, day, heading_of, money, names, own, per_cent, period, state

# Nobody reads more rows of a table, or more activities one by one, on paper.
MOST_ROWS, MOST_TOLD = 500, 100


def progress_report(content):
    """The report as a document, in the reader's language and as far as the reader may see it."""
    document = begin(content, _("Joint progress report"))
    document.most_rows = MOST_ROWS
    numbers(document, content)
    said(document, content, _("What was done"), "summary")
    for phase in content.plan.phases:
        phase_of(document, content, phase)
    outputs(document, content)
    milestones_and_events(document, content)
    said(document, content, _("Problems and deviations"), "problems")
    said(document, content, _("Next steps"), "next_steps")
    said(document, content, _("Target groups reached"), "target_groups")
    budget(document, content)
    sources(document, content)
    return document


def begin(content, title):
    project = content.project or Project(acronym="", name="")
    as_of = content.period.name if content.period else _("as of %(day)s") % {"day": day(content.on)}
    document = Document(
        f"{title}: {project}" if str(project) else title,
        as_of,
        str(project.lead_partner or project) if content.project else "",
        project.funding_statement_in_language,
    )
    facts = [
        (_("Project"), own(project.name)),
        (_("Programme"), own(project.programme)),
        (_("Fund"), own(project.fund)),
        (_("Lead partner"), own(str(project.lead_partner or ""))),
        (_("Project period"), period(project.starts_on, project.ends_on)),
    ]
    if content.period:
        facts.append((_("Reporting period"), period(content.period.starts_on, content.period.ends_on)))
    document.facts([*facts, (_("As it stood on"), day(content.on))])
    if project.is_sample:
        document.text(_("These data are made up for trying things out."))
    return document


def numbers(document, content):
    document.heading(_("How far the project is"))
    states = content.output_states
    document.facts(
        [
            (_("Outputs owed"), str(len(content.outputs))),
            (_("Delivered"), str(states["delivered"])),
            (_("Late"), str(states["late"])),
        ]
    )
    rows = [
        [own(heading_of(each.phase)), period(each.start, each.end), per_cent(each.percent), counted(each), owed(each)]
        for each in content.plan.phases
    ]
    columns = [_("Phase"), _("Period"), _("Progress"), _("What it rests on"), _("Outputs delivered")]
    document.table(_("Progress of the phases"), columns, rows, (3, 2.5, 1.2, 2.5, 1.5))
    document.text(
        _(
            "An activity’s progress is the mean of what its responsible partners last reported and the lead partner "
            "accepted; where nobody has reported yet, it is the share of its outputs that is delivered. A phase’s is "
            "the mean of its activities, weighted by their months."
        )
    )


def counted(phase):
    return _("%(counted)d of %(all)d activities") % {"counted": phase.counted, "all": len(phase.activities)}


def owed(thing):
    return _("%(delivered)d of %(owed)d") % {"delivered": thing.delivered, "owed": thing.owed}


def said(document, content, title, name):
    """What partners say in their own words of the period."""
    told = content.joint.told(name) if content.joint else []
    if told:
        document.heading(title)
        for partner, words in told:
            document.heading(own(partner.name), 2)
            document.text(own(words))


def phase_of(document, content, phase):
    document.heading(own(heading_of(phase.phase)))
    document.text(own(phase.phase.summary))
    columns = [_("Activity"), _("Responsible partners"), _("Period"), _("State"), _("Progress"), _("What it rests on")]
    rows = [
        [
            own(each.name),
            names(each.partners),
            period(each.start, each.end),
            state(each),
            per_cent(each.percent),
            basis(each),
        ]
        for each in phase.activities
    ]
    document.table(_("Activities"), columns, rows, (3, 2.6, 2, 1.2, 1.2, 2))
    spoken_of = [each for each in phase.activities if spoken(content, each)]
    for each in spoken_of[:MOST_TOLD]:
        what_was_done(document, own(each.name), spoken(content, each))
    if len(spoken_of) > MOST_TOLD:
        words = {"shown": MOST_TOLD, "all": len(spoken_of)}
        document.text(
            _("What was done for the first %(shown)d of %(all)d activities; the spreadsheet has all.") % words
        )


def spoken(content, progress):
    """What partners say of one activity, where they say anything beyond a number."""
    return [each for each in content.told.get(progress.activity.pk, ()) if each[3] or each[4]]


def what_was_done(document, name, told):
    if told:
        document.heading(name, 2)
        columns = [_("Partner"), _("Progress"), _("Achieved"), _("What was done"), _("Evidence")]
        rows = [
            [own(partner), per_cent(percent), extent, own(text), own(evidence)]
            for partner, percent, extent, text, evidence in told
        ]
        document.table(_("What was done for it"), columns, rows, (2, 1.2, 1.2, 4, 2.4))


def outputs(document, content):
    """Those that are late, those that are owed, those that are delivered; each with what is to be known of it."""
    columns = {"number": _("Number"), "name": _("Output"), "area": _("Metropolitan area"), "due": _("Due")}
    columns |= {"delivered": _("Delivered"), "state": _("State")}
    widths = {"number": 1.2, "name": 4.4, "area": 2, "due": 1.8, "delivered": 1.8, "state": 1.3}
    document.heading(_("Outputs"))
    for title, wanted, left_out in (
        (_("Late"), {"late"}, {"delivered", "state"}),
        (_("Owed"), {"due", "planned", "unknown"}, {"delivered"}),
        (_("Delivered"), {"delivered"}, {"state"}),
    ):
        shown = [name for name in columns if name not in left_out]
        rows = [output_cells(content, each) for each in content.outputs if each.state in wanted]
        document.heading(f"{title} ({len(rows)})", 2)
        cells = ([row[name] for name in shown] for row in rows)
        document.table(title, [columns[name] for name in shown], cells, [widths[name] for name in shown])


def output_cells(content, output):
    """What is told of an output, by column."""
    delivered = day(output.delivered_on) if output.delivered else ""
    if output.delivered and not delivered:
        delivered = _("yes, day not known")
    return {
        "number": content.output_numbers.get(output.pk, ""),
        "name": own(output.title),
        "area": own(output.area.name) if output.area else _("whole project"),
        "due": day(output.due),
        "delivered": delivered,
        "state": state(output),
    }


def milestones_and_events(document, content):
    document.heading(_("Milestones"))
    rows = [[own(each.name), own(str(each.pilot)), day(each.day) or _("not dated")] for each in content.plan.milestones]
    document.table(_("Milestones of the pilots"), [_("Milestone"), _("Pilot"), _("Reached")], rows, (4, 3, 2))
    document.heading(_("Events"))
    columns = [_("Event"), _("Date"), _("Place"), _("Host"), _("People that came")]
    rows = [
        [
            own(each.title),
            period(each.starts_on, each.ends_on) or _("not dated"),
            own(each.place),
            own(str(each.host or "")),
            "" if each.participants is None else str(each.participants),
        ]
        for each in content.events
    ]
    document.table(_("Where the partnership met"), columns, rows, (4, 2.2, 2.4, 2.4, 1.2))


def budget(document, content):
    """The table of the partners' budgets; what was spent only for those who may see it."""
    told = [each for each in content.budget.partners if each.lines]
    if not told:
        return
    document.heading(_("Budget"))
    shows = content.budget.shows_reported
    columns = [_("Partner"), _("Rate"), _("Planned, €"), _("Share of the fund, €")]
    columns += [_("Reported, €"), _("Share of the fund in it, €")] if shows else []
    rows = [budget_row(each, shows) for each in told]
    document.table(_("Budget of the partners in euro"), columns, rows, (3, 1, 1.6, 1.6, 1.6, 1.6)[: len(columns)])


def budget_row(each, shows_reported):
    amounts, rate = each.total, f"{each.rate.normalize():f} %" if each.rate is not None else _("not known")
    row = [own(each.partner.name), rate, money(amounts.planned), money(amounts.planned_share)]
    return row + ([money(amounts.reported), money(amounts.reported_share)] if shows_reported else [])


def sources(document, content):
    if content.sources:
        document.heading(_("Sources"))
        document.text(_("Where the facts of the plan are known from:"))
        document.list(content.sources)
