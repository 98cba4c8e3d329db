"""Filing: pages on which a file is handed in, rows that name it, and downloads for those who see the row."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from rest_framework.exceptions import APIException

from cityregions.api.authentication import BearerAuthentication, require_noun

from . import uploads
from .downloads import download

log = logging.getLogger("portal.files")


@method_decorator(csrf_exempt, name="dispatch")
class HandIn(View):
    """Who may hand in a file, and how large it is, is asked before a byte of it is read; then the token of the form.

    A page names its `form_class` and `template_name`, the field at which it tells that the row cannot be (`told_at`),
    `find` with what the file belongs to, and `keep`, which keeps it and returns what is said then.
    """

    http_method_names = ["get", "head", "post"]
    told_at = "file"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.sign_in(request)
        self.object = self.find(**kwargs)
        if request.method == "POST" and uploads.is_too_large(request):
            return self.show(self.form(), status=413, too_large=uploads.too_large())
        uploads.receive(request)
        return self.protected(request, *args)

    def sign_in(self, request):
        """What was sent is not read: nobody knows who sent it."""
        if request.method == "POST":
            messages.warning(request, gettext("You are signed out. Sign in again, then choose the file once more."))
        return redirect_to_login(request.get_full_path())

    @method_decorator(csrf_protect)
    def protected(self, request, *args):
        return super().dispatch(request, *args)

    def form(self, *entered):
        return self.form_class(*entered)

    def get(self, request):
        return self.show(self.form())

    def post(self, request):
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            said = self.keep(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(self.told_at, ValidationError(error.messages))
        except OSError as error:
            log.error("A file could not be stored: %s", error)
            form.add_error("file", uploads.disk_full())
        else:
            messages.success(request, said)
            return redirect(self.object)
        return self.show(form, status=422)

    def show(self, form, status=200, **context):
        context |= {"form": form, "object": self.object, "largest": settings.LARGEST_FILE}
        response = render(self.request, self.template_name, context, status=status)
        response.headers["Cache-Control"] = "private, no-cache"
        return response


def name_file(row, upload, by, reason):
    """Saves a row that names a file that is being placed."""
    row.name, row.format, row.size, row.digest = upload.told_name, upload.format, upload.size, upload.incoming.digest
    row._history_user, row._change_reason = by, reason or None
    row.full_clean()
    row.save()


def reader(request, noun):
    """Whoever is signed in, or the person of a token: programs fetch what the API tells them of as this noun."""
    found = None if request.user.is_authenticated else BearerAuthentication().authenticate(request)
    if not found:
        return request.user
    require_noun(found[1], noun)
    return found[0]


class Download(View):
    """A file, for those who see the row that names it.

    A page names its `queryset`, and as `noun` the one of the API that tells programs of these files.
    """

    queryset = None
    noun = ""
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        try:
            person = reader(request, self.noun)
        except APIException as error:
            headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}
            return HttpResponse(str(error.detail), status=error.status_code, headers=headers)
        row = get_object_or_404(self.queryset.visible_to(person), pk=pk)
        try:
            return download(request, row)
        except FileNotFoundError:
            log.error("The file %s of %s is not in the store: run manage.py verify_files.", row.digest, row)
            raise Http404 from None
