"""What people and programs are told when something is wrong with what they asked for."""

from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from .editing import drafts


class BadAddress(BadRequest):
    """The address asks for something that the page does not know; `known` lists what it does."""

    def __init__(self, message, known=()):
        super().__init__(message)
        self.message, self.known = message, known


def is_api(request):
    return request.path.startswith("/api/")


def problem(request, status, code, message):
    """The API's own form of an error. Imported late: it needs the settings to be complete."""
    from cityregions.api.problems import problem

    return problem(request, status, code, message)


def bad_request_page(request, message, known=()):
    return render(request, "400.html", {"message": message, "known": known}, status=400)


def bad_request(request, exception):
    message = getattr(exception, "message", "") or _("The request was not understood.")
    if is_api(request):
        return problem(request, 400, "bad_request", message)
    return bad_request_page(request, message, getattr(exception, "known", ()))


def not_found(request, exception):
    if is_api(request):
        return problem(request, 404, "not_found", _("There is nothing at this address."))
    return render(request, "404.html", status=404)


def server_error(request):
    if is_api(request):
        return problem(request, 500, "error", _("Something went wrong on our side. Try again in a while."))
    return defaults.server_error(request)


def csrf_failure(request, reason=""):
    """A form that did not come from this portal, or whose page is older than the present sign-in."""
    draft = drafts.rescue(request)
    if draft and drafts.wants_json(request):
        return JsonResponse({"text": drafts.saved_words(draft)})
    message = _(
        "This form could not be accepted. Go back, reload the page and send it again; what you typed is still there."
    )
    if draft:
        message = _(
            "You have signed in again since this form was opened, so that it could not be saved. What you typed is "
            "kept: it stands in the form when you open it again."
        )
    context = {"message": message, "form_url": request.path if draft else ""}
    return render(request, "403.html", context, status=403)
