"""Which rows look different, or are seen by others, once another row changes: read from serializers and rules."""

import functools
from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Q, QuerySet
from django.db.models.expressions import Col
from django.urls import get_resolver

from cityregions.api.nodes import Column, Derived, EitherPage, Many, Numbers, One, PageLink, Part, declared
from cityregions.api.reading import plain
from cityregions.api.routes import registered
from cityregions.api.serializers import public_key
from cityregions.records import rights
from cityregions.records.history.tables import is_kept


@dataclass(frozen=True)
class Way:
    """How the rows of a noun are found that speak of a record: by `path` from `table`, where `link` names them."""

    model: type
    table: type
    link: str
    path: str

    def rows(self, pks):
        """The rows as (number, number of the record among `pks` that they speak of)."""
        if not self.link:
            return [(pk, pks[0]) for pk in self.model._base_manager.values_list("pk", flat=True)]
        path = self.path or "pk"
        rows = self.table._base_manager.filter(**{f"{path}__in": pks, f"{self.link}__isnull": False}).order_by()
        return rows.values_list(self.link, path).distinct()


@dataclass
class Watch:
    """What is to be noted when a row of a table is written.

    `noun` says whether it is a row of a noun, `ways` lead from it to the rows that speak of it, and depend on its
    `columns`; `always` says that it matters even when one comes or goes. `edges` name the columns that lead to rows of
    which it is a part: (column, model), with the columns that matter there, None for all, and whether those who see
    such a row may be others then.
    """

    noun: str = ""
    ways: set = field(default_factory=set)
    columns: set = field(default_factory=set)
    edges: dict = field(default_factory=dict)
    always: bool = False


def nouns():
    """The nouns whose rows the feed tells of, with their viewsets."""
    return {noun: viewset for noun, viewset in registered() if viewset.queryset is not None}


def listed(viewset):
    """The keys of a row in a list; all of them where there is one row only."""
    serializer_class = viewset.serializer_class
    hidden = serializer_class.detail_fields() if viewset.is_list else ()
    return [name for name in declared(serializer_class) if name not in hidden]


@functools.cache
def watches():
    """What is to be watched, by model."""
    get_resolver().url_patterns  # noqa: B018 - nouns are known once their addresses are
    found = defaultdict(Watch)
    for noun, viewset in nouns().items():
        model = viewset.queryset.model
        found[model].noun = noun
        looking = Looking(found, model)
        place = Place(model, model, "pk", "")
        looking.sight(place)
        for name in listed(viewset):
            looking.node(place, declared(viewset.serializer_class)[name])
    return dict(found)


@functools.cache
def watch_by_label():
    return {model._meta.label_lower: (model, watch) for model, watch in watches().items()}


@dataclass(frozen=True)
class Place:
    """Where a description stands: at the `model` that `path` leads to from `table`."""

    model: type
    table: type
    link: str
    path: str

    @property
    def leads_back(self):
        """Whether the path leads from a part to the very row that it is a part of."""
        steps = self.path.removesuffix("__")
        return bool(steps) and "__" not in steps and self.table._meta.get_field(steps).attname == self.link

    def at(self, step, model):
        return Place(model, self.table, self.link, f"{self.path}{step}__")


class Looking:
    """Looks for all that the rows of one noun depend on."""

    def __init__(self, found, model):
        self.found, self.model = found, model

    def node(self, place, node):
        if isinstance(node, Column):
            self.path(place, node.path)
        elif isinstance(node, Derived):
            for path in node.needs:
                self.path(place, path)
        elif isinstance(node, PageLink) and node.page_of:
            self.path(place, f"{node.page_of}__slug")
        elif isinstance(node, EitherPage):
            for link in node.links:
                self.node(place, link)
        elif isinstance(node, Numbers):
            for table, column in node.tables:
                self.edge(place, table, column, None)
        elif isinstance(node, One):
            end = self.path(place, f"{node.path}__{public_key(node.model)}")
            self.sight(end)
        elif isinstance(node, Part):
            self.part(place, node)
        elif isinstance(node, Many):
            self.many(place, node)

    def part(self, place, node):
        link = place.model._meta.get_field(node.path)
        if link.concrete:
            self.nested(self.path(place, node.path), node.serializer_class)
        else:
            self.nested(self.part_once(place, link, None), node.serializer_class)

    def part_once(self, place, link, columns):
        """What a record has once at most, and names the record itself."""
        self.edge(place, link.related_model, link.field.attname, columns)
        return Place(link.related_model, link.related_model, link.field.attname, "")

    def many(self, place, node):
        if not node.link:
            watch = self.found[node.table]
            watch.always = True
            watch.ways.add(Way(self.model, node.table, "", ""))
            return
        self.edge(place, node.table, node.link, None if node.serializer_class or node.path else {node.link})
        start = Place(node.table, node.table, node.link, "")
        self.sight(start)
        if node.serializer_class:
            self.nested(start, node.serializer_class)
            return
        end = self.path(start, node.path + public_key(node.model))
        self.sight(end)
        # Their names stand in the order of their model.
        for word in node.model._meta.ordering:
            self.path(end, word.lstrip("-"))

    def nested(self, place, serializer_class):
        for name in plain(serializer_class, nested=True):
            self.node(place, declared(serializer_class)[name])

    def edge(self, place, table, column, columns):
        """Rows of a table are parts of those of the noun."""
        if place.table is not self.model or place.path:
            raise ImproperlyConfigured(f"The feed does not follow a list within a list: {table.__name__}.")
        self.add_edge(table, column, self.model, False, columns)

    def add_edge(self, table, column, model, reach, columns):
        edges = self.found[table].edges
        known, reached = edges.get((column, model), (columns, reach))
        edges[column, model] = (None if None in (known, columns) else known | columns, reach or reached)

    def path(self, place, text):
        """Everything on a path of relations and columns; returns the place where it ends."""
        for step in text.split("__"):
            if step == "pk":
                break
            try:
                field = place.model._meta.get_field(step)
            except FieldDoesNotExist:
                break
            if field.one_to_one and not field.concrete:
                place = self.part_once(place, field, {field.field.attname})
                continue
            if not field.concrete or field.many_to_many:
                raise ImproperlyConfigured(f"The feed does not follow {text} of {place.model.__name__}.")
            self.column(place, field.attname)
            if not field.is_relation:
                break
            place = place.at(step, field.related_model)
        return place

    def column(self, place, attname):
        if place.leads_back:
            return
        if place.path:
            self.way(place).columns.add(attname)
        elif place.table is not self.model:
            columns, _reach = self.found[place.table].edges[place.link, self.model]
            if columns is not None:
                columns.add(attname)

    def way(self, place):
        """What is watched where a path leads, with the way back from there."""
        watch = self.found[place.model]
        watch.ways.add(Way(self.model, place.table, place.link, place.path.removesuffix("__")))
        return watch

    def sight(self, place):
        """What decides who sees the rows at a place, by the rules of their app."""
        if place.model not in rights.stated_models():
            return
        for user in kinds_of_people():
            for key, value in leaves(rights.condition(place.model, user)):
                end = self.path(place, key)
                if isinstance(value, QuerySet):
                    self.asked(end, value)

    def asked(self, place, rows):
        """A rule that asks whether a record is among other rows: these decide, too."""
        model, named = rows.model, rows.query.values_select
        link = model._meta.get_field(named[0]) if named and named[0] != "pk" else model._meta.pk
        if link.is_relation:
            self.add_edge(model, link.attname, link.related_model, True, None)
            if place.path:
                self.way(place)
            return
        for lookup in lookups(rows.query.where):
            if isinstance(lookup.lhs, Col) and lookup.lhs.target.model is model and place.path:
                self.way(place).columns.add(lookup.lhs.target.attname)


def kinds_of_people():
    """One of each kind that rules tell apart; none of them is in the database."""
    person = {"is_active": True, "pk": 0}
    work = {"current_partners": [0], "current_areas": [0], "managed_partners": [0]}
    kinds = [
        {"is_in_partnership": True, "is_contact": False, **work},
        {"is_in_partnership": False, "is_contact": True, **{name: [] for name in work}},
        {"is_in_partnership": True, "is_contact": False, "is_staff": True, **work},
    ]
    yield AnonymousUser()
    for kind in kinds:
        user = get_user_model()(**person, is_staff=kind.pop("is_staff", False))
        # They stand in for what the account works out of the database.
        vars(user).update(kind)
        yield user


def leaves(condition):
    """All comparisons of a condition as (path, value)."""
    for child in condition.children:
        yield from leaves(child) if isinstance(child, Q) else [child]


def lookups(where):
    for child in where.children:
        yield from lookups(child) if hasattr(child, "children") else [child]


def histories():
    """The tables of history of what is watched: they tell who wrote."""
    return {model: model.history.model for model in watches() if is_kept(model)}
