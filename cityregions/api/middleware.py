"""The straight way to the API, past all that is there for people: sessions, forms, messages, pages of their own.

A program that reads and brings no cookie goes it. What it was answered before is sent again as it was, as long as the
data stay as they are (`kept`), without a look at anything but who asks and how often.
"""

from functools import lru_cache, reduce

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException

from cityregions.web.middleware import refuse_malformed_requests

from .authentication import BearerAuthentication
from .kept import last_standing, standing
from .limits import brings_token, limit_requests
from .straight import headed, learn, planned
from .views import ApiViewSet

HERE, LIMITS = "cityregions.api.middleware.go_straight", "cityregions.api.limits.limit_requests"
START = "/api/v1/"
POLICY = "default-src 'none'; frame-ancestors 'none'"
# What of a request makes the answer another one, beside its path.
TOLD_APART_BY = (
    "QUERY_STRING",
    "HTTP_AUTHORIZATION",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "HTTP_X_FORWARDED_HOST",
)
BEFORE_A_WRITE = {"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", *BEFORE_A_WRITE}


def go_straight(get_response):
    """Answers what needs nothing of the middlewares behind this one but the headers that every answer carries."""
    carried = {}
    straight_on = convert_exception_to_response(limit_requests(refuse_malformed_requests(answer)))

    def respond(request):
        request.straight = where_to(request)
        if request.straight is None or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return get_response(request)
        kind = (request.is_secure(), "HTTP_ORIGIN" in request.META)
        if kind not in carried:
            carried[kind] = headers_passed_by(request)
        request.carried = carried[kind]
        response = straight_on(request)
        return response if getattr(response, "is_whole", False) else carrying(response, request.carried)

    return respond


def where_to(request):
    """Where a request leads that may go straight, or None."""
    if (
        request.method not in {"GET", "HEAD"}
        or request.META.get("HTTP_COOKIE")
        or not request.path_info.startswith(START)
    ):
        return None
    return leads_to(request.path_info, settings.ROOT_URLCONF)


@lru_cache(4096)
def leads_to(path, urlconf):
    try:
        match = resolve(path, urlconf)
    except Resolver404:
        return None
    return match if issubclass(getattr(match.func, "cls", object), ApiViewSet) else None


def headers_passed_by(request):
    """What the middlewares between this one and the limits put into the head of every answer, as [(name, value), …]."""
    places = [settings.MIDDLEWARE.index(name) for name in (HERE, LIMITS)]
    between = settings.MIDDLEWARE[places[0] + 1 : places[1]]

    def nothing(request):
        response = HttpResponse()
        # Nothing is loaded by, or shown within, what is no page.
        response._csp_exempt = True
        response.headers["Content-Security-Policy"] = POLICY
        return response

    response = reduce(lambda inner, name: import_string(name)(inner), reversed(between), nothing)(request)
    return [(name, value) for name, value in response.items() if name != "Content-Type"]


def carrying(response, headers):
    for name, value in headers:
        if name.lower() == "vary":
            patch_vary_headers(response, [value])
        else:
            response.headers.setdefault(name, value)
    if not response.streaming and not response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    return response


class Whole:
    """An answer as it was sent: all of its head that does not belong to the one request, and its body."""

    def __init__(self, response):
        self.head, self.body, self.tag = dict(response.headers._store), response.content, response.headers["ETag"]
        self.head_of_304 = None

    def again(self, request):
        """The same to another reader, or 304 to one who has just that."""
        if request.META.get("HTTP_IF_NONE_MATCH") == self.tag and not BEFORE_A_WRITE & request.META.keys():
            if self.head_of_304 is None:
                unchanged = carrying(as_asked(request, whole(self.head, self.body)), request.carried)
                self.head_of_304 = dict(unchanged.headers._store)
            return whole(self.head_of_304, b"", 304)
        return as_asked(request, whole(self.head, self.body))


def whole(head, body, status=200):
    """A response with a head that is complete."""
    response = headed(head, body, status)
    response.is_whole = True
    return response


def answer(request):
    """The answer that is kept, else that of a plan or of the view, which is then kept if it may be."""
    request.get_host()  # refuses names that are not the portal's
    request.resolver_match = match = request.straight
    if not match.func.cls.keeps:
        request.standing = None
        return seen(request, match, whole=False)
    key = ("HTTP_ORIGIN" in request.META, request.scheme, request.path_info, *map(request.META.get, TOLD_APART_BY))
    last = last_standing() if request.method == "GET" else None
    if last and not last.answers.get(key) and (response := as_before(request, match, last)):
        return kept(request, key, response)
    request.standing = standing()
    if request.standing is None or request.method != "GET":
        response = planned(request, match)
        return as_asked(request, response) if response else seen(request, match, whole=False)
    found = request.standing.answers.get(key)
    if found and is_let_in(request):
        return found.again(request)
    return kept(request, key, planned(request, match) or seen(request, match, whole=True))


def as_before(request, match, last):
    """The answer where the query that reads it finds the data as they were last, else None."""
    request.standing, connection.health_check_done = last, True
    try:
        return planned(request, match, last)
    except (OperationalError, InterfaceError):
        # Lost, or another one than that which had it planned: whoever asks on begins anew.
        connection.close()
        return None


def kept(request, key, response):
    """The answer, which is sent again as it is to whoever asks the same of the same data."""
    if response.status_code != 200 or response.streaming or "ETag" not in response:
        return response
    request.standing.answers.keep(key, Whole(carrying(response, request.carried)))
    return as_asked(request, response)


def seen(request, match, whole):
    """The answer of the view; `whole` says that what the reader has of it already is asked later."""
    conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META} if whole else {}
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    request.META.update(conditions)
    if response.status_code == 200:
        learn(request, response)
    return response


def as_asked(request, response):
    """The answer, or 304 where the reader has just that."""
    if not CONDITIONS & request.META.keys():
        return response
    changed = response.headers.get("Last-Modified")
    changed = changed and parse_http_date(changed)
    return get_conditional_response(request, response.headers["ETag"], changed, response)


def is_let_in(request):
    """Whether who asks still may, as is counted; where not, the view tells why."""
    if not brings_token(request):
        return True
    try:
        BearerAuthentication().authenticate(request)
    except APIException:
        return False
    return True
