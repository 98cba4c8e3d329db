"""Making a report: at once for a project of usual size, in the background for a large one."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cityregions.records.keeping import newest
from cityregions.records.work import ResultFile, WorkError, carries_out
from cityregions.workplan.models import OutputEntry, ReportedCost, ReportingPeriod, ReportText
from cityregions.workplan.progress.kept import state_of_the_data
from partners.models import BudgetLine, PartnerBudget

from ..models import Project
from . import interreg, pdf, sheets, word
from .content import Content
from .progress_report import progress_report

# A report on more rows than this takes longer than people wait for a page.
AT_ONCE = 3000
MEDIA_TYPES = {"pdf": pdf.MEDIA_TYPE, "xlsx": sheets.XLSX, "docx": word.MEDIA_TYPE}


def content_of(user, on, period=None):
    return Content(Project.objects.the_one(), user, on, period)


def make(content, extension, tell=lambda step, done, total: None):
    """The report as a file. `tell` hears how far it is."""
    tell(_("Gathers what the report tells"), 0, 3)
    if extension == "xlsx":
        document, parts = interreg.begin(content, _("Report for the programme")), interreg.workbook(content)
        tell(_("Writes the file"), 1, 3)
        made = sheets.as_xlsx(parts, document.title, notes(document)), sheets.XLSX
    else:
        document = progress_report(content) if extension == "pdf" else interreg.interreg_report(content)
        tell(_("Writes the file"), 1, 3)
        made = (
            (pdf.as_pdf(document), pdf.MEDIA_TYPE) if extension == "pdf" else (word.as_docx(document), word.MEDIA_TYPE)
        )
    tell(_("Keeps the file"), 2, 3)
    return ResultFile(made[0], name_of(content, extension), made[1])


def notes(document):
    """What stands on the first sheet: title, who funds it, facts."""
    facts = next((block["pairs"] for block in document.blocks if block["kind"] == "facts"), [])
    return [[document.title], [document.subtitle], [document.statement], [], *(list(pair) for pair in facts)]


def name_of(content, extension):
    project = slugify(str(content.project or "")) or "project"
    return f"{project}-report-{content.period.slug if content.period else content.on.isoformat()}.{extension}"


def version(user):
    """The state of everything that a report tells: another one as soon as something in it changes."""
    rest = (Project, ReportText, OutputEntry, ReportedCost, ReportingPeriod, BudgetLine, PartnerBudget)
    return str((state_of_the_data(user), newest(rest), timezone.localdate()))


@carries_out("report")
def report_in_background(work):
    """The report for the person who asked for it, as what that person may see now."""
    asked, user = work.arguments, work.owner or AnonymousUser()
    period = None
    if asked["period"]:
        period = ReportingPeriod.objects.visible_to(user).filter(slug=asked["period"]).first()
        if period is None:
            raise WorkError(_("This reporting period is no longer there: choose another one."))
    return make(content_of(user, date.fromisoformat(asked["on"]), period), asked["format"], work.tell)
