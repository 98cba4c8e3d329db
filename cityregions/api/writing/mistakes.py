"""Mistakes in what a program sent: each named with its place, all of them at once."""

from django.core.exceptions import NON_FIELD_ERRORS

from cityregions.records.checks import field_of

from ..problems import Refusal

# More mistakes than this help nobody; the first ones are told.
MOST = 1000


class MistakeError(Exception):
    """A value that is not what its key takes."""

    def __init__(self, code, detail, status=400, **more):
        self.error, self.status = {"code": code, "detail": str(detail), **more}, status
        super().__init__(code)


class Mistakes:
    """All that is wrong with a request; `raise_any` refuses it when there is something."""

    def __init__(self):
        self.errors, self.statuses = [], set()

    def __bool__(self):
        return bool(self.errors)

    def add(self, place, code, detail, status=400, **more):
        self.statuses.add(status)
        if len(self.errors) < MOST:
            self.errors.append({"pointer": place, "code": code, "detail": str(detail), **more})

    def take(self, place, wrong):
        self.add(place, status=wrong.status, **wrong.error)

    def take_from_model(self, entry, names, error):
        """Takes over what the model says, each sentence beside the key that it is about."""
        told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, each in told.items():
            for one in each:
                found = names.get(name) or names.get(field_of(type(entry.row), one.message, names))
                self.add(at(entry.place, found) if found else entry.place, one.code or "invalid", one.messages[0])

    def raise_any(self):
        if self.errors:
            raise Refusal(next(iter(self.statuses)) if len(self.statuses) == 1 else 400, self.errors)


def at(place, name):
    """A place within a place, as a JSON pointer."""
    return f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}"
