"""Files of outputs and evidence of reports: handed in, and downloaded."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from cityregions.records import rights
from cityregions.web.filing import Download, HandIn

from ..handing_in import add_file, attach, require_open
from ..models import EvidenceFile, Output, OutputFile, PartnerReport
from ..report_forms import EvidenceForm
from ..review_forms import UploadForm
from .reports import why_not


class FileNew(HandIn):
    """A file of an output."""

    form_class = UploadForm
    template_name = "workplan/file_form.html"
    told_at = "version"

    def find(self, slug):
        output = get_object_or_404(Output.objects.visible_to(self.request.user), slug=slug)
        require_open(self.request.user, output)
        return output

    def keep(self, file, **told):
        row = add_file(self.object, file, self.request.user, **told)
        return gettext("Handed in: %(name)s, version %(version)s.") % {"name": row.name, "version": row.version}


class EvidenceNew(HandIn):
    """Evidence for a line of a report; `?line=activity-12` chooses the line."""

    template_name = "workplan/evidence_form.html"

    def find(self, pk):
        report = get_object_or_404(PartnerReport.objects.visible_to(self.request.user).with_place(), pk=pk)
        if not rights.may_change(self.request.user, report):
            raise PermissionDenied(why_not(self.request.user, report))
        return report

    def form(self, *entered):
        return EvidenceForm(*entered, report=self.object, initial={"line": self.request.GET.get("line", "")})

    def keep(self, file, line):
        return gettext("Attached: %(name)s.") % {"name": attach(line, file, self.request.user).name}


class FileDownload(Download):
    """A file of an output: of a draft for the partnership, of a published one for anyone."""

    queryset = OutputFile.objects.all()
    noun = "output-files"


class EvidenceDownload(Download):
    """Evidence, for those who read what the report says."""

    queryset = EvidenceFile.objects.all()
    noun = "evidence-files"
