"""Single sign-on, in a portal that has it: test_single_sign_on.py starts this with the settings it needs.

The other side is played by a small server: the `code` it gives is the person, as `address,confirmed`.
"""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from partners import invitations
from partners.accounts import give_totp
from partners.models import Invitation, Membership, User
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


class Issuer(BaseHTTPRequestHandler):
    def do_GET(self):
        issuer = settings.OIDC_ISSUER
        if self.path == "/.well-known/openid-configuration":
            ends = {"token_endpoint": "token", "authorization_endpoint": "authorize", "userinfo_endpoint": "person"}
            return self.say(
                {"issuer": issuer, **{name: f"{issuer}/{path}" for name, path in ends.items()}, "jwks_uri": ""}
            )
        return self.say(person(self.headers["Authorization"].removeprefix("Bearer ")))

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        code = sent["code"][0]
        about = {"iss": settings.OIDC_ISSUER, "aud": "portal", "exp": time.time() + 60, **person(code)}
        self.say({"access_token": code, "token_type": "Bearer", "id_token": jwt.encode(about, "x" * 32)})

    def say(self, answer):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_args):
        pass


def person(code):
    email, confirmed = code.split(",")
    return {"sub": email, "email": email, "email_verified": confirmed == "yes", "name": "Ola Nowak"}


@pytest.fixture(scope="module", autouse=True)
def _issuer():
    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(settings.OIDC_ISSUER).port), Issuer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()


def come_from_there(client, email, confirmed="yes", path="/partners/"):
    begun = client.post(f"/accounts/oidc/sso/login/?process=login&next={path}")
    assert begun.headers["Location"].startswith(f"{settings.OIDC_ISSUER}/authorize?client_id=portal")
    state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
    return client.get("/accounts/oidc/sso/login/callback/", {"code": f"{email},{confirmed}", "state": state})


def who(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None


def test_the_sign_in_page_offers_it_and_the_policy_allows_it(client):
    response = client.get("/accounts/login/")
    assert "Sign in with City login" in text(response)
    assert f"form-action 'self' {settings.OIDC_ISSUER}" in response.headers["Content-Security-Policy"]


def test_who_has_an_account_comes_in(client):
    make.user(make.partner(), email="ola@example.org")
    assert come_from_there(client, "Ola@example.org").headers["Location"] == "/partners/"
    assert who(client) == "ola@example.org"


@pytest.mark.parametrize("confirmed", ["yes", "no"])
def test_a_stranger_does_not(client, confirmed):
    response = come_from_there(client, "eve@example.org", confirmed)
    assert "Ask the manager of your partner organisation or a coordinator for an invitation" in text(response)
    assert (who(client), User.objects.count()) == (None, 0)


def test_an_address_that_is_not_confirmed_there_does_not_count(client):
    make.user(make.partner(), email="ola@example.org")
    come_from_there(client, "ola@example.org", confirmed="no")
    assert who(client) is None


def test_the_second_factor_is_asked_all_the_same(client):
    give_totp(make.user(coordinator=True, email="ola@example.org"), make.TOTP_SECRET)
    assert come_from_there(client, "ola@example.org").headers["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) is None


def invited(email):
    invitation, _made = invitations.invite(Invitation(email=email, partner=make.partner()))
    return f"/accounts/invitation/{invitation.secret}/"


def test_an_invited_person_needs_no_password(client):
    path = invited("ola@example.org")
    assert "Sign in with City login" in text(client.get(path))
    assert come_from_there(client, "ola@example.org", path=path).headers["Location"] == path
    client.post(path)
    ola = User.objects.get()
    assert (ola.email, ola.name, ola.has_usable_password()) == ("ola@example.org", "Ola Nowak", False)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ola@example.org", True)]
    assert Membership.objects.get().user == ola


@pytest.mark.parametrize(("email", "confirmed"), [("eve@example.org", "yes"), ("ola@example.org", "no")])
def test_the_invitation_of_somebody_else_lets_nobody_in(client, email, confirmed):
    path = invited("ola@example.org")
    client.get(path)
    come_from_there(client, email, confirmed, path)
    assert (who(client), User.objects.count()) == (None, 0)


def test_the_account_page_shows_what_is_connected(client):
    make.user(make.partner(), email="ola@example.org")
    come_from_there(client, "ola@example.org")
    assert "Connected accounts" in text(client.get("/accounts/"))
    assert client.get("/accounts/3rdparty/").status_code == 200
