"""The book of a load or a dump: which record has which slug, and what hangs together, asked of the database once."""

from collections import defaultdict

from .errors import FactsError


class Book:
    """The facts in hand, with the records they name."""

    def __init__(self, facts=None):
        self.facts = facts or {}
        self.claimed = set()
        self._pks, self._slugs, self._links, self._parts = {}, {}, {}, {}

    def pk(self, model, slug):
        """The primary key of the record with this slug, or None."""
        return self._known(model).get(slug)

    def slug(self, model, pk):
        self._known(model)
        return self._slugs[model][pk]

    def facts_slugs(self, section):
        return [item["slug"] for item in self.facts.get(section) or []]

    def claim(self, model, identity):
        """Takes note that an item of the file is this record. Raises FactsError for a second one."""
        if (model, identity) in self.claimed:
            raise FactsError("stands twice in the file.")
        self.claimed.add((model, identity))

    def add(self, record):
        """Remembers a record that was just saved."""
        if hasattr(record, "slug"):
            self._known(type(record))[record.slug] = record.pk
            self._slugs[type(record)][record.pk] = record.slug

    def _known(self, model):
        if model not in self._pks:
            self._pks[model] = dict(model.objects.order_by("pk").values_list("slug", "pk"))
            self._slugs[model] = {pk: slug for slug, pk in self._pks[model].items()}
        return self._pks[model]

    def links(self, model, name):
        """For each record, the primary keys of what its list `name` holds, in the order in which they were added."""
        if (model, name) not in self._links:
            field = model._meta.get_field(name)
            ends = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
            rows = field.remote_field.through.objects.order_by("pk").values_list(*ends)
            self._links[model, name] = grouped(rows)
        return self._links[model, name]

    def parts(self, model, parent):
        """For each whole, its parts in order."""
        if (model, parent) not in self._parts:
            order = ["position", "pk"] if hasattr(model, "position") else ["pk"]
            rows = model.objects.order_by(*order)
            self._parts[model, parent] = grouped((getattr(row, f"{parent}_id"), row) for row in rows)
        return self._parts[model, parent]


def grouped(pairs):
    groups = defaultdict(list)
    for owner, owned in pairs:
        groups[owner].append(owned)
    return groups
