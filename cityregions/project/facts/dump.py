"""Writing the project back into a facts file."""

import yaml

from . import sections
from .book import Book


def dump():
    """The facts of this portal, section by section, as a load of them would find them."""
    book = Book()
    found = {section.name: section.dump(book) for section in sections.IN_FILE}
    project = found.pop("project")[0]
    meta = {"meta": meta} if (meta := project.pop("meta", None)) else {}
    return {**meta, "project": project, **{name: items for name, items in found.items() if items}}


def as_yaml(facts):
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=120)
