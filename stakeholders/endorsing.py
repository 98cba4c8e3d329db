"""Endorsing agreements: who may stand behind which version for a party, and who is asked to."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records import rights
from partners.models import Notification
from partners.notices import settle, working_for

from .models import Agreement, AgreementVersion, Party, PartyEndorsement

ASKED = Notification.Reason.ENDORSE


def newest(agreement):
    """The version that parties are asked to endorse; None where the agreement has no text yet."""
    return agreement.versions.newest_first().first()


def speaks_for(user, party):
    return user.is_authenticated and user.is_active and Party.objects.spoken_for_by(user).filter(pk=party.pk).exists()


@transaction.atomic
def endorse(party, by, number=None, note=""):
    """The party stands behind the newest version, which has to be the one with this number where one is given.

    Raises ValidationError with a sentence where there is nothing to endorse, PermissionDenied for others.
    """
    version = open_version(party, by)
    if number is not None and version.number != number:
        raise ValidationError(_("There is a newer version of the text by now: read it, then endorse that one."))
    endorsement = PartyEndorsement(party=party, version=version, endorsed_by=by, note=note.strip())
    endorsement._history_user = by
    endorsement.full_clean()
    endorsement.save()
    if not Party.objects.asked().filter(agreement=version.agreement_id).exists():
        settle(version.agreement, ASKED)
    return endorsement


@transaction.atomic
def withdraw(party, by):
    """The party stands behind the newest version no more. Raises as `endorse` does."""
    version = open_version(party, by)
    endorsement = party.endorsements.filter(version=version).first()
    if endorsement is None:
        raise ValidationError(_("The party has not endorsed this version."))
    endorsement._history_user = by
    endorsement.delete()


def open_version(party, by):
    """The version that the party may endorse now, with its agreement locked until this is done."""
    agreement = Agreement.objects.select_for_update().get(pk=party.agreement_id)
    if not speaks_for(by, party):
        raise PermissionDenied(_("Only the party’s own contacts, or staff of the partner that it is, endorse for it."))
    if agreement.status == Agreement.Status.ENDED:
        raise ValidationError(_("The agreement has ended: nobody endorses it any more."))
    version = newest(agreement)
    if version is None:
        raise ValidationError(_("There is no text yet that could be endorsed."))
    return version


@transaction.atomic
def add_version(agreement, by, *, text, language="", note=""):
    """A new version of the text, which the parties are asked to endorse. Raises PermissionDenied, ValidationError."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    rights.require_change(by, agreement)
    last = newest(agreement)
    language = language or (last.language if last else "en")
    version = AgreementVersion(agreement=agreement, text=text, language=language, note=note, made_by=by)
    version._history_user = by
    version.full_clean()
    version.save()
    ask(agreement)
    return version


def ask(agreement):
    """Tells those who speak for the parties, anew where they were told of an earlier version, that there is a text."""
    settle(agreement, ASKED)
    people = {person for party in agreement.parties.asked() for person in spokespeople(party.stakeholder)}
    Notification.objects.tell(sorted(people, key=lambda person: person.pk), ASKED, agreement)


def spokespeople(stakeholder):
    """The people who endorse for a stakeholder: its contacts that have an account, and staff of the partner it is."""
    contacts = {contact.user for contact in stakeholder.contacts.filter(user__is_active=True).select_related("user")}
    partner = stakeholder.partner
    return contacts | set(working_for(partner, timezone.localdate()) if partner else ())


def standing(agreement, user):
    """The parties that the person sees, each with what it endorsed, and the newest text."""
    rows = agreement.parties.visible_to(user).with_endorsement().select_related("stakeholder__area").order_by("pk")
    own = set()
    if user.is_authenticated:
        own = set(agreement.parties.spoken_for_by(user).values_list("pk", flat=True))
    version = newest(agreement)
    is_open = version is not None and agreement.status != Agreement.Status.ENDED
    for party in rows:
        party.agreement = agreement
        party.is_own = party.pk in own and is_open
        party.has_endorsed = version is not None and party.endorsed_version == version.number
        party.is_missing = is_open and not party.has_endorsed
    return list(rows), version
