"""Files that programs hand in: as a form in a browser sends them, into the store before anything else is done."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser, DataAndFiles

from cityregions.api.bodies import StrictJSONParser
from cityregions.api.problems import Refusal, refusal
from cityregions.api.steps import mistakes_in
from cityregions.api.writing.entries import Entry
from cityregions.api.writing.repeats import answered_once
from cityregions.api.writing.views import reason_of
from cityregions.records.files import store
from cityregions.web import uploads


class FormOfFile(BaseParser):
    """A file and what is told of it, as forms in browsers send them; the file is in the store by then."""

    media_type = "multipart/form-data"

    def parse(self, stream, media_type=None, parser_context=None):
        form = parser_context["request"]._request
        return DataAndFiles(form.POST, form.FILES)


class TakesFiles:
    """Stands before PortalViewSet where a row is a file: it is sent as multipart/form-data.

    A noun names the form that reads what is sent (`sent_form`, described by `form_of_file`), the key at which it tells
    that the row cannot be (`told_at`), `whole` with what the file belongs to, and `add`, which saves the row.
    """

    parser_classes = [StrictJSONParser, FormOfFile]
    told_at = "file"

    def initial(self, request, *args, **kwargs):
        """A form is taken where a file is added only; one that is too large is not read at all."""
        if (request.content_type or "").startswith(FormOfFile.media_type):
            if self.action != "create":
                raise UnsupportedMediaType(request.content_type)
            if uploads.is_too_large(request):
                raise refusal(413, "too_large", uploads.too_large(), pointer="#/file")
            uploads.receive(request._request)
        super().initial(request, *args, **kwargs)

    def create(self, request):
        self.require_adding()
        if not (request.content_type or "").startswith(FormOfFile.media_type):
            raise UnsupportedMediaType(request.content_type, _("Send a file as multipart/form-data."))
        form = self.sent_form(request.data, request.FILES)
        if not form.is_valid():
            raise Refusal(400, list(mistakes_in(ValidationError(form.errors.as_data()))))
        told = form.cleaned_data
        whole = self.whole(told)
        try:
            with store.placing(told["file"].incoming):
                return self.written(lambda: answered_once(request, lambda: self.handed_in(whole, **told)))
        except OSError:
            raise refusal(507, "full", uploads.disk_full(), pointer="#/file") from None

    def handed_in(self, whole, file, **told):
        try:
            row = self.add(whole, file, reason=reason_of(self.request), **told)
        except ValidationError as error:
            raise refusal(400, "invalid", " ".join(error.messages), pointer=f"#/{self.told_at}") from None
        return self.answer_one(Entry(row, {}, "#"), 201)

    def refuse_unknown(self, key):
        raise refusal(400, "not_found", _("There is no such record, or you may not see it."), pointer=f"#/{key}")
