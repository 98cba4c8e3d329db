"""Accounts for trying the portal out: a coordinator, and one person for each partner; only while DEBUG is on."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from partners.accounts import give_totp
from partners.models import Membership, Partner, User

PASSWORD = "five-city-regions"  # noqa: S105 - printed on purpose, for accounts that exist with DEBUG only
COORDINATOR = "coordinator@example.org"
TOTP_SECRET = "CITYREGIONSDEMO2"  # noqa: S105 - printed on purpose, too


def demo_accounts():
    """The coordinator first, then the partners' people in the order of their addresses."""
    known = [COORDINATOR, *(address(slug) for slug in Partner.objects.values_list("slug", flat=True))]
    accounts = User.objects.filter(email__in=known).order_by("-is_staff", "email")
    return accounts.prefetch_related("memberships__partner")


def address(slug):
    return f"staff.{slug}@example.org"


@transaction.atomic
def make_demo_accounts():
    """Makes those that are missing; returns how many that were."""
    if not settings.DEBUG:
        return 0
    wanted = {COORDINATOR: None, **{address(partner.slug): partner for partner in Partner.objects.order_by("pk")}}
    present = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    missing = {email: partner for email, partner in wanted.items() if email not in present}
    # One slow hash for all of them.
    password = make_password(PASSWORD) if missing else ""
    for email, partner in missing.items():
        make_account(email, partner, password)
    coordinator = User.objects.get(email=COORDINATOR)
    if not is_mfa_enabled(coordinator):
        give_totp(coordinator, TOTP_SECRET)
    return len(missing)


def make_account(email, partner, password):
    name = f"Demo staff, {partner}" if partner else "Demo coordinator"
    user = User.objects.create(email=email, password=password, name=name[:150], is_staff=partner is None)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if partner:
        Membership.objects.create(user=user, partner=partner)
