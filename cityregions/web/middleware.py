"""Errors in the portal's own words, whatever went wrong and wherever."""

import codecs
import re
from urllib.parse import unquote_to_bytes
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from .errors import bad_request, bad_request_page, is_api, not_found, problem

LONGEST_QUERY = 8000
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def number_requests(get_response):
    """Gives each request a number, its own if it brings a well-formed one, which the answer and the history repeat."""

    def respond(request):
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        response = get_response(request)
        response["X-Request-ID"] = request.request_id
        return response

    return respond


def refuse_malformed_requests(get_response):
    """Answers 400 to an address that is too long, not UTF-8 or holds a null character, and to text in another code."""

    def respond(request):
        make_harmless(request)
        message = complaint(request)
        if not message:
            return get_response(request)
        with override(get_language_from_request(request, check_path=True)):
            return refuse(request, str(message))

    return respond


def make_harmless(request):
    """Takes out what nobody means: slashes that make a link to the page lead to another server, null characters."""
    if request.path.startswith("//"):
        request.path = request.path_info = f"/{request.path.lstrip('/')}"
    request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in name + value}


def refuse(request, message):
    return problem(request, 400, "bad_request", message) if is_api(request) else bad_request_page(request, message)


def complaint(request):
    """What is wrong with a request, or nothing."""
    query, path = request.META.get("QUERY_STRING", ""), request.path
    if not is_utf8(request.content_params.get("charset", "utf-8")):
        return _("Text has to be in UTF-8: say so in Content-Type, or say nothing there.")
    if len(query) + len(path) > LONGEST_QUERY or query.count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return _("The address is too long: use fewer filters.")
    try:
        text = unquote_to_bytes(query.encode("latin-1", "replace")).decode()
    except UnicodeDecodeError:
        return _("The address is not valid UTF-8 text: type the words again.")
    if "\0" in text or "\0" in path:
        return _("The address holds a null character: take it out.")
    return ""


def is_utf8(charset):
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


class OwnErrorPages:
    """Shows the portal's pages for what is not there or not understood, in development too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # No address of the portal fits: Django shows its list of addresses while DEBUG is on, and else our page.
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return not_found(request, None)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Http404):
            return not_found(request, exception)
        if isinstance(exception, BadRequest | SuspiciousOperation):
            return bad_request(request, exception)
        return None
