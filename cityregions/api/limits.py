"""How many requests a minute: each token has a number of its own; who comes without a good one shares its address's.

Counted in Django's cache, with one question to it for a request: in the memory of each process, or for all of them
together where CACHE_URL names a cache that they share. Told in the words of draft-ietf-httpapi-ratelimit-headers.
"""

import functools
import time
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

WINDOW = 60
# What one household or server has of the newer addresses.
OWN_BITS = 64
SAFE = {"GET", "HEAD", "OPTIONS"}


class TooMany(APIException):
    """429: one request more than the minute allows."""

    status_code = 429


@dataclass(frozen=True, slots=True)
class Count:
    """How a request stands in its limit: the policy's name, how many it allows, and this one's number."""

    policy: str
    allowed: int
    number: int
    seconds_left: int

    @property
    def is_over(self):
        return self.number > self.allowed

    def headers(self):
        left = max(0, self.allowed - self.number)
        told = {
            "RateLimit-Policy": f'"{self.policy}";q={self.allowed};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={left};t={self.seconds_left}',
        }
        return {**told, "Retry-After": str(self.seconds_left)} if self.is_over else told


def limit_requests(get_response):
    """Counts each request to the API: one with a token is counted by who looks at the token, else by its address."""

    def respond(request):
        if not (request.path.startswith("/api/") or brings_token(request)):
            return get_response(request)
        response = refused(request) if not brings_token(request) or wrong_tokens.are_too_many(request) else None
        response = response or get_response(request)
        if not hasattr(request, "rate"):
            # A token that is wrong, or that nobody asked for.
            wrong_tokens.note(request, response)
            response = refused(request) or response
        if request.rate:
            for name, value in request.rate.headers().items():
                response[name] = value
        return response

    return respond


class WrongTokens:
    """How many came from each address in this minute, in the memory of this process: of one more nothing is looked up.

    Good tokens from there wait for the next minute; requests without any do not count here.
    """

    def __init__(self):
        self.window, self.numbers = None, Counter()

    def of_this_minute(self):
        window = int(time.time()) // WINDOW
        if window != self.window:
            self.window, self.numbers = window, Counter()
        return self.numbers

    def note(self, request, response):
        if response.status_code == 401:
            self.of_this_minute()[network_of(request)] += 1

    def are_too_many(self, request):
        allowed = settings.API_LIMIT_ADDRESS
        return bool(allowed) and self.of_this_minute()[network_of(request)] >= allowed


wrong_tokens = WrongTokens()


def brings_token(request):
    return request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "


def refused(request):
    """Counts the request by its address; the answer to one too many, else None."""
    request.rate = count(request, "address", settings.API_LIMIT_ADDRESS, network_of(request))
    if not (request.rate and request.rate.is_over):
        return None
    # Late: what makes these documents is not complete before the settings are.
    from .problems import problem

    with override(get_language_from_request(request)):
        return problem(request, 429, "too_many_requests", sentence(request.rate))


def count_token(request, token):
    """Counts the request by its token, once. Raises TooMany for one too many."""
    bare = getattr(request, "_request", request)
    if not hasattr(bare, "rate"):
        bare.rate = count(request, "token", settings.API_LIMIT_TOKEN, token.digest[:32])
    counted = bare.rate
    if counted and counted.is_over:
        raise TooMany(sentence(counted), "too_many_requests")


def count(request, policy, allowed, who):
    """The request as the next of its minute, or None where nothing is limited; writes have a lower limit."""
    if request.method not in SAFE:
        policy, allowed = f"{policy}-writes", min(allowed, settings.API_LIMIT_WRITES)
    if not allowed:
        return None
    window, gone = divmod(int(time.time()), WINDOW)
    return Count(policy, allowed, next_number(f"limit:{policy}:{who}:{window}"), WINDOW - gone)


def next_number(key):
    found = caches["default"]
    if isinstance(found, RedisCache):
        return next_number_of_redis(found, found.make_and_validate_key(key))
    try:
        return cache.incr(key)
    except ValueError:
        # The first of its minute, unless another process was quicker.
        return 1 if cache.add(key, 1, 2 * WINDOW) else cache.incr(key)


def network_of(request):
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if proxies else ""
    # What stands before the last ones is the visitor's own, as long and as often another as it pleases.
    forwarded = ",".join(forwarded.rsplit(",", proxies)[-proxies:]) if proxies else ""
    return network(request.META.get("REMOTE_ADDR", ""), forwarded, proxies)


def next_number_of_redis(found, key):
    """With one question: Django's own `incr` asks first whether the key is there."""
    client = found._cache.get_client(key, write=True)
    number = client.incr(key)
    if number == 1:
        client.expire(key, 2 * WINDOW)
    return number


@functools.lru_cache(10_000)
def network(remote, forwarded, _proxies):
    """The address of the visitor, as signing in knows it; of the newer ones the part that one household has."""
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return "unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address if address.version == 4 else ip_network((int(address), OWN_BITS), strict=False))


def sentence(counted):
    return _("Too many requests: up to %(most)s a minute. Try again in %(seconds)s seconds.") % {
        "most": counted.allowed,
        "seconds": counted.seconds_left,
    }
