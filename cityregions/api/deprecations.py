"""What will go away: a noun, a parameter or a key, told in the description and in every answer that it concerns.

Declared where the noun is: `deprecated = (Deprecation(since, until, told_at, "key", "old_name"),)` in its viewset.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.http import http_date

from .parameters import words


@dataclass(frozen=True)
class Deprecation:
    """Deprecated `since` a day and gone after `until`; `told_at` is where it is said what to use instead.

    `kind` is `noun`, or `parameter` or `key` with its `name`.
    """

    since: date
    until: date
    told_at: str
    kind: str = "noun"
    name: str = ""

    def concerns(self, request):
        """Whether the request is for the noun, uses the parameter, or asks for rows with the key."""
        if self.kind == "parameter":
            return self.name in request.query_params
        asked, omitted = words(request, "fields"), words(request, "omit")
        return self.kind == "noun" or (self.name not in omitted and (not asked or self.name in asked))

    @property
    def headers(self):
        """RFC 9745 and RFC 8594."""
        return {
            "Deprecation": f"@{seconds(self.since)}",
            "Sunset": http_date(seconds(self.until)),
            "Link": f'<{self.told_at}>; rel="deprecation"; type="text/html"',
        }


def seconds(day):
    return int(datetime.combine(day, time(), UTC).timestamp())


def headers(deprecated, request):
    """Of what the request uses, the one that goes first."""
    used = sorted((each for each in deprecated if each.concerns(request)), key=lambda each: each.until)
    return used[0].headers if used else {}


def marked(described, deprecated, kind, name=""):
    """A part of the description, marked where it is deprecated."""
    is_marked = any((each.kind, each.name) == (kind, name) for each in deprecated)
    return {**described, "deprecated": True} if is_marked else described
