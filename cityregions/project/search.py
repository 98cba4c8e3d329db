"""Search: one question to everything that the portal has a page for."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, Model, Q, Value, When, Window
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import Exact, LessThanOrEqual
from django.urls import reverse
from django.utils.text import capfirst

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.records.text import fold
from cityregions.records.text import words as words_of
from cityregions.workplan.models import (
    Activity,
    Comment,
    Event,
    Output,
    OutputFile,
    Phase,
    PolicyConclusion,
    ReportingPeriod,
)
from partners.models import Partner
from pilots.models import Intervention, Pilot
from stakeholders.models import Agreement, EngagementAction, MapSnapshot, Stakeholder, StakeholderMap

from .models import Conflict

SHORTEST, LONGEST = 2, 200
# Words; each makes the question to the database longer, once for every noun.
MOST_WORDS = 20
# How many are shown of a noun; where no list shows the rest, all that people can take in.
SHOWN, SHOWN_WITHOUT_LIST = 6, 40


@dataclass(frozen=True)
class Noun:
    """Something people look for: its model, the page that lists and filters it, and the field that says where it
    belongs."""

    model: type[Model]
    list_page: str = ""
    belongs_to: str = ""

    @property
    def names(self):
        """The columns that hold its name; the words of a record begin with them."""
        first = self.model.SEARCHED[0]
        return [name for name in (first, f"{first}_local") if name in self.model.SEARCHED]


@dataclass
class Found:
    """What was found of one noun: the best records, and how many there are in all."""

    noun: Noun
    words: str
    records: list

    @property
    def label(self):
        return capfirst(self.noun.model._meta.verbose_name_plural)

    @property
    def total(self):
        return self.records[0].total if self.records else 0

    @property
    def more_url(self):
        """The noun's list, narrowed to these words, where it shows more than is shown here."""
        if not self.noun.list_page or self.total <= len(self.records):
            return ""
        return f"{reverse(self.noun.list_page)}?{urlencode({'search': self.words})}"


NOUNS = [
    Noun(MetropolitanArea, "area-list"),
    Noun(Partner, "partner-list", "area"),
    Noun(Pilot, "pilot-list", "area"),
    Noun(Intervention, belongs_to="pilot"),
    Noun(Practice, "practice-list", "area"),
    Noun(Stakeholder, "stakeholder-list", "area"),
    Noun(StakeholderMap, "map-list", "area"),
    Noun(MapSnapshot, belongs_to="stakeholder_map"),
    Noun(EngagementAction, "engagement-list", "stakeholder"),
    Noun(Agreement, "agreement-list", "area"),
    Noun(Output, "output-list", "area"),
    Noun(OutputFile, belongs_to="output"),
    Noun(Comment, belongs_to="output"),
    Noun(Event, "event-list", "area"),
    Noun(PolicyConclusion, "conclusion-list", "area"),
    Noun(Activity, belongs_to="phase"),
    Noun(Phase),
    Noun(ReportingPeriod),
    Noun(Conflict),
]


def search(words, user):
    """What holds all of these words, whatever their accents, grouped by noun: a list of Found, none of them empty.

    In each noun the records come first whose name begins with the words, then those with the words in their name.
    """
    groups = (Found(noun, words, best(noun, words, user)) for noun in NOUNS)
    return [group for group in groups if group.records]


def too_short(words):
    return len(fold(words)) < SHORTEST


def too_long(words):
    return len(words) > LONGEST or len(words_of(words)) > MOST_WORDS


def best(noun, words, user):
    """The best records of a noun, each with `total`, the number of all that match."""
    shown = SHOWN if noun.list_page else SHOWN_WITHOUT_LIST
    rows = matching(noun.model, words, user)
    rows = rows.select_related(noun.belongs_to) if noun.belongs_to else rows
    ranked = rows.annotate(total=Window(Count("pk")), rank=rank(noun, fold(words)))
    return list(ranked.order_by("rank", *noun.model._meta.ordering, "pk")[:shown])


def matching(model, words, user):
    rows = model.objects.visible_to(user).search(words)
    if model is Stakeholder:
        # A partner that is found is not shown a second time as the stakeholder that it also is.
        return rows.exclude(partner__in=Partner.objects.visible_to(user).search(words))
    return rows


def rank(noun, phrase):
    """0 where a name begins with the phrase, 1 where all words are in the names, 2 elsewhere.

    The text that is searched begins with the names, so that places in it tell; a letter that folds into two (ß) shifts
    them by one, which changes the order of results at most.
    """
    first, *second = noun.names
    end = sum((Length(name) + 1 for name in second), Length(first))
    begins = Q(search_text__startswith=phrase)
    for name in second:
        begins |= ~Q(**{name: ""}) & Q(Exact(place(phrase), Length(first) + 2))
    in_names = Q(*(LessThanOrEqual(place(word), end) for word in words_of(phrase)))
    return Case(When(begins, then=0), When(in_names, then=1), default=2)


def place(text):
    return StrIndex("search_text", Value(text))
