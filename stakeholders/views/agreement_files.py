"""Files with the text of agreements: attached to a version, and downloaded."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cityregions.records import rights
from cityregions.records.files import store
from cityregions.web.filing import Download, HandIn, name_file

from ..engagement_forms import UploadForm
from ..models import Agreement, AgreementFile, AgreementVersion


class AgreementFileNew(HandIn):
    """Attaches a file to a version that nobody has endorsed yet."""

    form_class = UploadForm
    template_name = "stakeholders/agreement_file_form.html"

    def find(self, pk):
        rows = AgreementVersion.objects.visible_to(self.request.user).select_related("agreement__area")
        version = get_object_or_404(rows, pk=pk)
        if not rights.may_change(self.request.user, version):
            raise PermissionDenied(rights.refusal(version))
        return version

    def keep(self, file):
        with store.placing(file.incoming), transaction.atomic():
            # Endorsing waits for the agreement as well, so nobody endorses meanwhile.
            Agreement.objects.select_for_update().get(pk=self.object.agreement_id)
            rights.require_change(self.request.user, self.object)
            name_file(AgreementFile(version=self.object), file, self.request.user, "")
        return _("Attached: %(name)s.") % {"name": file.told_name}


class AgreementFileDownload(Download):
    queryset = AgreementFile.objects.all()
    noun = "agreements"
