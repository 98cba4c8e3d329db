"""Comparing two versions of a text: paragraph by paragraph, and word by word in those that changed."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

# Words; a longer paragraph that changed is shown as taken out and put in, which is as readable and much quicker.
MOST_WORDS = 3000
# Below this share of common words two paragraphs are two, not one that changed.
ALIKE = 0.35
SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and what became of it; `pieces` are (same, added or removed; text), in the order of reading."""

    kind: str
    pieces: tuple

    @property
    def text(self):
        return "".join(text for _kind, text in self.pieces)


def paragraphs(text):
    """What empty lines divide."""
    return [each.strip() for each in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if each.strip()]


def compare(old, new):
    """The paragraphs of both texts in the order of reading."""
    before, after = paragraphs(old), paragraphs(new)
    found = []
    for action, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if action == "equal":
            found += [Paragraph(SAME, ((SAME, text),)) for text in after[start:end]]
        else:
            found += replaced(before[first:last], after[start:end])
    return found


def replaced(before, after):
    """Paragraphs that stand in the place of others."""
    for old, new in zip_longest(before, after):
        pieces = words_of(old, new) if old and new else ()
        if pieces:
            yield Paragraph(CHANGED, tuple(pieces))
            continue
        if old:
            yield Paragraph(REMOVED, ((REMOVED, old),))
        if new:
            yield Paragraph(ADDED, ((ADDED, new),))


def words_of(old, new):
    """The words of two paragraphs; nothing where they have too little in common."""
    left, right = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    if max(len(left), len(right)) > MOST_WORDS:
        return []
    matcher = SequenceMatcher(None, [word.strip() for word in left], [word.strip() for word in right], autojunk=False)
    if matcher.ratio() < ALIKE:
        return []
    found = []
    for action, first, last, start, end in matcher.get_opcodes():
        if action == "equal":
            found.append((SAME, "".join(right[start:end])))
            continue
        found += [(REMOVED, "".join(left[first:last]))] * (first < last)
        found += [(ADDED, "".join(right[start:end]))] * (start < end)
    return found


def summary(changes):
    """How many paragraphs were added, removed and changed, by kind."""
    return {kind: sum(each.kind == kind for each in changes) for kind in (ADDED, REMOVED, CHANGED)}
