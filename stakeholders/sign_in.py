"""How a stakeholder's contact signs in: by a link sent to its address, which works once and for half an hour."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from cityregions.web.mail import absolute, send
from partners.models import User

from .models import Contact, SignInLink

LIFETIME = timedelta(minutes=30)


class LinkError(Exception):
    """The link lets nobody in; `reason` says why: unknown, used, expired, account."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def send_link(email):
    """Sends what helps this address in: a link, a word on the account that it has, or that it is no contact's.

    Every address gets a mail, so that neither the page nor the time it takes tells which is known.
    Raises OSError when no server takes the mail.
    """
    SignInLink.objects.filter(expires_at__lt=timezone.now() - LIFETIME).delete()
    contact = Contact.objects.filter(email__iexact=email).order_by("pk").first()
    account = account_of(email)
    if not contact or (account and not account.is_active):
        send("stakeholders/email/no_contact", email, translation.get_language(), {"email": email})
    elif account and works_here(account):
        join(email, account)
        send("stakeholders/email/use_account", email, account.language, {})
    else:
        send("stakeholders/email/sign_in", email, contact.language, {"link": new_link(contact), "email": email})


def account_of(email):
    known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return known.user if known else User.objects.filter(email__iexact=email).first()


def works_here(account):
    """People of the partnership sign in by password and second factor: a link alone must not replace them."""
    return account.is_staff or account.memberships.exists()


def join(email, account):
    """Makes the account that of every contact with its address, once the address is known to be its own."""
    if EmailAddress.objects.filter(user=account, email__iexact=account.email, verified=True).exists():
        for contact in Contact.objects.filter(email__iexact=email).exclude(user=account):
            contact.user = account
            contact._change_reason = "Signed in"
            contact.save()


def new_link(contact):
    secret = secrets.token_urlsafe(32)
    expires = timezone.now() + LIFETIME
    link = SignInLink.objects.create(contact=contact, digest=digest(secret, contact), expires_at=expires)
    with translation.override(contact.language or settings.LANGUAGE_CODE):
        return absolute(reverse("contact-enter", args=[link.pk, secret]))


def digest(secret, contact):
    """Holds the address too: a link stops working when the contact gets another one."""
    return hashlib.sha256(f"{secret} {contact.email.lower()}".encode()).hexdigest()


def find(pk, secret, lock=False):
    """The link of this address. Raises LinkError when it lets nobody in."""
    rows = SignInLink.objects.select_for_update(of=("self",)) if lock else SignInLink.objects
    link = rows.select_related("contact").filter(pk=pk).first()
    if not link or not secrets.compare_digest(link.digest, digest(secret, link.contact)):
        raise LinkError("unknown")
    if link.used_at:
        raise LinkError("used")
    if link.expires_at <= timezone.now():
        raise LinkError("expired")
    return link


@transaction.atomic
def enter(pk, secret):
    """Uses the link up and returns the contact's account, which is made now if it is the first time."""
    link = find(pk, secret, lock=True)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    contact = link.contact
    account = account_of(contact.email) or make_account(contact)
    if not account.is_active or works_here(account):
        raise LinkError("account")
    confirm(account, contact.email)
    join(contact.email, account)
    return account


def make_account(contact):
    return User.objects.create_user(contact.email, name=contact.name, language=contact.language)


def confirm(account, email):
    """The link has proved the address."""
    known = EmailAddress.objects.filter(user=account, email__iexact=email)
    if not known.update(verified=True):
        is_first = not account.emailaddress_set.exists()
        EmailAddress.objects.create(user=account, email=email.lower(), verified=True, primary=is_first)
