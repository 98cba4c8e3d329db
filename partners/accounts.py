"""Accounts: who may make one, in which language mail reaches people, and what is noted of failed attempts."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import translate_url
from django.utils import translation

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
        self.note("wrong password", request, credentials.get("email"))

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
    from .models import User

    user = user or User.objects.filter(email__iexact=email).first()
    return (user.language or settings.LANGUAGE_CODE) if user else translation.get_language()


class NotedCode:
    """A wrong code of a second factor is noted like a wrong password."""

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError:
            log.warning("Sign-in refused, wrong code of the second factor: %r", self.user.email)
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
