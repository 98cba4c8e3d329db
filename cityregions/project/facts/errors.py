"""What is wrong with a facts file, and where: section, item and field in one sentence."""

from contextlib import contextmanager


class FactsError(Exception):
    """One sentence for the person who wrote the file; `path` leads to the place."""

    def __init__(self, message, *path):
        super().__init__(message)
        self.message, self.path = str(message), path

    def __str__(self):
        return f"{', '.join(self.path)}: {self.message}" if self.path else self.message


@contextmanager
def at(*place):
    """Says of whatever is wrong inside that it is at this place."""
    try:
        yield
    except FactsError as error:
        raise FactsError(error.message, *place, *error.path) from None


def quoted(value):
    """The value as a message shows it, cut to one line."""
    text = " ".join(str(value).split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def field(key):
    return f"field “{key}”"


def either(words):
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
