"""Tokens: how a tool says for whom it reads, with `Authorization: Bearer cire_…`."""

from copy import copy
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.crypto import hash_token
from knox.models import get_token_model
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

# A tool that reads every second need not be written down every second.
NOTED_EVERY = timedelta(minutes=1)


class HeaderSession(SessionAuthentication):
    """The user of a session, whose token against forgery comes in X-CSRFToken: no body is read to look for one."""

    def enforce_csrf(self, request):
        bodiless = copy(request._request)
        bodiless.method = "PUT"
        super().enforce_csrf(bodiless)


class BearerAuthentication(BaseAuthentication):
    """The user of the token; a token that is read-only may do nothing else."""

    def authenticate(self, request):
        scheme, _space, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = find_token(key.strip())
        if token.read_only and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This token may only read."), "read_only_token")
        note_use(token)
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


def find_token(key):
    """The token with this key. Raises AuthenticationFailed when there is none, it has expired or its user has left."""
    digest = hash_token(key.decode("ascii", "replace"))
    token = get_token_model().objects.select_related("user").filter(digest=digest).first()
    if token is None:
        raise AuthenticationFailed(_("This token is not known."), "unknown_token")
    if token.expiry and token.expiry < timezone.now():
        raise AuthenticationFailed(_("This token has expired: make a new one."), "expired_token")
    if not token.user.is_active:
        raise AuthenticationFailed(_("The account of this token is closed."), "closed_account")
    return token


def note_use(token):
    now = timezone.now()
    if token.last_used is None or now - token.last_used > NOTED_EVERY:
        type(token).objects.filter(pk=token.pk).update(last_used=now)
