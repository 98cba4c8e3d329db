"""Sending one message: signed as the Standard Webhooks have it, to an address that was checked, within a time limit."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urljoin

from ..models.webhooks import SECRET_PREFIX
from .addresses import NotAllowedError, resolve

# Seconds for one step on the network, and for the whole attempt.
STEP, WHOLE = 5, 15
MOST_REDIRECTS = 3
REDIRECTS = {307, 308}
# Bytes of an answer that are read: whoever answers at length is not listened to.
READ = 2000
AGENT = "CityRegions-Webhook/1"


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: the status of HTTP or None, and the beginning of the answer or what failed."""

    status: int | None
    answer: str
    milliseconds: int

    @property
    def is_taken(self):
        return self.status is not None and 200 <= self.status < 300


def signature(secret, message, at, body):
    """`v1,` and the HMAC-SHA-256 of message, time (seconds since 1970) and body (bytes), in base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def send(url, secret, message, body):
    """Posts the body (bytes of JSON). Whatever fails stands in the outcome; nothing is raised."""
    start, at = time.monotonic(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Webhook-Id": message,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": signature(secret, message, at, body),
    }
    try:
        status, answer = follow(url, body, headers, start + WHOLE)
    except (OSError, NotAllowedError, http.client.HTTPException, ValueError) as trouble:
        status, answer = None, str(trouble) or type(trouble).__name__
    text = "".join(sign if sign.isprintable() else " " for sign in answer)[:500]
    return Outcome(status, text, int((time.monotonic() - start) * 1000))


def follow(url, body, headers, until):
    """Status and answer; where it leads on to another address, that is checked like the first."""
    for _step in range(MOST_REDIRECTS + 1):
        status, answer, onward = post(url, body, headers, until)
        if status not in REDIRECTS or not onward:
            return status, answer
        url = urljoin(url, onward)
    raise OSError("It leads on to other addresses again and again.")


def post(url, body, headers, until):
    """One request, to the very address that was checked: the name is not asked for a second time."""
    scheme, host, port, path, addresses = resolve(url)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = connect(port, addresses, until)
    if scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    # One that sends a byte now and then keeps within each step, but not within the whole.
    end = threading.Timer(max(until - time.monotonic(), 0), shut, [connection.sock])
    end.start()
    try:
        if scheme == "https":
            connection.sock.do_handshake()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(READ).decode("utf-8", "replace"), answer.getheader("Location")
    finally:
        end.cancel()
        connection.close()


def connect(port, addresses, until):
    """A connection to the first of the addresses that takes one in time."""
    trouble = OSError("The name stands for no address.")
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            made = socket.create_connection((str(address), port), min(STEP, left))
        except OSError as error:
            trouble = error
            continue
        made.settimeout(STEP)
        return made
    raise trouble


def shut(sock):
    # Where it is closed already, there is nothing to end. What is encrypted need not say farewell.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
