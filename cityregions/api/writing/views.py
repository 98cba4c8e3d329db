"""Writes of one noun: what a viewset does with POST, PUT, PATCH and DELETE, on one row or on a list of them."""

from contextlib import suppress

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from cityregions.records import rights

from ..parameters import SHAPE, refuse_others, switch
from ..problems import refusal
from ..renderers import as_json, same
from ..routes import viewset_of
from ..serializers import public_key
from ..tags import Described, matches, tag_of
from .batch import Batch, foreign
from .deleting import delete
from .entries import Entry
from .locks import held, lock_wholes
from .mistakes import Mistakes, at
from .relations import is_name
from .repeats import answered_once
from .saving import Author

MOST_ROWS = 10_000
LONGEST_REASON = 500
BUSY_FOR = "2"


class Writes:
    """What all writes share: one transaction, the rows locked, the rights, and the answer."""

    def written(self, work):
        """Does the work in a transaction; once more when somebody saved the same at the same moment."""
        refuse_others(self.request, ("dry_run", *SHAPE))
        dry_run = switch(self.request, "dry_run")
        self.request.data  # noqa: B018 - a body that cannot be read is refused before anything is locked
        out_of_range = refusal(400, "out_of_range", _("A value is larger than the portal can keep."), pointer="#")
        for _attempt in (1, 2):
            try:
                with transaction.atomic():
                    response = work()
                    transaction.set_rollback(dry_run)
                    return response
            except (DataError, OverflowError):
                raise out_of_range from None
            except IntegrityError:
                sentence = _("Somebody saved the same at the same time: look what stands there now.")
                trouble = refusal(409, "conflict", sentence)
            except OperationalError:
                sentence = _("The portal is busy just now: send it again in a moment.")
                trouble = refusal(503, "busy", sentence, {"Retry-After": BUSY_FOR})
        raise trouble

    @property
    def model(self):
        return self.queryset.model

    @property
    def own_key(self):
        return public_key(self.model)

    @property
    def author(self):
        return Author(self.request.user, self.request.request_id, reason_of(self.request))

    # Rows that are there.

    def locked(self, queryset):
        """The rows of a queryset that the person sees, locked; each after all that it is a part of."""
        pks = list(queryset.order_by().values_list("pk", flat=True))
        lock_wholes(self.model, pks)
        return list(held(self.model._base_manager.filter(pk__in=pks)))

    def require_some(self, right, queryset=None):
        """Whether the person may write any row of this kind at all: asked before a body is read."""
        if right(self.model, self.request.user) != rights.NOTHING:
            return
        if queryset is not None and not queryset.exists():
            raise not_found()
        mistakes = Mistakes()
        mistakes.take("#", foreign())
        mistakes.raise_any()

    def require_rights(self, entries, mistakes, right=rights.change_condition):
        """Of rows as they stand: whether the person may change, or delete, them."""
        own = rights.within(self.model, right(self.model, self.request.user), {entry.row.pk for entry in entries})
        for entry in entries:
            if entry.row.pk not in own:
                mistakes.take(entry.place, foreign(entry.row))
        mistakes.raise_any()

    def require_version(self, row):
        """Whether the row is as the program knows it, by its If-Match."""
        told = self.request.headers.get("If-Match")
        if told is None and settings.API_REQUIRE_IF_MATCH:
            sentence = _("Say in If-Match which state of the record you change: send the ETag of its last answer.")
            raise refusal(428, "if_match_needed", sentence)
        if told is None:
            return
        described, version = self.as_answer(row.pk)
        if not matches(told, version):
            tag = tag_of(version, described)
            sentence = _("Somebody has changed it since: read it again, and send what you want to change once more.")
            raise refusal(412, "changed", sentence, {"ETag": tag}, etag=tag)

    def as_answer(self, pk):
        """The body for one row, and its version."""
        described = Described(self.request, self.serializer_class, detail=True)
        _key, row, version = described.read(self.queryset.filter(pk=pk))[0]
        return as_json(row), version

    # Saving.

    def require_adding(self):
        if not rights.may_add(self.request.user, self.model):
            raise refusal(403, "forbidden", _("Your account may not add records of this kind."))

    def save(self, entries, mistakes, complete=False):
        mistakes.raise_any()
        Batch(self.serializer_class, entries, self.request.user, mistakes, self.author, complete).write()

    def answer_one(self, entry, status):
        body, version = self.as_answer(entry.row.pk)
        self.compare_echoed([entry])
        headers = {"ETag": tag_of(version, body)}
        if status == 201:
            headers["Location"] = self.address_of(entry.row)
        return Response(body, status, headers=headers)

    def answer_many(self, entries, status):
        described = Described(self.request, self.serializer_class, detail=False)
        pks = [entry.row.pk for entry in entries]
        rows = {key: row for key, row, _version in described.read(self.queryset.filter(pk__in=pks))}
        self.compare_echoed(entries)
        return Response(as_json([rows[pk] for pk in pks]), status)

    def compare_echoed(self, entries):
        """Refuses other values for keys that are not written, so that nobody believes to have changed them."""
        told, mistakes = [entry for entry in entries if entry.echoed], Mistakes()
        if not told:
            return
        names = {name for entry in told for name in entry.echoed}
        described = Described(AllKeys(self.request), self.serializer_class, detail=True)
        pks = [entry.row.pk for entry in told]
        rows = {key: row for key, row, _version in described.read(self.queryset.filter(pk__in=pks))}
        for entry in told:
            for name in names & set(entry.echoed):
                if not same(rows[entry.row.pk][name], entry.echoed[name]):
                    sentence = _("This key cannot be written here: leave it out, or as it stands.")
                    mistakes.add(at(entry.place, name), "read_only", sentence)
        mistakes.raise_any()

    def address_of(self, row):
        return self.request.build_absolute_uri(row_path(row))


class AllKeys:
    """The same request, asking for whole rows."""

    def __init__(self, request):
        self.user, self.build_absolute_uri = request.user, request.build_absolute_uri
        self.query_params = type(request.query_params)()


def row_path(row):
    viewset = viewset_of(type(row))
    if not viewset.is_list:
        return reverse(f"api:{viewset.noun}-list")
    return reverse(f"api:{viewset.noun}-detail", args=[getattr(row, viewset.lookup_field)])


def reason_of(request):
    """Why it is written, as the program says in X-Change-Reason."""
    text = request.headers.get("X-Change-Reason", "")
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    if len(text) > LONGEST_REASON:
        sentence = _("X-Change-Reason takes up to %(most)s letters.") % {"most": LONGEST_REASON}
        raise refusal(400, "invalid_header", sentence)
    return text.replace("\0", "").strip()


def not_found():
    return NotFound(_("There is no such record, or you may not see it."))


def an_object(value):
    if not isinstance(value, dict):
        raise refusal(400, "invalid", _("Send an object with the keys of one row."), pointer="#")
    return value


class WritesOne(Writes):
    """PUT and PATCH of one row."""

    def change(self, queryset, complete):
        self.require_some(rights.change_condition, queryset)
        return self.written(lambda: self.changed(queryset, complete))

    def changed(self, queryset, complete):
        entry = Entry(self.one(queryset), an_object(self.request.data), "#")
        mistakes = Mistakes()
        self.save([entry], mistakes, complete)
        return self.answer_one(entry, 200)

    def one(self, queryset, right=rights.change_condition):
        """The row, locked, that the person sees, may change or delete, and knows as it stands."""
        rows = self.locked(queryset)
        if not rows:
            raise not_found()
        self.require_rights([Entry(rows[0], {}, "#")], Mistakes(), right)
        self.require_version(rows[0])
        return rows[0]


class WritesRows(WritesOne):
    """Writes of a noun with many rows; a list in the body is a bulk: all of its rows or none."""

    def create(self, request):
        self.require_adding()
        return self.written(lambda: answered_once(request, self.added))

    def added(self):
        given, mistakes = self.request.data, Mistakes()
        if not isinstance(given, list):
            entry = Entry(self.model(), an_object(given), "#")
            self.save([entry], mistakes)
            return self.answer_one(entry, 201)
        entries = [Entry(self.model(), each, at("#", number)) for number, each in self.objects(given, mistakes)]
        self.save(entries, mistakes)
        return self.answer_many(entries, 201)

    def update(self, request, **kwargs):
        return self.change(self.get_queryset().filter(**kwargs), complete=True)

    def partial_update(self, request, **kwargs):
        return self.change(self.get_queryset().filter(**kwargs), complete=False)

    def destroy(self, request, **kwargs):
        self.require_some(rights.delete_condition, self.get_queryset().filter(**kwargs))
        return self.written(lambda: self.deleted(self.get_queryset().filter(**kwargs)))

    def deleted(self, queryset):
        row = self.one(queryset, rights.delete_condition)
        self.remove([row], ["#"], Mistakes())
        return Response(status=204)

    def remove(self, rows, places, mistakes):
        delete(rows, places, self.request.user, self.author, mistakes, self.address_of)

    # A list of rows.

    def patch_list(self, request):
        self.require_some(rights.change_condition)
        return self.written(self.changed_many)

    def changed_many(self):
        mistakes = Mistakes()
        told = list(self.objects(self.a_list(), mistakes))
        entries = self.found([(at("#", number), each.get(self.own_key), each) for number, each in told], mistakes)
        self.require_rights(entries, mistakes)
        self.require_versions(entries, mistakes)
        for entry in entries:
            entry.given = {name: value for name, value in entry.given.items() if name not in {"id", "etag"}}
        self.save(entries, mistakes)
        return self.answer_many(entries, 200)

    def delete_list(self, request):
        self.require_some(rights.delete_condition)
        return self.written(self.deleted_many)

    def deleted_many(self):
        mistakes, told = Mistakes(), []
        self.check_size(self.a_list())
        for number, each in enumerate(self.a_list()):
            given = each if isinstance(each, dict) else {self.own_key: each}
            for name in given.keys() - {self.own_key, "etag"}:
                mistakes.add(at(at("#", number), name), "unknown", _("This key is not known here."))
            told.append((at("#", number), given.get(self.own_key), given))
        entries = self.found(told, mistakes)
        self.require_rights(entries, mistakes, rights.delete_condition)
        self.require_versions(entries, mistakes)
        self.remove([entry.row for entry in entries], [entry.place for entry in entries], mistakes)
        return Response(status=204)

    def a_list(self):
        if "If-Match" in self.request.headers:
            sentence = _("If-Match speaks of one row: in a list, give each row its etag.")
            raise refusal(400, "invalid_header", sentence)
        if not isinstance(self.request.data, list):
            raise refusal(400, "invalid", _("Send a list of rows, or write to the address of one row."), pointer="#")
        return self.request.data

    def objects(self, rows, mistakes):
        """The rows of a list with their numbers; whatever is no object is named."""
        self.check_size(rows)
        for number, each in enumerate(rows):
            if isinstance(each, dict):
                yield number, each
            else:
                mistakes.add(at("#", number), "invalid", _("Write an object."))

    def check_size(self, rows):
        if not rows:
            raise refusal(400, "empty", _("The list is empty."), pointer="#")
        if len(rows) > MOST_ROWS:
            sentence = _("Send up to %(most)s rows at once.") % {"most": MOST_ROWS}
            raise refusal(413, "too_many", sentence, pointer="#")

    def found(self, told, mistakes):
        """The entries of rows that are there, locked: `told` holds their place, their slug or id, and what was sent."""
        names = [name for _place, name, _given in told if is_name(self.model, name)]
        rows = self.locked(self.get_queryset().filter(**{f"{self.own_key}__in": names}))
        known, entries, seen = {getattr(row, self.own_key): row for row in rows}, [], set()
        for place, name, given in told:
            if not is_name(self.model, name) or name not in known:
                sentence = _("There is no such record, or you may not see it.")
                mistakes.add(at(place, self.own_key), "not_found", sentence, 404)
            elif name in seen:
                mistakes.add(at(place, self.own_key), "repeated", _("This row stands twice in the list."))
            else:
                seen.add(name)
                entries.append(Entry(known[name], given, place))
        mistakes.raise_any()
        return entries

    def require_versions(self, entries, mistakes):
        """In a bulk, each row may say in `etag` how the program knows it."""
        if settings.API_REQUIRE_IF_MATCH:
            for entry in entries:
                if "etag" not in entry.given:
                    sentence = _("Say in etag which state of the record you change.")
                    mistakes.add(entry.place, "if_match_needed", sentence, 428)
        told = [entry for entry in entries if "etag" in entry.given]
        described = Described(AllKeys(self.request), self.serializer_class, detail=True) if told else None
        rows = self.queryset.filter(pk__in=[entry.row.pk for entry in told])
        now = {key: (row, version) for key, row, version in described.read(rows)} if told else {}
        for entry in told:
            row, version = now[entry.row.pk]
            tag = entry.given["etag"]
            if not isinstance(tag, str) or not matches(tag, version):
                sentence = _("Somebody has changed it since.")
                mistakes.add(entry.place, "changed", sentence, 412, etag=tag_of(version, as_json(row)))
        mistakes.raise_any()


class WritesSingle(WritesOne):
    """Writes of a noun of which there is one row."""

    def put_list(self, request):
        return self.change(self.get_queryset(), complete=True)

    def patch_list(self, request):
        return self.change(self.get_queryset(), complete=False)
