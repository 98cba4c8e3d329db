"""Messages as they arrive at the other side: signed, on time, never where they must not go."""

import base64
import hashlib
import hmac
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from partners.models.webhooks import new_secret
from partners.webhooks import sending

BODY = '{"type":"outputs.updated","name":"Große Straße"}'.encode()


def test_a_message_is_signed_as_the_standard_webhooks_say(receiver):
    secret = new_secret()
    outcome = sending.send(receiver.url, secret, "msg_1", BODY)
    assert (outcome.status, outcome.is_taken, outcome.answer) == (204, True, "")
    path, headers, body = receiver.heard[0]
    assert (path, body, headers["Content-Type"]) == ("/changes?of=graz", BODY, "application/json")
    assert headers["Host"] == f"127.0.0.1:{receiver.server_port}"
    at = headers["Webhook-Timestamp"]
    assert abs(int(at) - time.time()) < 60
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(key, b"msg_1." + at.encode() + b"." + BODY, hashlib.sha256).digest()
    assert headers["Webhook-Signature"] == "v1," + base64.b64encode(expected).decode()


def test_the_signature_of_the_standards_own_example():
    """The example of https://github.com/standard-webhooks/standard-webhooks, which its libraries are tested with."""
    secret, message, body = (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
    )
    assert sending.signature(secret, message, 1614265330, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(("status", "is_taken"), [(200, True), (299, True), (302, False), (400, False), (500, False)])
def test_what_counts_as_taken(receiver, status, is_taken):
    receiver.status, receiver.text = status, "No.\nNever." + "x" * 5000
    outcome = sending.send(receiver.url, new_secret(), "msg_1", BODY)
    assert (outcome.status, outcome.is_taken) == (status, is_taken)
    assert (outcome.answer[:10], len(outcome.answer)) == ("No. Never.", 500)


def test_another_address_is_followed_when_it_may_be(receiver):
    answers = iter([307, 200])
    receiver.status, receiver.headers = (lambda body: next(answers)), {"Location": "/elsewhere"}
    assert sending.send(receiver.url, new_secret(), "msg_1", BODY).status == 200
    assert [path for path, _headers, _body in receiver.heard] == ["/changes?of=graz", "/elsewhere"]


@pytest.mark.parametrize("onward", ["http://169.254.169.254/latest", "https://[::1]/", "file:///etc/passwd"])
def test_another_address_is_checked_like_the_first(receiver, onward):
    receiver.status, receiver.headers = 307, {"Location": onward}
    outcome = sending.send(receiver.url, new_secret(), "msg_1", BODY)
    assert (outcome.status, outcome.is_taken, len(receiver.heard)) == (None, False, 1)
    assert "address" in outcome.answer


def test_one_that_leads_on_for_ever(receiver):
    receiver.status, receiver.headers = 308, {"Location": receiver.url}
    assert "again and again" in sending.send(receiver.url, new_secret(), "msg_1", BODY).answer
    assert len(receiver.heard) == 4


def test_the_name_is_asked_for_once(receiver, monkeypatch):
    """A name that is allowed when it is checked, and leads elsewhere a moment later, leads nowhere else here."""
    asked, real = [], socket.getaddrinfo

    def answer(host, *args, **kwargs):
        if host != "rebound.example":
            return real(host, *args, **kwargs)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "169.254.169.254", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    outcome = sending.send(f"http://rebound.example:{receiver.server_port}/", new_secret(), "msg_1", BODY)
    assert (outcome.status, asked) == (204, ["rebound.example"])
    assert receiver.heard[0][1]["Host"] == f"rebound.example:{receiver.server_port}"


def test_nobody_listens(receiver):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = sending.send(f"http://127.0.0.1:{free.getsockname()[1]}/", new_secret(), "msg_1", BODY)
    assert (outcome.status, outcome.is_taken) == (None, False)
    assert "refused" in outcome.answer


def drip(handler):
    handler.send_response(200)
    for _turn in range(100):
        time.sleep(0.05)
        try:
            handler.wfile.write(b"X-Slow: yes\r\n")
        except OSError:
            return


def test_one_that_sends_a_byte_now_and_then_is_left(receiver, monkeypatch):
    monkeypatch.setattr(sending, "WHOLE", 0.3)
    receiver.answer = drip
    outcome = sending.send(receiver.url, new_secret(), "msg_1", BODY)
    assert not outcome.is_taken
    assert outcome.milliseconds < 2000


@pytest.fixture
def encrypted(receiver, tmp_path, monkeypatch):
    """The same receiver over https, with a certificate that the portal trusts for once."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = made.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    pem, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(sending.ssl, "create_default_context", lambda: trusting)
    return receiver


def test_an_encrypted_message_arrives(encrypted):
    outcome = sending.send(encrypted.url.replace("http:", "https:"), new_secret(), "msg_1", BODY)
    assert (outcome.status, encrypted.heard[0][2]) == (204, BODY)


def test_one_that_sends_a_byte_now_and_then_is_left_over_https_too(encrypted, monkeypatch):
    encrypted.answer = drip
    monkeypatch.setattr(sending, "WHOLE", 0.5)
    outcome = sending.send(encrypted.url.replace("http:", "https:"), new_secret(), "msg_1", BODY)
    assert not outcome.is_taken
    assert (len(encrypted.heard), outcome.milliseconds < 2000) == (1, True)


def test_one_that_answers_no_http(receiver):
    receiver.answer = lambda handler: handler.wfile.write(b"\x00\x01\x02\r\n\r\n")
    outcome = sending.send(receiver.url, new_secret(), "msg_1", BODY)
    assert (outcome.status, outcome.is_taken) == (None, False)
    assert outcome.answer


def test_a_certificate_that_nobody_vouches_for(receiver):
    outcome = sending.send(receiver.url.replace("http:", "https:"), new_secret(), "msg_1", BODY)
    assert (outcome.status, outcome.is_taken, receiver.heard) == (None, False, [])
    assert "SSL" in outcome.answer


def test_the_recipe_of_the_manual(receiver, settings):
    """Whoever checks messages as docs/api.md says takes genuine ones, and no others."""
    manual = (settings.BASE_DIR / "docs" / "api.md").read_text()
    recipe = next(part for part in manual.split("```python\n")[1:] if "def is_genuine" in part).partition("```")[0]
    known = {}
    exec(recipe, known)
    secret = new_secret()
    sending.send(receiver.url, secret, "msg_1", BODY)
    _path, headers, body = receiver.heard[0]
    assert known["is_genuine"](secret, headers, body)
    assert not known["is_genuine"](new_secret(), headers, body)
    assert not known["is_genuine"](secret, headers, body + b" ")
    recorded = str(int(time.time()) - 1000)
    replayed = {"Webhook-Timestamp": recorded, "Webhook-Signature": sending.signature(secret, "msg_1", recorded, body)}
    assert not known["is_genuine"](secret, headers | replayed, body)
