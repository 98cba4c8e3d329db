"""Repeats: a request that is sent twice with one Idempotency-Key is carried out once and answered the same."""

import hashlib
import re

import orjson
from django.utils.translation import gettext as _
from rest_framework.response import Response

from cityregions.records.models import KeptAnswer

from ..problems import refusal

KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
KEPT_HEADERS = ("ETag", "Location")


def answered_once(request, work):
    """The answer of `work`, or that of the first request with this key; within the transaction that saves."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not KEY.fullmatch(key):
        raise refusal(400, "invalid_header", _("Idempotency-Key takes 1 to 255 letters, digits and signs."))
    told = digest_of(request)
    kept = KeptAnswer.objects.claim(request.user, key, told)
    if kept.digest != told:
        raise refusal(422, "key_reused", _("This Idempotency-Key came with another request before: take a new one."))
    if kept.status is None:
        return keep(kept, work())
    return Response(bytes(kept.body), kept.status, headers=kept.headers)


def keep(kept, response):
    kept.status, kept.body = response.status_code, response.data
    kept.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    kept.save()
    return response


def digest_of(request):
    """Of the address and what the body says, however its keys are ordered."""
    query = sorted((name, text) for name, texts in request.query_params.lists() for text in texts)
    # Text first: the numbers of a body may be longer than orjson writes.
    body = orjson.dumps([request.path, query, repr(ordered(request.data))])
    return hashlib.sha256(body).hexdigest()


def ordered(value):
    if isinstance(value, dict):
        return sorted((name, ordered(each)) for name, each in value.items())
    return [ordered(each) for each in value] if isinstance(value, list) else value
