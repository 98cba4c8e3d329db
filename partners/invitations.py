"""Invitations: how people come into the portal, by a link that works once and for two weeks."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language

from cityregions.web.mail import absolute, send

from .models import Invitation, Membership, User

LIFETIME = timedelta(days=14)


class InvitationError(Exception):
    """The invitation cannot be accepted; `reason` says why: unknown, accepted, revoked, expired, left, inviter."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def invite(wanted, by=None):
    """Keeps this unsaved invitation and returns it with True, or the open one of the same address and partner."""
    if by:
        # A form sent twice at once makes one invitation: the second waits here and finds it.
        User.objects.select_for_update().get(pk=by.pk)
    same = Invitation.objects.filter(email__iexact=wanted.email, partner=wanted.partner)
    already = same.open(timezone.now()).first()
    if already:
        return already, False
    wanted.email, wanted.invited_by = wanted.email.lower(), by
    renew(wanted)
    return wanted, True


def renew(invitation):
    """Gives it a new link, good for two weeks from now; the old one stops working."""
    secret = secrets.token_urlsafe(32)
    invitation.digest = digest(secret)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    invitation.secret = secret


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def mail(invitation):
    """Sends the link of an invitation that has just been made or renewed. Raises OSError when no server takes it."""
    path = reverse("invitation-accept", args=[invitation.secret])
    by = invitation.invited_by
    context = {
        "invitation": invitation,
        "by": by,
        "link": absolute(translate_url(path, invitation.language or "en")),
        "until": timezone.localtime(invitation.expires_at).date(),
    }
    send("partners/email/invitation", invitation.email, invitation.language, context, by.email if by else "")


def find(secret, lock=False):
    """The invitation of a link. Raises InvitationError when it is unknown or can no longer be accepted."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.select_related("partner")
    invitation = rows.filter(digest=digest(secret)).first()
    if not invitation:
        raise InvitationError("unknown")
    state = invitation.state(timezone.now())
    if state != "open":
        raise InvitationError(state)
    require_promise(invitation)
    return invitation


def require_promise(invitation):
    """The work is still to come, the partner still takes part, and whoever invited could still do so."""
    by, partner = invitation.invited_by, invitation.partner
    if invitation.until and invitation.until < timezone.localdate():
        raise InvitationError("expired")
    if partner and not type(partner).objects.active(timezone.localdate()).filter(pk=partner.pk).exists():
        raise InvitationError("left")
    if by and not by.is_coordinator and not (partner and by.invites_for().filter(pk=partner.pk).exists()):
        raise InvitationError("inviter")


def is_for(invitation, user):
    """Whether the invitation went to an address that this person has confirmed."""
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists()


@transaction.atomic
def accept(secret, user):
    """Gives the person what the invitation promised, once. Raises InvitationError when it cannot be."""
    invitation = find(secret, lock=True)
    if not is_for(invitation, user):
        raise InvitationError("foreign")
    if invitation.role == Invitation.Role.COORDINATOR:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    else:
        held = {"role": invitation.role, "until": invitation.until}
        Membership.objects.update_or_create(user=user, partner=invitation.partner, defaults=held)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return invitation


@transaction.atomic
def accept_as_new(secret, name, password):
    """Makes an account for the address, which the link has proved, and accepts. Returns it, or None if there is one."""
    invitation = find(secret, lock=True)
    if has_account(invitation.email):
        return None
    language = invitation.language or get_language() or ""
    user = User.objects.create_user(invitation.email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    accept(secret, user)
    return user


def has_account(email):
    known = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return known.exists() or User.objects.filter(email__iexact=email).exists()
