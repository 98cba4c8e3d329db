"""Two clicks at the same moment: an invitation is made once and accepted once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from partners import invitations
from partners.models import Invitation, Membership, User
from tests import make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(do, times=6):
    """Does it in as many threads at the same moment; what came of each, errors by their reason."""
    start = Barrier(times)

    def one(_number):
        start.wait()
        try:
            return do()
        except invitations.InvitationError as error:
            return error.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_form_sent_several_times_at_once_makes_one_invitation():
    graz = make.partner()
    manager = make.user(graz, Membership.Role.MANAGER)
    made = at_once(lambda: invitations.invite(Invitation(email="ola@example.org", partner=graz), manager)[1])
    assert sorted(made) == [False] * 5 + [True]
    assert Invitation.objects.count() == 1


def test_a_link_opened_several_times_at_once_makes_one_account():
    invitation, _made = invitations.invite(Invitation(email="ola@example.org", partner=make.partner()))
    done = at_once(lambda: str(invitations.accept_as_new(invitation.secret, "Ola", "wide-river-42-stones")))
    assert sorted(done) == ["Ola"] + ["accepted"] * 5
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)
