"""Tokens: how a tool says for whom it reads, with `Authorization: Bearer cire_…`."""

from copy import copy
from datetime import timedelta
from functools import cache

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.crypto import hash_token
from knox.models import get_token_model
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from cityregions.web.logs import note

from .compiled import Compiled, Slot
from .limits import count_token

# A tool that reads every second need not be written down every second.
NOTED_EVERY = timedelta(minutes=1)


class HeaderSession(SessionAuthentication):
    """The user of a session, whose token against forgery comes in X-CSRFToken: no body is read to look for one."""

    def enforce_csrf(self, request):
        if request.method in SAFE_METHODS:
            return
        bodiless = copy(request._request)
        bodiless.method = "PUT"
        super().enforce_csrf(bodiless)


class BearerAuthentication(BaseAuthentication):
    """The user of the token; a token that is read-only may do nothing else."""

    def authenticate(self, request):
        scheme, _space, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        bare = getattr(request, "_request", request)
        if hasattr(bare, "refusal"):
            raise bare.refusal
        try:
            token = find_token(key.strip(), getattr(bare, "standing", None))
        except AuthenticationFailed as error:
            note("token refused", reason=error.get_codes(), address=address_of(request))
            bare.refusal = error
            raise
        count_token(request, token)
        if token.read_only and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This token may only read."), "read_only_token")
        note_use(token, request)
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


def find_token(key, standing=None):
    """The token with this key. Raises AuthenticationFailed when there is none, it has expired or its user has left.

    Under a standing of the data the token and its user stay as they are, and so does what is known of them.
    """
    digest = hash_token(key.decode("ascii", "replace"))
    token = (standing and standing.tokens.get(digest)) or token_with(digest)
    if token is None:
        raise AuthenticationFailed(_("This token is not known."), "unknown_token")
    if token.expiry and token.expiry < timezone.now():
        raise AuthenticationFailed(_("This token has expired: make a new one."), "expired_token")
    if not token.user.is_active:
        raise AuthenticationFailed(_("The account of this token is closed."), "closed_account")
    if not token.user.is_in_partnership:
        raise AuthenticationFailed(_("The work of this token's person for the partners has ended."), "ended_work")
    if standing:
        standing.tokens.keep(digest, token)
    return token


def allowed_nouns(request):
    """The nouns that the token of a request is kept to, or None where it may use all, as people may."""
    return frozenset(getattr(getattr(request, "auth", None), "nouns", None) or ()) or None


def allows(request, noun):
    """Whether a request may hear of the records of a noun."""
    allowed = allowed_nouns(request)
    return allowed is None or noun in allowed


def require_noun(token, noun):
    """Raises PermissionDenied (403), naming the allowed nouns, where a token is kept to others than this one."""
    if getattr(token, "nouns", None) and noun not in token.nouns:
        sentence = _("This token may use only: %(nouns)s.") % {"nouns": ", ".join(sorted(token.nouns))}
        raise PermissionDenied(sentence, "noun_not_allowed")


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


def note_use(token, request):
    """When it was last used, to the minute. From where, only the log says: it is kept as short as logs are."""
    now = timezone.now()
    if token.last_used is None or now - token.last_used > NOTED_EVERY:
        token.last_used = now
        type(token).objects.filter(pk=token.pk).update(last_used=now)
        note("token used", token=token.token_key, user=token.user_id, address=address_of(request))


def address_of(request):
    return get_adapter().get_client_ip(getattr(request, "_request", request))
