"""Where a record is known from, in the form in which pages show it."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cityregions.records.countries import LANGUAGES


def words(key):
    """A name such as `start_note` as words: Start note."""
    return str(key).replace("_", " ").strip().capitalize()


def notes(extra):
    """What the sources say beyond the fields, as labels with lists of texts, and with their language where the key of
    the note ends in one: `name_cs`."""
    return [note(key, value) for key, value in (extra or {}).items()]


def note(key, value):
    name, _underscore, lang = str(key).rpartition("_")
    if not name or lang not in LANGUAGES.values():
        return {"label": words(key), "lang": "", "texts": list(texts(value))}
    label = f"{words(name)} ({get_language_info(lang)['name_translated']})"
    return {"label": label, "lang": lang, "texts": list(texts(value))}


def texts(value):
    """The texts in a nested value, one line for each."""
    if isinstance(value, dict):
        yield "; ".join(f"{words(key)}: {', '.join(texts(inner))}" for key, inner in value.items())
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, bool):
        yield str(_("yes") if value else _("no"))
    elif value is not None:
        yield str(value)


def sources(record):
    """The sources of single fields: the field in words, the source, how sure it is."""
    found = {}
    for key, value in (record.field_sources or {}).items():
        name, _underscore, what = key.rpartition("_")
        found.setdefault(name or key, {})[what if name else "source"] = value
    return [{"label": field_label(record, name), **facts} for name, facts in found.items()]


def field_label(record, name):
    """What the record's own field of that name is called, else the name in words."""
    try:
        return capfirst(record._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return words(name)
