"""What a related record, several of them or parts can be asked for; those that the reader may not see are not there."""

from django.db.models import Exists, OuterRef, Q

from cityregions.records import rights

from ..problems import unknown_word
from ..serializers import public_key

# How many known values an error lists.
LISTED = 60


class Record:
    """A related record, by its slug or id; one that the reader may not see counts as none."""

    words = ("", "not", "empty")

    def __init__(self, node):
        self.node, self.model = node, node.model

    def read(self, parameter, texts, user):
        """The primary keys of the records. Raises BadParameters for any that is not there for this reader."""
        key, seen = public_key(self.model), self.model._default_manager.visible_to(user)
        asked = (
            texts if key == "slug" else [text for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
        )
        there = {str(name): pk for name, pk in seen.filter(**{f"{key}__in": asked}).values_list(key, "pk").order_by()}
        for text in texts:
            if text not in there:
                known = [str(name) for name in seen.order_by(key).values_list(key, flat=True)[: LISTED + 1]]
                raise unknown_word(parameter, text, [*known[:LISTED], *(["…"] if len(known) > LISTED else [])])
        return [there[text] for text in texts]

    def condition(self, word, values, user):
        found = Q(**{f"{self.node.path}__in": values})
        return ~found if word else found

    def empty(self, user):
        none = Q(**{f"{self.node.path}__isnull": True})
        if not rights.condition(self.model, user):
            return none
        return none | ~Q(**{f"{self.node.path}__in": self.model._default_manager.visible_to(user).values("pk")})

    def schema(self, word):
        return {"type": "string" if public_key(self.model) == "slug" else "integer"}


class Records(Record):
    """Several related records: whether one of these is among them, or none of them."""

    def condition(self, word, values, user):
        rows = self.node.seen(user).filter(**{f"{self.node.path}pk__in": values})
        found = Q(Exists(rows.filter(**{self.node.link: OuterRef("pk")})))
        return ~found if word else found

    def empty(self, user):
        return ~Q(Exists(self.node.seen(user).filter(**{self.node.link: OuterRef("pk")})))


class Parts(Records):
    """Parts that come with the whole."""

    words = ("empty",)


class SinglePart:
    """A part that a record has once at most."""

    words = ("empty",)

    def __init__(self, node):
        self.node = node

    def empty(self, user):
        model = self.node.serializer_class.Meta.model
        if model not in rights.stated_models() or not rights.condition(model, user):
            return Q(**{f"{self.node.path}__isnull": True})
        return ~Q(**{f"{self.node.path}__in": model._default_manager.visible_to(user).values("pk")})
