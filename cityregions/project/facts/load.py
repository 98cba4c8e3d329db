"""Loading a project from its facts: all of it or nothing, and safe to repeat."""

from collections import Counter

from django.db import transaction

from . import derived, files, sections
from .book import Book
from .errors import FactsError, either, quoted

KNOWN = ["meta", *(section.name for section in sections.IN_FILE)]


def load(facts, dry_run=False, folder=None):
    """Loads the facts; returns, for each kind of record, how many were added, changed and found as they are.

    `folder` holds the files of outputs, each called by its digest.
    """
    for name in facts:
        if name not in KNOWN:
            raise FactsError(f"there is no section {quoted(name)}: write {either(KNOWN)}.")
    with files.brought_in(facts, folder), transaction.atomic():
        counts = load_all(Book(facts))
        transaction.set_rollback(dry_run)
    return counts


def load_all(book):
    counts = {}
    sections.PROJECT.expect(book.facts)
    for section in sections.IN_ORDER:
        counts[section.name] = section.load(book)
        if section is sections.PARTNERS:
            counts["partners as stakeholders"] = Counter(derived.partners_as_stakeholders(book))
    counts["stakeholder_maps"] = Counter(derived.one_map_per_area(book))
    derived.check_lists(book)
    return counts
