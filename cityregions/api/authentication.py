"""Tokens: how a tool says for whom it reads, with `Authorization: Bearer cire_…`."""

from datetime import timedelta
from functools import cache

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.crypto import hash_token
from knox.models import get_token_model
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from .compiled import Compiled, Slot

# A tool that reads every second need not be written down every second.
NOTED_EVERY = timedelta(minutes=1)


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
    token = token_with(digest)
    if token is None:
        raise AuthenticationFailed(_("This token is not known."), "unknown_token")
    if token.expiry and token.expiry < timezone.now():
        raise AuthenticationFailed(_("This token has expired: make a new one."), "expired_token")
    if not token.user.is_active:
        raise AuthenticationFailed(_("The account of this token is closed."), "closed_account")
    return token


def token_with(digest):
    """The token with this digest and its user, as they stand in the database now; None where there is none."""
    reading, names, own = token_reading()
    for values in reading.rows({"digest": digest}):
        token = get_token_model().from_db(reading.alias, names[:own], values[:own])
        token.user = get_user_model().from_db(reading.alias, names[own:], values[own:])
        return token
    return None


@cache
def token_reading():
    """The query for a token, compiled once, the columns that it reads, and how many of them are the token's own."""
    model, user = get_token_model(), get_user_model()
    own, of_user = ([field.attname for field in each._meta.concrete_fields] for each in (model, user))
    rows = model.objects.filter(digest=Slot("digest", model._meta.get_field("digest"))).order_by()
    return Compiled(rows, [*own, *(f"user__{name}" for name in of_user)]), [*own, *of_user], len(own)


def note_use(token):
    now = timezone.now()
    if token.last_used is None or now - token.last_used > NOTED_EVERY:
        type(token).objects.filter(pk=token.pk).update(last_used=now)
