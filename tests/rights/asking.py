"""How the table of rights is asked: the addresses of a route, and what the portal answers in a word."""

import json
from dataclasses import dataclass

from django.urls import reverse

from cityregions.api.routes import registered
from cityregions.api.serializers import public_key
from cityregions.api.writing.views import WritesOne
from cityregions.records.history.tables import table_of
from cityregions.records.work import Work
from cityregions.web.exports import FORMATS
from cityregions.workplan.models import Comment, Output, PartnerReport, ReportingPeriod, Reviewer
from partners.models import CalendarAddress, Invitation, Membership, Partner, Webhook
from stakeholders.models import (
    Agreement,
    AgreementVersion,
    Correction,
    Import,
    MapEntry,
    MapSnapshot,
    SignInLink,
    Stakeholder,
    StakeholderMap,
)
from tests.guards import walk
from tests.rights.cast import SECRET

OF_IMPORTS = [f"import-{end}" for end in ("detail", "columns", "choose", "apply", "undo", "discard")]
# What addresses name that is not the record of their page.
NAMED = {
    **dict.fromkeys(OF_IMPORTS, lambda rows: [rows[StakeholderMap].slug, rows[Import].pk]),
    **dict.fromkeys(["map-import", "import-template"], lambda rows: [rows[StakeholderMap].slug]),
    "contact-new": lambda rows: [rows[Stakeholder].slug],
    "engagement-new": lambda rows: [rows[Stakeholder].slug],
    "version-new": lambda rows: [rows[Agreement].slug],
    "agreement-file-new": lambda rows: [rows[AgreementVersion].pk],
    "assessment-new": lambda rows: [rows[MapEntry].pk],
    "map-export": lambda rows: [rows[StakeholderMap].slug, "csv"],
    "snapshot-new": lambda rows: [rows[StakeholderMap].slug],
    "snapshot-detail": lambda rows: walk.snapshot_key(rows[MapSnapshot]),
    "snapshot-publish": lambda rows: walk.snapshot_key(rows[MapSnapshot]),
    "snapshot-withdraw": lambda rows: walk.snapshot_key(rows[MapSnapshot]),
    "snapshot-export": lambda rows: [*walk.snapshot_key(rows[MapSnapshot]), "csv"],
    "correction-propose": lambda rows: [rows[Stakeholder].slug],
    "correction-detail": lambda rows: [rows[Correction].pk],
    "invitation-send": lambda rows: [rows[Invitation].pk],
    "invitation-revoke": lambda rows: [rows[Invitation].pk],
    "membership-end": lambda rows: [rows[Membership].pk],
    "remind": lambda rows: [rows[Partner].slug],
    "history-put-back": lambda rows: [table_of(Partner).noun, rows[Partner].history.first().pk],
    "contact-enter": lambda rows: [rows[SignInLink].pk, SECRET],
    "report-start": lambda rows: [rows[ReportingPeriod].slug, rows[Partner].slug],
    "calendar-address": lambda rows: [rows[CalendarAddress].membership_id],
    "deadline-calendar": lambda rows: [rows[CalendarAddress].secret],
    "evidence-new": lambda rows: [rows[PartnerReport].pk],
    "file-new": lambda rows: [rows[Output].slug],
    "comment-new": lambda rows: [rows[Comment].output.slug],
    "comment-answer": lambda rows: [rows[Comment].pk],
    "webhook": lambda rows: [rows[Webhook].pk],
    "webhook-change": lambda rows: [rows[Webhook].pk],
    "webhook-remove": lambda rows: [rows[Webhook].pk],
    "reviewer-new": lambda rows: [rows[Reviewer].output.slug],
    "work": lambda rows: [rows[Work].pk],
    "work-result": lambda rows: [rows[Work].pk],
}
# The record without which there is no address.
NEEDS = {
    **dict.fromkeys([*OF_IMPORTS, "map-import", "import-template"], Import),
    "contact-new": MapEntry,
    "engagement-new": MapEntry,
    "version-new": AgreementVersion,
    "agreement-file-new": AgreementVersion,
    "assessment-new": MapEntry,
    **dict.fromkeys(("map-export", "snapshot-new"), StakeholderMap),
    **dict.fromkeys(("snapshot-detail", "snapshot-publish", "snapshot-withdraw", "snapshot-export"), MapSnapshot),
    "correction-propose": Stakeholder,
    "contact-enter": SignInLink,
    "calendar-address": CalendarAddress,
    "deadline-calendar": CalendarAddress,
    "comment-new": Comment,
    "comment-answer": Comment,
    "webhook": Webhook,
    "webhook-change": Webhook,
    "webhook-remove": Webhook,
    "reviewer-new": Reviewer,
    "work": Work,
    "work-result": Work,
}
FIXED = {
    "suggest": ["practice"],
    "invitation-accept": [SECRET],
    "account_confirm_email": ["unknown"],
    "account_reset_password_from_key": ["1", "unknown"],
    **{f"api:{noun}-file": ["csv"] for noun, viewset in registered() if viewset.is_list},
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}
# Words that every draft holds are looked for, so that a search which knows them would tell.
QUESTIONS = {
    "suggest": "?q=draft",
    "search": "?q=draft",
    "api:search-list": "?q=draft",
    "api:history-list": "?count=true",
    "api:changes-list": "?page_size=1000",
}
REFUSED = {"401", "403", "404", "405", "in"}
UNLISTED = ("PUT", "PATCH", "DELETE")
DRY_RUN = "?dry_run=true"


@dataclass(frozen=True)
class Question:
    """One address and verb, with whose record it is."""

    name: str
    verb: str
    whose: str
    address: str
    # JSON that goes with it.
    body: str = ""

    @property
    def changes_nothing(self):
        return self.verb == "GET" or self.address.endswith(DRY_RUN)

    def __str__(self):
        return f"{self.verb} {self.address} ({self.name}, {self.whose})"


def routes():
    return [route for route in walk.routes() if not route.is_admin]


def addresses(route, rows):
    """Each address of a route that the table asks: by whose record it names, `any` where it names none."""
    if route.name in FIXED or not route.arguments:
        address = reverse(route.name, args=FIXED.get(route.name))
        exports = {each: f"{address}?format={each}" for each in FORMATS if getattr(route.view, "exported", ())}
        return {"any": address + QUESTIONS.get(route.name, ""), **exports}
    named = NAMED.get(route.name, lambda place: keys(route, place))
    places = {whose: place for whose, place in rows.items() if knows(route, place)}
    return {whose: reverse(route.name, args=named(place)) for whose, place in places.items()}


def knows(route, rows):
    """Whether there is such a record among these."""
    return NEEDS.get(route.name, route.model or (route.form and route.form._meta.model) or Partner) in rows


def keys(route, rows):
    row = rows[route.model or route.form._meta.model]
    return [row.pk if name == "pk" else getattr(row, name) for name in route.arguments]


def questions(route, rows, expected):
    """Every question that the table answers, and its answers by role; those it says nothing of are to be refused."""
    for whose, address in addresses(route, rows).items():
        for verb in ("GET", "POST"):
            answers = expected.get((verb, whose)) or expected.get((verb, "any"))
            if answers or whose in {"any", *(place for _verb, place in expected)}:
                yield Question(route.name, verb, whose, *filled_in(route, verb, address)), answers
    for (verb, whose), answers in expected.items():
        if verb in UNLISTED:
            address, row = written(route, rows, whose)
            yield Question(route.name, verb, whose, *filled_in(route, verb, address, row)), answers


def writes(route):
    """Whether programs write there."""
    return isinstance(route.view, type) and issubclass(route.view, WritesOne)


def written(route, rows, whose):
    """The address at which programs write a record, and the row that they name in a list of one."""
    if whose == "any" or route.arguments:
        return addresses(route, rows)[whose], None
    return reverse(route.name), rows[whose][route.model]


def filled_in(route, verb, address, row=None):
    """The address with the body that goes there: an empty one says who might write, and nothing of it is kept."""
    if verb == "GET" or not writes(route):
        return address, ""
    key = row and public_key(type(row))
    body = [{key: getattr(row, key)} if verb == "PATCH" else getattr(row, key)] if row else {}
    return address + DRY_RUN, json.dumps(body)


def is_wrong(answer, expected):
    """Whether this is not what the table says; where it says nothing, any refusal is right."""
    return answer != expected and (expected or answer not in REFUSED)


def word(response):
    """The answer as the table writes it."""
    if response.status_code != 302:
        return str(response.status_code)
    target = response.headers["Location"]
    return "in" if "/accounts/login/" in target or target.startswith("/contacts/sign-in/?") else "302"
