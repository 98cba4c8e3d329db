"""What is kept when somebody else saved the same record meanwhile: field by field, and where people have to choose."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import formats
from django.utils.translation import gettext as _
from simple_history.utils import get_m2m_reverse_field_name

MINE, THEIRS = "mine", "theirs"
UNKNOWN = object()
# Versions that are looked through for who wrote what stands there now.
MOST_VERSIONS = 100


def plain(value):
    """A field's value so that two can be compared: as browsers send it and as the database gives it alike."""
    if hasattr(value, "pk"):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return value


def keys(rows):
    return frozenset(getattr(row, "pk", row) for row in rows)


def value_in(holder, field):
    """The value of a field in a row, or in a record of its history."""
    if not field.many_to_many:
        return plain(getattr(holder, field.attname))
    if not hasattr(holder, "history_id"):
        return frozenset(getattr(holder, field.name).order_by().values_list("pk", flat=True))
    then = getattr(type(holder), field.name).filter(history=holder)
    return frozenset(then.values_list(f"{get_m2m_reverse_field_name(field)}_id", flat=True))


def number(text):
    """A key of the history from a form, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def newest_keys(model, pks):
    """The keys of the newest versions of some rows, as texts; empty for rows without a history."""
    pk = model._meta.pk.name
    found = model.history.model.objects.filter(**{f"{pk}__in": pks}).order_by().values_list(pk)
    keys = dict(found.annotate(newest=Max("history_id")))
    return {each: str(keys.get(each, "")) for each in pks}


def versions_of(row):
    """The row's history with who wrote it, the newest version first."""
    return row.history.select_related("history_user").order_by("-history_id")


def key_of(version):
    """What a form keeps of a version, to be asked back when it is sent; empty where there is none."""
    return str(version.history_id) if version else ""


@dataclass(frozen=True)
class Clash:
    """A field that two people changed differently."""

    mine: str
    theirs: str
    who: str
    when: datetime | None


class Versions:
    """A row as it stood when its form was opened, and as it stands now. `base` is the key of its history then."""

    def __init__(self, row, names, base):
        self.fields = {name: row._meta.get_field(name) for name in names}
        self.now = {name: value_in(row, field) for name, field in self.fields.items()}
        history = versions_of(row)
        self.newest = history.first()
        self.key = key_of(self.newest)
        self.outdated = self.key != (base or "")
        self.newer, self.before = [], None
        if self.outdated:
            known = number(base)
            self.before = history.filter(history_id=known).first() if known else None
            self.newer = list(history.filter(history_id__gt=known or 0)[:MOST_VERSIONS])

    def base(self, name):
        """What stood there when the form was opened; UNKNOWN when the history of then is gone."""
        if not self.outdated:
            return self.now[name]
        return value_in(self.before, self.fields[name]) if self.before else UNKNOWN

    def merged(self, name, mine, choice=""):
        """The value to keep, or None as second when people have to choose: `(value, MINE | THEIRS | None)`."""
        base, theirs = self.base(name), self.now[name]
        if choice == THEIRS or mine in (base, theirs):
            return theirs, THEIRS
        if theirs == base:
            return mine, MINE
        if isinstance(mine, frozenset) and base is not UNKNOWN:
            return (theirs | (mine - base)) - (base - mine), MINE
        return mine, None

    def theirs_is_new(self, name):
        return self.outdated and self.now[name] != self.base(name)

    def author(self, name):
        """The version that brought what stands there now."""
        found = self.newest
        for version in self.newer:
            if value_in(version, self.fields[name]) != self.now[name]:
                break
            found = version
        return found


def who(version):
    return str(version.history_user) if version and version.history_user else _("somebody")


def when(version):
    return version and version.history_date


def in_words(field, value):
    """A value as people read it."""
    if value is None or value in ("", frozenset(), [], {}):
        return ""
    if field.many_to_many:
        return "; ".join(sorted(str(row) for row in field.related_model._base_manager.filter(pk__in=value)))
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return plain_words(field.to_python(value))


def plain_words(value):
    if isinstance(value, dict):
        return "\n".join(f"{name}: {text}" for name, text in value.items())
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    if hasattr(value, "isoformat"):
        return formats.date_format(value, "DATE_FORMAT")
    return str(getattr(value, "display", value))
