"""Copies kept as docs/api.md says, and what is compared with them."""

import json
import re
from pathlib import Path
from urllib.error import HTTPError

from django.conf import settings
from django.test import Client

from cityregions.records.changes.dependents import nouns
from cityregions.records.changes.following import Reader, page_for

SECTION = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text().split("## Keeping a copy")[1].split("\n## ")[0]
PROGRAM = re.search(r"```python\n(.*?)\n```", SECTION, re.DOTALL)[1]
API = "/api/v1/"


def changes_for(user, after, only=None, limit=500):
    """What a person is told of the changes after a cursor outside of any request, and the next cursor."""
    page = page_for(Reader(user), after, only, limit)
    return page.changes, page.next


class Copy:
    """A copy of all that somebody sees, kept by the program of docs/api.md; only its way to the portal is shorter."""

    def __init__(self, person=None):
        self.client, self.rows, self.cursor, self.answers = Client(), {}, "", 0
        if person:
            self.client.force_login(person)
        self.program = {}
        exec(compile(PROGRAM, "docs/api.md", "exec"), self.program)
        self.program["get"] = self.get

    def get(self, address, token=None):
        answer = self.client.get(address)
        self.answers += 1
        if answer.status_code != 200:
            raise HTTPError(address, answer.status_code, answer.content.decode()[:500], {}, None)
        return json.loads(answer.content)

    def follow(self):
        self.cursor = self.program["follow"](API, self.rows, self.cursor)
        return self

    def source(self):
        """The same from the lists of the API."""
        found = {}
        for noun, viewset in nouns().items():
            if viewset.is_list:
                for row in self.listed(f"{API}{noun}/?page_size=1000"):
                    found[noun, row.get("slug") or row["id"]] = row
            else:
                rows = self.client.get(f"{API}{noun}/")
                found |= {(noun, rows.json()["slug"]): rows.json()} if rows.status_code == 200 else {}
        return found

    def listed(self, address):
        while address:
            answer = self.client.get(address)
            if answer.status_code == 401:
                return
            page = answer.json()
            yield from page["results"]
            address = page["next"]

    def differences(self):
        """Where the copy is not as the source: missing, stale, or there no more."""
        source = self.source()
        places = sorted(source.keys() | self.rows.keys(), key=str)
        return [place for place in places if source.get(place) != self.rows.get(place)]
