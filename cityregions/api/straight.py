"""A page of a list past the view: what a request asks for is known, and how it is read and headed is planned.

Whatever is not sure to be such a request, or is refused on the way, is left to the view, which tells why.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import activate, get_language_from_request
from rest_framework.exceptions import APIException

from . import plans
from .asking import taken_apart
from .authentication import BearerAuthentication
from .tags import weak_tag
from .views import PortalViewSet

# Of the head of an answer, what belongs to the one answer.
OWN = {"etag", "last-modified", "content-length"}


def planned(request, match, last=None):
    """The page of the list that is asked for, or None where its plan is not known yet.

    With the `last` standing, None as well where it turns out that the data are not as they were then.
    """
    if match.func.actions.get("get") != "list" or not issubclass(match.func.cls, PortalViewSet):
        return None
    if request.method != "GET" or request.META.get("HTTP_TRANSFER_ENCODING"):
        return None
    view = match.func.cls(request=request, standing=last or request.standing, **match.func.initkwargs)
    try:
        request.user, request.auth = BearerAuthentication().authenticate(request) or (AnonymousUser(), None)
        activate(language_of(request))
        request.query_params = request.GET
        asked = taken_apart(request, view, view.standing)
        plan = plans.known(view, asked)
        body = plan.answer(request, asked, last=last) if plan and plan.head else None
    except APIException:
        return None
    if body is None:
        return None
    return headed({**plan.head, "etag": ("ETag", weak_tag(body))}, body)


def headed(head, body, status=200):
    """A response with a head that is known; the kind of content is given only since Django would look for it."""
    response = HttpResponse(body, "application/json", status)
    response.headers._store = dict(head)
    return response


def language_of(request):
    """The language of the account, else that of the browser."""
    own = getattr(request.user, "language", "")
    return own if own in dict(settings.LANGUAGES) else get_language_from_request(request)


def learn(request, response):
    """Notes with what head the view has sent the page of a plan."""
    if plan := getattr(request, "plan", None):
        plan.head = {name: told for name, told in response.headers._store.items() if name not in OWN}
