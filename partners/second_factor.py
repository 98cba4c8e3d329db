"""The second factor: required of coordinators before the admin opens, and taken away when lost."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cityregions.web.mail import send

log = logging.getLogger("portal.signin")

ALONE = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@transaction.atomic
def remove_second_factor(user, by=None):
    """Takes away what was lost, so that the person signs in by password and sets up a new one; tells the person."""
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if removed:
        log.warning("Second factor of %r removed by %s", user.email, by or "a command")
        send("partners/email/second_factor_removed", user.email, user.language, {"by": by})
    return bool(removed)


def has_passed(request):
    """Whether the person has a second factor and has shown it in this session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records) and is_mfa_enabled(request.user, ALONE)


def note_setting_up(request, user, authenticator, **_signal):
    """Who has just set up a second factor has shown it: nobody is asked twice."""
    if authenticator.type in ALONE and request.user == user:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def may_open_admin(request):
    """For `AdminSite.has_permission`: coordinators who have shown their second factor."""
    return getattr(request.user, "is_coordinator", False) and has_passed(request)


def lead_into_admin(request, extra_context=None):
    """For `AdminSite.login`: what is still missing before the admin opens."""
    wanted = get_next_redirect_url(request) or reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, reverse("account_login"))
    if not request.user.is_coordinator:
        raise PermissionDenied(_("The admin is for coordinators. What you work on, you edit on its own page."))
    if has_passed(request):
        return redirect(wanted)
    if not is_mfa_enabled(request.user, ALONE):
        return redirect("mfa_index")
    messages.info(request, _("The admin opens once you have shown your second factor."))
    return redirect_to_login(wanted, second_factor_page(request.user))


def second_factor_page(user):
    """Where this person shows the second factor: by a code, or by a passkey where there is nothing else."""
    ways = get_adapter().get_reauthentication_methods(user)
    return next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate"))
