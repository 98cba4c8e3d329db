"""Logs: no line gives away the secret of an address or a token, since whoever knows it may read or sign in."""

import json
import logging
import re

# Of a token the characters stay by which people know it, as they see them on the page of the account.
SECRET = re.compile(
    r"((?:/calendar/(?!\d+/)|/invitation/|/contacts/sign-in/\d+/)(?=[^/\s])|cire_\w{10}(?=\w))[^/\s\"',]+"
)

log = logging.getLogger("portal.access")


def without_secrets(text):
    return SECRET.sub(r"\1***", text)


class WithoutSecrets(logging.Filter):
    """Takes the secrets out of what a line is filled with."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(each) if isinstance(each, str) else each for each in record.args)
        return True


def note(what, **told):
    """A line that programs can read too: what happened, then each fact as `name=value`, its value in JSON."""
    facts = " ".join(f"{name}={json.dumps(value, default=str)}" for name, value in told.items())
    log.info("%s %s", what, facts)
