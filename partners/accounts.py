"""Accounts: who may make one, in which language mail reaches people, and what is noted of failed attempts."""

import logging

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import translate_url
from django.utils import timezone, translation

from cityregions.web.logs import note

log = logging.getLogger("portal.signin")


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up unasked: people of the partnership are invited."""

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.note("too many attempts", request, credentials.get("email"))
            raise

    def authentication_failed(self, request, **credentials):
        email = credentials.get("email") or ""
        self.note("wrong password", request, email)
        note_sign_in(request, find_user(email), "password", succeeded=False)

    def note(self, what, request, who):
        log.warning("Sign-in refused, %s: %r from %s", what, who, self.get_client_ip(request))

    def send_mail(self, template_prefix, email, context):
        language = language_of(email, context.get("user"))
        links = {name: translate_url(url, language) for name, url in context.items() if name.endswith("_url") and url}
        with translation.override(language):
            super().send_mail(template_prefix, email, {**context, **links})

    def render_mail(self, *args, **kwargs):
        message = super().render_mail(*args, **kwargs)
        message.reply_to = [settings.REPLY_TO] if settings.REPLY_TO else []
        return message


def language_of(email, user=None):
    """The language of mails to this address: the account's, else that of the page that was asked."""
    user = user or find_user(email)
    return (user.language or settings.LANGUAGE_CODE) if user else translation.get_language()


def find_user(email):
    from .models import User

    return User.objects.filter(email__iexact=email).first()


def note_sign_in(request, user, way, *, succeeded):
    """Keeps for the person, where there is one, that somebody came in or tried to."""
    from .models import SignIn

    if user:
        told = {"ip": get_adapter().get_client_ip(request), "user_agent": request.headers.get("User-Agent", "")[:200]}
        way = way if way in SignIn.Way else SignIn.Way.OTHER
        SignIn.objects.note(user, timezone.now(), way=way, succeeded=succeeded, **told)


def note_signing_in(request, user, **_signal):
    """For `user_logged_in`: what was shown last to come in."""
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    way = "passkey" if last.get("type") == "webauthn" and last.get("passwordless") else last.get("method", "other")
    note("signed in", user=user.pk, way=way, address=get_adapter().get_client_ip(request))
    note_sign_in(request, user, way, succeeded=True)


class NotedCode:
    """A wrong code of a second factor is noted like a wrong password."""

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError:
            log.warning("Sign-in refused, wrong code of the second factor: %r", self.user.email)
            note_sign_in(context.request, self.user, "mfa", succeeded=False)
            raise


class SecondFactorForm(NotedCode, AuthenticateForm):
    pass


class SecondFactorAgainForm(NotedCode, ReauthenticateForm):
    pass


def give_totp(user, secret):
    """Sets up an authenticator app with a known secret, for demo accounts and tests."""
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(secret)}}
    )
