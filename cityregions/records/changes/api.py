"""The feed of changes, as programs read it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cityregions.api.pagination import LARGEST, USUAL
from cityregions.api.parameters import known_words, query, refuse_others, refuse_repeated, several, size
from cityregions.api.problems import bad_parameter, refusal
from cityregions.api.routes import register
from cityregions.api.serializers import Computed
from cityregions.api.views import ApiViewSet

from .following import CursorGone, Reader, page_for

OWN = ("after", "noun", "page_size")


class TellingSerializer(serializers.Serializer):
    noun = serializers.CharField(help_text=gettext_lazy("The noun of the API that has the row."))
    action = serializers.ChoiceField(
        choices=["created", "updated", "deleted"],
        help_text=gettext_lazy("What became of it, to the eyes of the reader: what is hidden from now on is deleted."),
    )
    key = Computed(schema={"type": ["string", "integer"]}, help_text=gettext_lazy("Slug or id of the row."))
    at = serializers.DateTimeField(help_text=gettext_lazy("When it was written."))
    request = serializers.CharField(
        help_text=gettext_lazy("Number of the request that wrote it (X-Request-ID); empty for commands.")
    )
    row = serializers.DictField(
        allow_null=True, help_text=gettext_lazy("The row as its list shows it now; null for one that is gone.")
    )


class ChangesSerializer(serializers.Serializer):
    changes = TellingSerializer(many=True, help_text=gettext_lazy("In the order in which they were committed."))
    next = serializers.CharField(help_text=gettext_lazy("The cursor to ask with the next time, in `after`."))
    more = serializers.BooleanField(help_text=gettext_lazy("Whether there is more to be asked for at once."))


class Parameters:
    """Described when asked for: by then every noun is known."""

    def __get__(self, view, owner=None):
        from .dependents import nouns

        sizes = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": USUAL}
        after = gettext_lazy(
            "The cursor of the answer before; empty to begin with all rows, `now` to begin with the next change."
        )
        return [
            query("after", {"type": "string"}, after),
            query("noun", several(nouns()), gettext_lazy("Only rows of these nouns.")),
            query("page_size", sizes, gettext_lazy("Changes in an answer.")),
        ]


@register("changes")
class ChangesViewSet(ApiViewSet):
    """What was created, updated and deleted, in the order of commits, for programs that keep a copy.

    A row that the reader may see from now on is created, one that the reader may no longer see is deleted.
    """

    serializer_class = ChangesSerializer
    heeds_nouns = True
    parameters = Parameters()
    mistakes = {"410": gettext_lazy("The cursor is too old, or the reader may see other rows now: begin without it.")}

    def list(self, request):
        from .dependents import nouns

        refuse_others(request, OWN)
        refuse_repeated(request, ["after"])
        names = known_words(request, "noun", list(nouns())) or None
        limit = size(request, USUAL, LARGEST)
        try:
            page = page_for(Reader(request.user, request), request.query_params.get("after", ""), names, limit)
        except CursorGone:
            sentence = _("This cursor is too old, or you may see other rows now: take a new copy, with an empty after.")
            raise refusal(410, "cursor_gone", sentence) from None
        except ValueError:
            sentence = _("This cursor does not belong to the changes: start again with an empty after.")
            raise bad_parameter("after", "invalid", sentence) from None
        return self.answered({"changes": [as_row(each) for each in page.changes], "next": page.next, "more": page.more})


def as_row(telling):
    names = ("noun", "action", "key", "at", "request", "row")
    return {name: getattr(telling, name) for name in names}
