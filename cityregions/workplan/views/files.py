"""Files of outputs: handed in, and downloaded."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _now
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from rest_framework.exceptions import APIException

from cityregions.api.authentication import BearerAuthentication, require_noun
from cityregions.web import uploads
from cityregions.web.downloads import download

from ..handing_in import add_file, require_open
from ..models import Output, OutputFile
from ..review_forms import UploadForm

log = logging.getLogger("portal.files")


@method_decorator(csrf_exempt, name="dispatch")
class FileNew(View):
    """Who may hand in a file, and how large it is, is asked before a byte of it is read; then the token of the form."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, slug, **kwargs):
        if not request.user.is_authenticated:
            return self.sign_in(request)
        self.output = get_object_or_404(Output.objects.visible_to(request.user), slug=slug)
        require_open(request.user, self.output)
        if request.method == "POST" and uploads.is_too_large(request):
            return self.show(UploadForm(), status=413, too_large=uploads.too_large())
        uploads.receive(request)
        return self.protected(request, *args, **kwargs)

    def sign_in(self, request):
        """What was sent is not read: nobody knows who sent it."""
        if request.method == "POST":
            messages.warning(request, _now("You are signed out. Sign in again, then choose the file once more."))
        return redirect_to_login(request.path)

    @method_decorator(csrf_protect)
    def protected(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.show(UploadForm())

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        told = {name: form.cleaned_data[name] for name in ("language", "version", "accessible")}
        try:
            row = add_file(self.output, form.cleaned_data["file"], request.user, **told)
        except ValidationError as error:
            form.add_error("version", ValidationError(error.messages))
        except OSError as error:
            log.error("A file could not be stored: %s", error)
            form.add_error("file", uploads.disk_full())
        else:
            messages.success(
                request, _now("Handed in: %(name)s, version %(version)s.") % {"name": row.name, "version": row.version}
            )
            return redirect(self.output)
        return self.show(form, status=422)

    def show(self, form, status=200, **context):
        context |= {"form": form, "object": self.output, "largest": settings.LARGEST_FILE}
        response = render(self.request, "workplan/file_form.html", context, status=status)
        response.headers["Cache-Control"] = "private, no-cache"
        return response


def reader(request):
    """Whoever is signed in, or the person of a token: programs fetch what the API tells them of."""
    found = None if request.user.is_authenticated else BearerAuthentication().authenticate(request)
    if not found:
        return request.user
    require_noun(found[1], "output-files")
    return found[0]


class FileDownload(View):
    """A file, for those who see it: of a draft the partnership, of a published output anyone."""

    queryset = OutputFile.objects.all()
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        try:
            person = reader(request)
        except APIException as error:
            headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}
            return HttpResponse(str(error.detail), status=error.status_code, headers=headers)
        row = get_object_or_404(self.queryset.visible_to(person), pk=pk)
        try:
            return download(request, row)
        except FileNotFoundError:
            log.error("The file %s of %s is not in the store: run manage.py verify_files.", row.digest, row)
            raise Http404 from None
