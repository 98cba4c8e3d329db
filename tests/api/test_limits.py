"""Limits: how many requests a minute a token and an address have, and how every answer tells."""

import logging
import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.test import RequestFactory

from cityregions.api import limits
from tests import make
from tests.api.test_rights import token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def minute(settings, monkeypatch):
    """A minute that does not end on its own: 18 seconds of it are gone."""
    settings.API_LIMIT_ADDRESS, settings.API_LIMIT_TOKEN, settings.API_LIMIT_WRITES = 3, 5, 2
    clock = {"now": 60_018}
    monkeypatch.setattr(limits.time, "time", lambda: clock["now"])
    monkeypatch.setattr(limits, "wrong_tokens", limits.WrongTokens())
    return clock


def ask(client, address="partners/", where="192.0.2.1", **headers):
    return client.get(f"/api/v1/{address}", REMOTE_ADDR=where, headers=headers)


def test_every_answer_says_how_many_are_left_and_one_too_many_is_a_problem(client, minute):
    answers = [ask(client) for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"address";r={n};t=42' for n in (2, 1, 0, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"address";q=3;w=60'}
    refused = answers[-1]
    assert (refused.headers["Content-Type"], refused.headers["Retry-After"]) == ("application/problem+json", "42")
    assert refused.json()["errors"][0]["code"] == "too_many_requests"
    assert "3 a minute. Try again in 42 seconds" in refused.json()["detail"]
    assert refused.headers["X-Request-ID"]
    minute["now"] += 42
    assert ask(client).status_code == 200


@pytest.mark.parametrize(
    "address", ["", "schema/", "docs/", "nothing/", "partners/?x=1", "partners/?search=%FF", "x/y"]
)
def test_whatever_is_asked_and_answered_counts(client, address):
    assert ask(client, address).headers["RateLimit"] == '"address";r=2;t=42'


def test_a_token_has_its_own_number_wherever_it_comes_from(client):
    _made, first = token()
    _made, second = token()
    answers = [ask(client, where=f"192.0.2.{n}", **first) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"token";q=5;w=60'
    assert (answers[5].headers["Retry-After"], answers[5].json()["errors"][0]["code"]) == ("42", "too_many_requests")
    assert ask(client, where="192.0.2.1", **second).headers["RateLimit"] == '"token";r=4;t=42'
    assert ask(client, where="192.0.2.1").headers["RateLimit"] == '"address";r=2;t=42'


def test_wrong_tokens_count_for_the_address_on_pages_too(client):
    wrong = [ask(client, authorization=f"Bearer cire_{n}") for n in range(4)]
    assert [answer.status_code for answer in wrong] == [401, 401, 401, 429]
    assert ask(client).status_code == 429
    file = make.output_file(output=make.output(), published=True).get_absolute_url()
    assert client.get(file, REMOTE_ADDR="192.0.2.1", headers={"authorization": "Bearer x"}).status_code == 429
    assert client.get(file, REMOTE_ADDR="192.0.2.1").status_code == 200


def test_of_wrong_tokens_beyond_the_limit_nothing_is_looked_up(client, minute, caplog, django_assert_num_queries):
    caplog.set_level(logging.INFO, "portal")
    for n in range(3):
        ask(client, authorization=f"Bearer cire_{n}")
    caplog.clear()
    with django_assert_num_queries(0):
        refused = ask(client, authorization="Bearer cire_4")
    assert (refused.status_code, refused.headers["RateLimit"]) == (429, '"address";r=0;t=42')
    assert "token refused" not in caplog.text
    assert ask(client, where="192.0.2.2", authorization="Bearer cire_5").status_code == 401
    minute["now"] += 42
    assert ask(client, authorization="Bearer cire_6").status_code == 401


def test_a_good_token_is_not_held_back_by_others_without_one(client):
    _made, good = token()
    assert [ask(client).status_code for _n in range(4)] == [200, 200, 200, 429]
    ask(client, authorization="Bearer cire_1")
    assert ask(client, **good).status_code == 200


def test_writes_have_a_lower_limit_of_their_own(client):
    header = token(user=make.user(coordinator=True), read_only=False)[1]
    answers = [client.post("/api/v1/areas/", {}, "application/json", headers=header) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"token-writes";q=2;w=60'
    assert ask(client, **header).headers["RateLimit"] == '"token";r=4;t=42'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("", "unix:", True),
    ],
)
def test_of_the_newer_addresses_a_household_counts_as_one(one, other, same):
    networks = [limits.network_of(RequestFactory().get("/", REMOTE_ADDR=each)) for each in (one, other)]
    assert (networks[0] == networks[1]) is same


def test_behind_a_proxy_the_visitor_counts_and_what_visitors_say_of_themselves_does_not(client, settings):
    there = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    limits.network.cache_clear()
    ask(client, **there)
    assert ask(client, where="192.0.2.99", **there).headers["RateLimit"] == '"address";r=1;t=42'
    for n in range(3):
        network = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}, 198.51.100.7", "REMOTE_ADDR": "192.0.2.99"}
        assert limits.network_of(RequestFactory().get("/", **network)) == "198.51.100.7"
    assert limits.network.cache_info().currsize == 2
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert ask(client, where="192.0.2.50", **there).headers["RateLimit"] == '"address";r=2;t=42'


def test_nothing_is_limited_where_something_else_does(client, settings):
    settings.API_LIMIT_ADDRESS = 0
    answer = ask(client)
    assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)


def test_other_pages_are_not_limited(client):
    assert "RateLimit" not in client.get("/partners/").headers


def test_it_asks_the_cache_once(client, monkeypatch):
    ask(client)
    asked = []
    for name in ("get", "set", "add", "incr", "get_many", "touch"):
        method = getattr(cache, name)
        note = lambda *args, name=name, method=method, **more: (asked.append(name), method(*args, **more))[1]  # noqa: E731
        monkeypatch.setattr(f"django.core.cache.cache.{name}", note, raising=False)
    ask(client)
    assert asked == ["incr"]


class Redis:
    """What Redis does with the two commands that are sent to it."""

    def __init__(self):
        self.numbers, self.commands = {}, []

    def get_client(self, key, write):
        return self

    def incr(self, key):
        self.commands.append("incr")
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self.numbers[key]

    def expire(self, key, seconds):
        self.commands.append(f"expire {seconds}")


def test_of_redis_it_asks_once_too(client, settings, monkeypatch):
    found, redis = RedisCache("redis://127.0.0.1:1", {}), Redis()
    found._cache = redis
    monkeypatch.setattr(limits, "caches", {"default": found})
    answers = [ask(client) for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert redis.commands == ["incr", "expire 120", "incr", "incr", "incr"]


def test_it_costs_next_to_nothing(settings):
    """The quickest of some rounds, so that a busy machine does not tell."""
    settings.API_LIMIT_ADDRESS = 100_000
    request, rounds = RequestFactory().get("/api/v1/partners/", REMOTE_ADDR="2001:db8::1"), []
    for _round in range(20):
        began = time.perf_counter()
        for _n in range(50):
            limits.refused(request)
        rounds.append((time.perf_counter() - began) / 50)
    assert min(rounds) < 0.000_1, min(rounds)
    assert request.rate.number == 1000
