"""The straight way to the API, past all that is there for people: sessions, forms, messages, pages of their own."""

from django.conf import settings
from django.urls import Resolver404, resolve

from .views import ApiViewSet

START = "/api/v1/"
POLICY = "default-src 'none'; frame-ancestors 'none'"


def go_straight(get_response):
    """Answers a program that reads and brings no cookie; everything else goes on its way.

    Stands behind what every answer carries, and does what of the rest such an answer needs.
    """

    def respond(request):
        match = straight(request)
        if match is None:
            return get_response(request)
        request.get_host()  # refuses names that are not the portal's
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        # Nothing is loaded by, or shown within, what is no page.
        response._csp_exempt = True
        response["Content-Security-Policy"] = POLICY
        if not response.streaming and not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        return response

    return respond


def straight(request):
    """Where such a request leads, or None."""
    if (
        request.method not in {"GET", "HEAD"}
        or "HTTP_COOKIE" in request.META
        or not request.path_info.startswith(START)
    ):
        return None
    try:
        match = resolve(request.path_info, settings.ROOT_URLCONF)
    except Resolver404:
        return None
    return match if issubclass(getattr(match.func, "cls", object), ApiViewSet) else None
