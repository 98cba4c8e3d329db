"""The data for keep.eu, as programs fetch it: JSON, XML and Excel."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework.response import Response

from cityregions.api.parameters import refuse_others
from cityregions.api.renderers import as_json
from cityregions.api.routes import also, register
from cityregions.api.schema import PortalSchema
from cityregions.api.tags import digest
from cityregions.api.views import ApiViewSet

from .content import content
from .fields import KeepSerializer
from .files import MEDIA_TYPES, made


@register("keep")
class KeepViewSet(ApiViewSet):
    """The project, its partners and its published documents, in the fields of keep.eu; the same for everybody."""

    serializer_class = KeepSerializer
    parameters = []
    heeds_nouns = True

    def list(self, request):
        return self.answered(self.content())

    def content(self):
        """In English, whoever asks: keep.eu has a field of its own for each language."""
        refuse_others(self.request, ())
        with override("en"):
            return content(timezone.localdate(), self.request.build_absolute_uri)


class FileSchema(PortalSchema):
    """Describes the same as a file."""

    def get_operation_id(self):
        return f"keep_{self.view.extension}"

    def _get_response_bodies(self, direction="response"):
        kind = MEDIA_TYPES[self.view.extension]
        description = _("The same as a file, described by /static/schemas/keep.xsd where it is XML.")
        return {"200": {"description": description, "content": {kind: {"schema": {"type": "string"}}}}}


class KeepFile(KeepViewSet):
    """The same as XML or as a workbook of Excel."""

    schema = FileSchema()
    extension = "xml"

    def list(self, request):
        """The tag is that of what stands in the file: two workbooks of the same are never alike to the byte."""
        found = self.content()
        tag = f'W/"{digest(as_json(found))}-{self.extension}"'
        answer = get_conditional_response(request._request, tag, None, HttpResponse(headers={"ETag": tag}))
        return answer if answer.status_code == 304 else self.as_file(found, tag)

    def as_file(self, found, tag):
        with override("en"):
            body = made(self.extension, found, self.request.build_absolute_uri)
        name = f"keep-{slugify(found['project']['acronym']) or 'project'}.{self.extension}"
        headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, headers=headers, content_type=MEDIA_TYPES[self.extension])


for extension in MEDIA_TYPES:
    also(f"keep.{extension}", KeepFile.as_view({"get": "list"}, extension=extension), f"keep-{extension}")
