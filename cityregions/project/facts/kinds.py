"""Sections that differ: the one project, relations, which have no slug, and gaps, which are plain text."""

from cityregions.project.models import Project

from .errors import FactsError, quoted
from .section import Section


class TheProject(Section):
    """A single mapping; what the file says of itself comes with it."""

    def items(self, facts):
        found = facts.get(self.name)
        if not isinstance(found, dict):
            raise FactsError("is missing: a facts file says at least what the project is.", f"section “{self.name}”")
        return [((self.name,), {**found, **({"meta": facts["meta"]} if "meta" in facts else {})})]

    def expect(self, facts):
        """Refuses the facts of another project than the one that this portal is about."""
        [(_place, item)] = self.items(facts)
        record = Project.objects.the_one()
        if record and record.is_sample and not item.get("is_sample"):
            raise FactsError("this portal holds a sample: load a project into an empty database.", self.name)
        if record and record.slug != item.get("slug"):
            message = f"this portal is about the project {quoted(record.slug)} already; it holds one only."
            raise FactsError(message, self.name)

    def recognise(self, said, known):
        return Project.objects.the_one()


class Relations(Section):
    """Known by both ends, kind and start; of those that still hold there is one, whenever it started."""

    def recognise(self, said, known):
        return super().recognise(said, known) or (None if said.get("until") else known.get(self.holding(said)))

    def known(self):
        found = super().known()
        holding = [record for record in found.values() if record.until is None]
        return found | {self.holding(vars(record)): record for record in holding}

    def holding(self, values):
        return (*self.identify(values)[:-1], "holds")


class Gaps(Section):
    def item(self, item):
        return {"text": item}

    def dump_item(self, record, book):
        return record.text
