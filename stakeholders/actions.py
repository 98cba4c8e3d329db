"""What is done across several kinds of records at once: erasing a person, here and in the history."""

import json
import re
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from cityregions.records.answers import KeptAnswer
from cityregions.records.changes.log import Change, Touch
from cityregions.records.dates import PartialDateField
from cityregions.records.drafts import Draft
from cityregions.records.history.tables import tables
from cityregions.records.models import Record
from cityregions.records.work import Work
from partners.models import DataRequest, Invitation, Notification, User

from .models import Contact

ERASED = "…"
NO_ADDRESS = "erased@example.invalid"
# Characters before and after a name that tell what a text says of it.
AROUND = 60


@dataclass
class Person:
    """Everything under which a person is known here: accounts, contacts, addresses and names."""

    users: set = field(default_factory=set)
    contacts: set = field(default_factory=set)
    emails: set = field(default_factory=set)
    names: set = field(default_factory=set)


def erase_person(someone):
    """Erases an account or a contact with all that is stored about that person, in the history, too.

    `someone` is a User, a Contact or an e-mail address. What the person changed stays, without who it was. A person
    who has an account and is a contact, or a contact of several stakeholders, is erased as one.
    """
    with transaction.atomic():
        person = known(someone)
        delete_rows(person)
        forget_in_history(person)
        forget_in_changes(person)
        forget_what_is_kept(person)
        forget_in_texts(person)


def known(someone):
    """Under what a person is known: an address counts for an account once it is confirmed to be that person's."""
    person = Person(emails={someone.lower() if isinstance(someone, str) else someone.email.lower()})
    if isinstance(someone, User):
        person.users.add(someone.pk)
    if isinstance(someone, Contact) and someone.user_id:
        person.users.add(someone.user_id)
    addresses = EmailAddress.objects.filter(verified=True).alias(low=Lower("email"))
    person.users |= set(addresses.filter(low__in=person.emails).values_list("user", flat=True))
    person.users |= set(lowered(User).filter(low__in=person.emails).values_list("pk", flat=True))
    for source in (User.objects.filter(pk__in=person.users), addresses.filter(user__in=person.users)):
        person.emails |= {email.lower() for email in source.values_list("email", flat=True)}
    contacts = lowered(Contact).filter(Q(low__in=person.emails) | Q(user__in=person.users))
    person.contacts = set(contacts.values_list("pk", flat=True))
    person.names = names_of(person)
    return person


def lowered(model):
    return model.objects.alias(low=Lower("email"))


def names_of(person):
    """The names in accounts, contacts and in what those were earlier, as far as they are names of this person."""
    own = Contact.history.alias(low=Lower("email")).filter(low__in=person.emails)
    found = [
        *User.objects.filter(pk__in=person.users).values_list("name", flat=True),
        *Contact.objects.filter(pk__in=person.contacts).values_list("name", flat=True),
        *own.values_list("name", flat=True),
    ]
    return {name for name in found if name.strip()}


def delete_rows(person):
    """Deletes what is the person's own; memberships, drafts, notices, tokens and the like go with the account."""
    keys = UserSession.objects.filter(user__in=person.users).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    about = [f"partners.user/{key}" for key in person.users]
    about += [f"stakeholders.contact/{key}" for key in person.contacts]
    requests = lowered(DataRequest).filter(low__in=person.emails)
    about += [f"partners.datarequest/{key}" for key in requests.values_list("pk", flat=True)]
    Notification.objects.filter(record__in=about).delete()
    requests.update(email=NO_ADDRESS, text="", answer="")
    lowered(Invitation).filter(low__in=person.emails).delete()
    for contact in Contact.objects.filter(pk__in=person.contacts):
        contact.delete()
    for user in User.objects.filter(pk__in=person.users):
        user.delete()


def forget_in_history(person):
    """Deletes the past of the contacts, and takes the person out of the past of everything else."""
    own = Contact.history.alias(low=Lower("email"))
    own.filter(Q(id__in=person.contacts) | Q(low__in=person.emails)).delete()
    for table in tables().values():
        links = [each.attname for each in table.fields if each.related_model is User]
        for link in [*links, "history_user_id"]:
            table.rows.filter(**{f"{link}__in": person.users}).update(**{link: None})


def forget_in_changes(person):
    """The feed of changes goes on telling what changed, but not by whom."""
    for model in (Change, Touch):
        model.objects.filter(user_id__in=person.users).update(user_id=None)


def forget_what_is_kept(person):
    """Answers that programs were given, and files that were made, are kept for a day: those may name the person.

    What is in a file nobody can search; it can be made anew.
    """
    words = [spelling.lower() for spelling in spellings(person.emails | person.names)]
    kept = KeptAnswer.objects.values_list("pk", "headers", "body").iterator()
    told = ((pk, f"{headers} {bytes(body).decode(errors='replace')}".lower()) for pk, headers, body in kept)
    KeptAnswer.objects.filter(pk__in=[pk for pk, text in told if any(word in text for word in words)]).delete()
    Work.objects.filter(content__isnull=False).delete()


def names_people(model):
    """Whether people write about each other there, so that the name of a person in a text is that person's."""
    return model is LogEntry or getattr(model, "NAMES_PEOPLE", False)


def forget_in_texts(person):
    """Takes addresses out of every text, and names out of the texts that people write about each other."""
    anything = pattern_of(person.emails | person.names)
    for draft in Draft.objects.all():
        if anything.search(json.dumps([draft.title, draft.fields], ensure_ascii=False)):
            draft.delete()
    for model in apps.get_models(include_auto_created=True):
        blank_out(model, texts_of(model), person.emails)
        if names_people(model) or names_people(getattr(model, "instance_type", None)):
            blank_out(model, texts_of(model), person.names)
    for table in tables().values():
        blank_out(table.history, [table.history._meta.get_field("history_change_reason")], person.names)


def texts_of(model):
    return [each for each in model._meta.concrete_fields if is_text(each) and not each.primary_key]


def is_text(each):
    kinds = models.CharField | models.TextField | models.JSONField
    return isinstance(each, kinds) and not isinstance(each, PartialDateField) and not each.choices


def blank_out(model, fields, words):
    """Replaces these words in the texts of all rows, and in what people find those by."""
    pattern = pattern_of(words)
    for row in speaking(model, fields, words):
        changed = {name: without(pattern, value) for name, value in row.items() if name != "pk"}
        if issubclass(model, Record):
            found = {name: value for name, value in changed.items() if name != "search_text"}
            changed = found | {"search_text": model(**found).folded_text(), "modified": timezone.now()}
        model._base_manager.filter(pk=row["pk"]).update(**changed)


def speaking(model, fields, words):
    """The rows with one of these words in one of these fields, as mappings."""
    names = [each.name for each in fields]
    written = [Q(**{f"{name}__icontains": word}) for name in names for word in spellings(words)]
    if not written:
        return []
    return model._base_manager.filter(Q(*written, _connector=Q.OR)).order_by().values("pk", *names)


def mentions(person):
    """Where texts speak of the person, by address or by name: (model, key, field, what stands around it).

    A name may be that of somebody else, or of an organisation: people look before they tell or change anything.
    """
    words = person.emails | person.names
    pattern = pattern_of(words)
    for model in apps.get_models(include_auto_created=True):
        for row in speaking(model, [each for each in texts_of(model) if each.name != "search_text"], words):
            for name, value in row.items():
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                if name != "pk" and (found := pattern.search(text)):
                    yield model, row["pk"], name, text[max(0, found.start() - AROUND) : found.end() + AROUND]


def pattern_of(words):
    """Any of these words, the longest first; not as a piece of a longer word."""
    return re.compile(
        rf"(?<!\w)({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)", re.IGNORECASE
    )


def spellings(words):
    """The words as they stand in texts and, escaped, in JSON."""
    return {spelling for word in words for spelling in (word, json.dumps(word)[1:-1])}


def without(pattern, value):
    """A text, or all texts in a value of JSON, without what fits the pattern."""
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, list):
        return [without(pattern, inner) for inner in value]
    if isinstance(value, dict):
        return {without(pattern, key): without(pattern, inner) for key, inner in value.items()}
    return value
