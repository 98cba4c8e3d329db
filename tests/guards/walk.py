"""The site as its own registries know it: every address, each with a real record where it names one."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView

from cityregions.api import urls  # noqa: F401 - makes every noun known
from cityregions.api.routes import registered
from cityregions.records.rights import stated_models
from cityregions.records.work import Work
from cityregions.web.editing.pages import EditPage, FormPage, NewPage
from cityregions.workplan.models import Activity, Comment, Output, PartnerReport, ReportingPeriod
from partners import invitations
from partners.models import ApiToken, CalendarAddress, Invitation, Membership, Partner, Webhook
from partners.webhooks.collecting import tell
from stakeholders import sign_in
from stakeholders.maps import snapshots
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
from tests import make

OUR_APPS = {app.label for app in apps.get_app_configs() if "site-packages" not in app.path}
OUR_PACKAGES = {app.name for app in apps.get_app_configs() if "site-packages" not in app.path}
SECRET = "a-secret-of-a-link"


def snapshot_key(snapshot=None):
    snapshot = snapshot or MapSnapshot.objects.first() or make.snapshot(published=True)
    return [snapshot.stakeholder_map.slug, snapshot.number]


# Addresses that name something else than a record: an example of each.
EXAMPLES = {
    **{
        f"import-{end}": lambda: import_on_a_map()
        for end in ("detail", "columns", "choose", "apply", "undo", "discard")
    },
    "import-template": lambda: import_on_a_map()[:1],
    "map-import": lambda: import_on_a_map()[:1],
    "agreement-file-new": lambda: [(AgreementVersion.objects.order_by("pk").first() or make.agreement_version()).pk],
    "version-new": lambda: [Agreement.objects.order_by("pk").first().slug],
    "engagement-new": lambda: [Stakeholder.objects.filter(contacts__isnull=False).first().slug],
    "assessment-new": lambda: [MapEntry.objects.order_by("pk").first().pk],
    "calendar-address": lambda: [Membership.objects.order_by("pk").first().pk],
    "contact-enter": lambda: [SignInLink.objects.get().pk, SECRET],
    "contact-new": lambda: [Stakeholder.objects.filter(contacts__isnull=False).first().slug],
    "map-export": lambda: [StakeholderMap.objects.filter(published=True).first().slug, "csv"],
    "snapshot-new": lambda: [StakeholderMap.objects.first().slug],
    **dict.fromkeys(("snapshot-detail", "snapshot-publish", "snapshot-withdraw"), snapshot_key),
    "snapshot-export": lambda: [*snapshot_key(), "csv"],
    "correction-detail": lambda: [Correction.objects.first().pk],
    "correction-propose": lambda: [Correction.objects.first().stakeholder.slug],
    "comment-answer": lambda: [Comment.objects.first().pk],
    "comment-new": lambda: [Comment.objects.first().output.slug],
    "reviewer-new": lambda: [Output.objects.filter(status="in_review").first().slug],
    "deadline-calendar": lambda: [SECRET],
    "evidence-new": lambda: [PartnerReport.objects.order_by("pk").first().pk],
    "file-new": lambda: [Output.objects.filter(status="published").first().slug],
    "history-put-back": lambda: ["partners", Partner.history.order_by("-history_id").first().pk],
    "invitation-accept": lambda: [SECRET],
    "invitation-revoke": lambda: [Invitation.objects.get().pk],
    "invitation-send": lambda: [Invitation.objects.get().pk],
    "membership-end": lambda: [Membership.objects.order_by("pk").first().pk],
    "mfa_edit_webauthn": lambda: [1],
    "mfa_remove_webauthn": lambda: [1],
    "remind": lambda: [Partner.objects.order_by("pk").first().slug],
    "report-start": lambda: [ReportingPeriod.objects.first().slug, Partner.objects.order_by("pk").first().slug],
    "suggest": lambda: ["partner"],
    "webhook": lambda: [Webhook.objects.get().pk],
    "webhook-change": lambda: [Webhook.objects.get().pk],
    "webhook-remove": lambda: [Webhook.objects.get().pk],
    "work": lambda: [Work.objects.first().pk],
    "work-result": lambda: [Work.objects.first().pk],
    "account_confirm_email": lambda: ["unknown"],
    "account_reset_password_from_key": lambda: ["1", "unknown"],
    **{f"api:{noun}-file": lambda: ["csv"] for noun, viewset in registered() if viewset.is_list},
    "admin:app_list": lambda: ["partners"],
    "admin:view_on_site": lambda: [ContentType.objects.get_for_model(Partner).pk, Partner.objects.first().pk],
}
# Addresses that need a question.
QUESTIONS = {
    "admin:autocomplete": "?app_label=partners&model_name=partner&field_name=area&term=",
    "api:search-list": "?q=graz",
}


def import_on_a_map():
    found = Import.objects.order_by("pk").first()
    return [found.stakeholder_map.slug, found.pk]


@dataclass(frozen=True)
class Route:
    """A pattern of the resolver with its full name."""

    pattern: str
    name: str
    callback: object
    arguments: tuple

    @property
    def view(self):
        """The class behind it, of a page or of an endpoint."""
        return getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)

    @property
    def is_api(self):
        return self.pattern.startswith("api/")

    @property
    def is_admin(self):
        return self.name.startswith("admin:")

    @property
    def is_page(self):
        """Whether it is a page of ours, neither of the admin nor of the accounts."""
        return (
            bool(self.view) and not self.is_api and not self.view.__module__.startswith(("allauth", "django.contrib"))
        )

    @property
    def model(self):
        """The records that it shows, or None."""
        if self.is_admin:
            return next((model for model in admin.site._registry if f"admin/{place(model)}/" in self.pattern), None)
        if self.form:
            return None if issubclass(self.view, NewPage) else self.form._meta.model
        rows = getattr(self.view, "queryset", None)
        return rows.model if rows is not None else getattr(self.view, "model", None)

    @property
    def form(self):
        """The form with which people change a record there, or None."""
        is_form = isinstance(self.view, type) and issubclass(self.view, FormPage)
        return self.callback.view_initkwargs["form_class"] if is_form else None


def place(model):
    return f"{model._meta.app_label}/{model._meta.model_name}"


def routes(patterns=None, before="", namespace="", outer=()):
    """Every route of the resolver that has a name; those without one only lead on to others."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        pattern = before + str(each.pattern)
        arguments = (*outer, *each.pattern.regex.groupindex)
        if hasattr(each, "url_patterns"):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from routes(each.url_patterns, pattern, inner, arguments)
        elif each.name:
            yield Route(pattern, namespace + each.name, each.callback, arguments)


def lists():
    return [route for route in routes() if route.is_page and issubclass(route.view, ListView)]


def details():
    return [route for route in routes() if route.is_page and issubclass(route.view, DetailView)]


def forms():
    """Where a record is changed: it has its form there."""
    return [route for route in routes() if route.form and issubclass(route.view, EditPage) and route.arguments]


def address(route, row=None):
    """The address of a route, for a record where it shows one. Raises LookupError where nobody said how."""
    if not route.arguments:
        return reverse(route.name) + QUESTIONS.get(route.name, "")
    if isinstance(row, Model):
        values = [row.pk if name in {"pk", "id", "object_id"} else getattr(row, name) for name in route.arguments]
        return reverse(route.name, args=values)
    if route.name not in EXAMPLES:
        raise LookupError(f"Say in EXAMPLES how to reach {route.name} ({route.pattern}).")
    return reverse(route.name, args=EXAMPLES[route.name]())


def addresses(user=None, each=1, of=None):
    """The address of every route (or those of `of`), for `each` of the records that the user may see."""
    found = []
    for route in routes() if of is None else of:
        rows = list(rows_of(route, user)[:each]) if takes_a_record(route) else [None]
        found += [(route, address(route, row)) for row in rows]
    return found


def takes_a_record(route):
    return route.arguments and route.model and route.name not in EXAMPLES


def rows_of(route, user):
    """The records that the user may see; on pages where they are changed those come first that the user may change."""
    rows = route.model._default_manager.order_by("pk")
    if route.is_admin or route.model not in stated_models():
        return rows
    return (route.form and user and rows.changeable_by(user)) or rows.visible_to(user)


def people():
    """One of each role with a client, and what only people bring about: second factors, a token, a rating, a change."""
    partner = Partner.objects.order_by("pk").first() or make.partner()
    password = "a-long-way-from-graz"
    staff = make.user(partner, email="agnieszka.staff@secret.example", name="Agnieszka Secretname", password=password)
    coordinator = make.user(
        coordinator=True, email="konrad@secret.example", name="Konrad Secretname", password=password
    )
    contact = make.user(email="carla@secret.example", name="Carla Secretname", password=password)
    for user in (contact, staff, coordinator):
        TOTP.activate(user, "SECRET")
        RecoveryCodes.activate(user)
    entry = MapEntry.objects.order_by("pk").first() or make.entry()
    make.assessment(entry=entry, assessed_by=staff)
    snapshots.publish(snapshots.take(entry.stakeholder_map, staff, with_ratings=True, title="Start"))
    ApiToken.objects.create(user=staff, name="Secretname's token")
    partner._history_user = staff
    partner.save()
    CalendarAddress.objects.create(
        membership=staff.memberships.get(), digest=invitations.digest(SECRET), created=timezone.now()
    )
    tell(make.webhook(owner=staff, name="Secretname's tool"), "partners.updated", {"noun": "partners"}).save()
    let_in(contact, partner, coordinator)
    report_on(partner, staff)
    review(partner, staff)
    make.work()
    make.imported(stakeholder_map=entry.stakeholder_map, started_by=staff)
    users = {"visitor": None, "contact": contact, "staff": staff, "coordinator": coordinator}
    clients = {role: signed_in(user) if user else Client() for role, user in users.items()}
    return SimpleNamespace(**users, clients=clients, users=users)


def report_on(partner, staff):
    """A draft of the partner's report, which nobody else reads, and an accepted one of another partner."""
    activity = Activity.objects.order_by("pk").first() or make.activity()
    period = make.period()
    for reporting, status in ((partner, "draft"), (Partner.objects.exclude(pk=partner.pk).first(), "accepted")):
        report = make.report(partner=reporting or make.partner(), period=period, status=status, submitted_by=staff)
        make.report_text(report=report, summary="Secretname wrote this")
        entry = make.progress_entry(report=report, activity=activity, percent=50, text="Secretname did this")
        make.evidence_file(progress_entry=entry, name="Secretname.txt")


def review(partner, staff):
    """A draft with a file, of which the partner says something; and one that is published and endorsed."""
    paper = make.output(area=partner.area, status="in_review")
    make.output_file(output=paper)
    make.comment(output=paper, partner=partner, author=staff, text="Secretname says so")
    make.reviewer(output=paper, stakeholder=make.stakeholder())
    published = make.output(area=partner.area)
    make.output_file(output=published, published=True)
    make.endorsement(output=published, partner=partner, endorsed_by=staff)
    make.compliance_check(output=published, checked_by=staff)


def let_in(contact, partner, inviter):
    """Makes the person a contact in the partner's area who has proposed something, with links that let people in."""
    of = Stakeholder.objects.filter(area=partner.area).first() or make.stakeholder(area=partner.area)
    person = make.contact(stakeholder=of, name=contact.name, email=contact.email, user=contact)
    make.correction(stakeholder=of, proposed_by=contact, reason="Secretname says so")
    digest, later = sign_in.digest(SECRET, person), timezone.now() + timedelta(minutes=5)
    SignInLink.objects.create(contact=person, digest=digest, expires_at=later)
    make.invitation(partner=partner, invited_by=inviter, digest=invitations.digest(SECRET), role="staff")


def signed_in(user):
    client = Client()
    make.sign_in(client, user)
    return client


def told(address, answer):
    """What an answer says about people, though it is for everybody: all their names and addresses hold these words."""
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
    return [f"{address}: {secret}" for secret in ("Secretname", "secret.example") if secret in text]
