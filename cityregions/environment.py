"""Reads the portal's settings from the environment, strictly: one that is missing or malformed is named."""

import ipaddress
import logging
import os
import warnings
import zoneinfo
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

REQUIRED = environ.Env.NOTSET
SEE = "see “Settings” in README.md."
SWITCHES = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}

env = environ.Env()


def refuse(name, what):
    raise ImproperlyConfigured(f"The setting {name} {what}: {SEE}") from None


def read(name, cast="str", default=REQUIRED):
    """The setting `name` as django-environ casts it. Raises ImproperlyConfigured, naming it, when it is wrong."""
    if name not in os.environ and default is REQUIRED:
        refuse(name, "is missing")
    try:
        value = getattr(env, cast)(name, default=default)
    except (ImproperlyConfigured, ValueError, AttributeError, KeyError) as error:
        refuse(name, f"is malformed ({error})")
    if value in ("", []) and default != "":
        refuse(name, "is empty")
    return value


def read_url(name, cast, default, key):
    """A setting that is an address of a service, e.g. postgres://…; `key` is what a well-formed one yields."""
    with warnings.catch_warnings():
        # What environ warns of here is refused below, in the portal's own words.
        warnings.simplefilter("ignore")
        value = read(name, cast, default)
    if not value.get(key):
        refuse(name, "is malformed: it is not the address of a service")
    return value


def read_switch(name, default):
    """A setting that is on or off; any other word is refused."""
    word = read(name, default="on" if default else "off").strip().lower()
    if word not in SWITCHES:
        refuse(name, f"is malformed: write on or off, not “{word}”")
    return SWITCHES[word]


def read_number(name, default, lowest, highest):
    number = read(name, "int", default=default)
    if not lowest <= number <= highest:
        refuse(name, f"is malformed: {number} is not between {lowest} and {highest}")
    return number


def read_networks(name):
    """Networks such as 10.1.0.0/16, with commas between them; none by default."""
    try:
        return [ipaddress.ip_network(text.strip()) for text in read(name, default="").split(",") if text.strip()]
    except ValueError as error:
        refuse(name, f"is malformed ({error})")


def read_time_zone(name, default):
    zone = read(name, default=default)
    if zone not in zoneinfo.available_timezones():
        refuse(name, f"is malformed: “{zone}” is not a time zone such as Europe/Vienna")
    return zone


def read_log_level(name, default):
    level = read(name, default=default).upper()
    if level not in logging.getLevelNamesMapping():
        refuse(name, f"is malformed: “{level}” is not a level such as INFO or WARNING")
    return level


def read_issuer(name):
    """The address of a single sign-on and its origin, or an empty address alone where there is none."""
    issuer = read(name, default="").rstrip("/")
    if not issuer:
        return [""]
    parts = urlsplit(issuer)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        refuse(name, f"is malformed: “{issuer}” is not an address such as https://login.example.org")
    return [issuer, f"{parts.scheme}://{parts.netloc}"]
