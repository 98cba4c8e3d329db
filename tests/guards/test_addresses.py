"""Every address of the site answers, for everyone."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.utils import translation

from cityregions.records.api import HistoryViewSet
from cityregions.records.views import ForThePartnership
from cityregions.workplan.views.files import EvidenceNew
from partners.views.webhooks import OwnWebhooks
from tests.guards import walk

pytestmark = pytest.mark.django_db

ROLES = ["visitor", "contact", "staff", "coordinator"]
# Asked with the exhaustive tests only: coordinators see the most, and the crawl goes where visitors go.
QUIET = {"visitor", "contact", "staff"}
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def is_broken(route, answer):
    return answer.status_code >= 400 and not (
        is_for_other_verbs(answer) or is_barred(route, answer) or is_refused(route, answer)
    )


def is_for_other_verbs(answer):
    return answer.status_code == 405 and "GET" not in answer.headers["Allow"]


def is_refused(route, answer):
    """Whether it says that it is not for this person; for whom it is, the table of rights tells."""
    if issubclass(route.view or object, (ForThePartnership, HistoryViewSet, OwnWebhooks, EvidenceNew)):
        return answer.status_code in {401, 403, 404}
    return route.is_page and answer.status_code == 403


def is_barred(route, answer):
    """Whether the admin bars everyone from it, or whoever is signed in and no coordinator."""
    if answer.status_code != 403 or not route.is_admin:
        return False
    action = f"has_{route.name.rpartition('_')[2]}_permission"
    may = getattr(admin.site._registry.get(route.model), action, lambda request: request.user.is_staff)
    return not may(answer.wsgi_request)


def answers(the_project, role, wanted, each=1):
    """Checks that every address answers, and tells visitors nothing about people."""
    found = []
    for route, address in walk.addresses(the_project.users[role], each):
        if wanted(route):
            answer = the_project.clients[role].get(address)
            found += [f"{answer.status_code} {address}"] if is_broken(route, answer) else []
            found += walk.told(address, answer) if role == "visitor" else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=pytest.mark.full) if role in QUIET else role for role in ROLES]
)
def test_every_address_answers(the_project, role):
    answers(the_project, role, lambda route: not route.is_admin)


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_every_address_of_the_admin_answers(the_project, role):
    answers(the_project, role, lambda route: route.is_admin)


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_every_record_has_a_page_that_answers(the_project, role):
    answers(the_project, role, lambda route: route.is_page, each=1000)


# The quick tests follow the links of one of them, in test_crawl.py.
@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_every_language(the_project, language):
    with translation.override(language):
        answers(the_project, "visitor", lambda route: not (route.is_admin or route.is_api))
