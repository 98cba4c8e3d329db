"""Problem documents (RFC 9457): what went wrong, in one shape everywhere."""

from http import HTTPStatus

import orjson
from django.core.exceptions import PermissionDenied as NotForThem
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError

MEDIA_TYPE = "application/problem+json"


class BadParameters(APIException):
    """400: parameters of the address that are unknown or malformed, each named.

    `errors` holds `{"parameter", "code", "detail"}`, with `known` where a name or value has to be one of a list.
    """

    status_code = 400

    def __init__(self, errors):
        self.errors = errors
        super().__init__(" ".join(error["detail"] for error in errors), "bad_parameters")


def bad_parameter(name, code, detail, known=None):
    error = {"parameter": name, "code": code, "detail": str(detail)}
    return BadParameters([error if known is None else {**error, "known": list(known)}])


def unknown_word(name, word, known, told=None):
    """The error for a word in a parameter that is none of the known ones; `told` are those that the sentence names."""
    listed = ", ".join(known if told is None else told)
    detail = _("“%(value)s” is not known here. Known: %(known)s.") % {"value": word, "known": listed}
    return bad_parameter(name, "unknown", detail, known)


class Refusal(APIException):
    """A write that is refused, with every mistake of it named: `errors` holds `{"code", "detail", …}`."""

    def __init__(self, status, errors, headers=None):
        self.status_code, self.errors, self.headers = status, errors, headers or {}
        super().__init__(" ".join(error["detail"] for error in errors[:1]), errors[0]["code"])


def refusal(status, code, detail, headers=None, **more):
    return Refusal(status, [{**more, "code": code, "detail": str(detail)}], headers)


class ProblemFormatter(ExceptionFormatter):
    """Turns what a view raised into a problem document."""

    def run(self):
        request = self.context.get("request")
        errors = getattr(self.exc, "errors", None) or [self.as_problem(error) for error in self.get_errors()]
        return document(self.exc.status_code, errors, request and request.path)

    def as_problem(self, error):
        problem = {"code": error.code, "detail": error.detail}
        return {"pointer": pointer(error.attr), **problem} if isinstance(self.exc, ValidationError) else problem


class ProblemHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc):
        """What a rule of the portal refuses is told in its own sentence."""
        if isinstance(exc, NotForThem) and exc.args:
            return PermissionDenied(str(exc.args[0]))
        return super().convert_known_exceptions(exc)

    def get_response(self, exc, data):
        response = super().get_response(exc, data)
        response.content_type = MEDIA_TYPE
        for name, text in getattr(exc, "headers", {}).items():
            response[name] = text
        return response


def problem_response(exc, context):
    return ProblemHandler(exc, context).run()


def pointer(attribute):
    """Where in the body the wrong field stands, as a JSON pointer."""
    steps = [step for step in (attribute or "").split(".") if step and step != "non_field_errors"]
    return "#" + "".join(f"/{step}" for step in steps)


# How many mistakes are told in one sentence after the other; `errors` holds all of them.
TOLD = 20


def document(status, errors, instance=None):
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(dict.fromkeys(error["detail"] for error in errors[:TOLD])),
        "errors": errors,
    }
    return {**body, "instance": instance} if instance else body


def problem(request, status, code, message):
    """A problem document for what goes wrong outside the views of the API."""
    body = document(status, [{"code": code, "detail": str(message)}], request.path.replace("\0", ""))
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)


@csrf_exempt
def unknown_address(request, *args, **kwargs):
    """404 for every address under /api/ that nothing answers at; one that lacks only its last slash leads there."""
    try:
        if request.method in {"GET", "HEAD"} and resolve(f"{request.path_info}/").func is not unknown_address:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    except Resolver404:
        pass
    return problem(request, 404, "not_found", _("There is nothing at this address."))
