"""The history, as programs read it."""

from dataclasses import replace

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, NotFound

from cityregions.api.authentication import allowed_nouns, allows
from cityregions.api.filters import described, form_errors, refuse_repeated, refuse_unknown, takes_several
from cityregions.api.pagination import LARGEST, USUAL
from cityregions.api.parameters import size, switch
from cityregions.api.problems import BadParameters, bad_parameter
from cityregions.api.routes import register, viewset_of
from cityregions.api.views import ApiViewSet

from .changes import api as changes  # noqa: F401 - makes its endpoint known
from .filters import HistoryFilter
from .history import reading
from .history.tables import tables
from .history.wording import name_of

OWN = ("cursor", "page_size", "count")


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField(help_text="Number of the account.")
    name = serializers.CharField(help_text="Name as colleagues know it.")


class RecordSerializer(serializers.Serializer):
    record = serializers.CharField(help_text="Kind and slug or id, as the filter `record` takes it.")
    name = serializers.CharField(help_text="What it was called then.")


class FieldSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="Name of the field.")
    label = serializers.CharField(help_text="Name of the field in words.")
    old = serializers.JSONField(help_text="Value before; related records by slug or id.")
    new = serializers.JSONField(help_text="Value after; related records by slug or id.")


class ChangeSerializer(serializers.Serializer):
    id = serializers.CharField(help_text="Kind of record and number of the change.")
    at = serializers.DateTimeField(help_text="When it was changed.")
    person = PersonSerializer(allow_null=True, help_text="Who changed it; null for the portal itself.")
    change = serializers.ChoiceField(choices=list(reading.TYPES), help_text="Kind of change.")
    record = RecordSerializer(help_text="What was changed.")
    part_of = RecordSerializer(allow_null=True, help_text="The record that it is a part of.")
    fields_changed = FieldSerializer(many=True, help_text="What changed; all values of what came or went.")
    reason = serializers.CharField(help_text="Why, where somebody said so.")
    request_id = serializers.CharField(help_text="Number of the request it came with; empty for commands.")


class HistorySerializer(serializers.Serializer):
    count = serializers.IntegerField(required=False, help_text="Changes on all pages together, with count=true.")
    next = serializers.URLField(allow_null=True, help_text="Address of the older changes.")
    previous = serializers.URLField(allow_null=True, help_text="Address of the newer changes.")
    results = ChangeSerializer(many=True, help_text="The newest first.")


def parameter(name, schema, description):
    return {"name": name, "in": "query", "schema": schema, "description": description}


@register("history")
class HistoryViewSet(ApiViewSet):
    """Who changed what, when, from what to what and why; for people of the partnership, the newest first."""

    serializer_class = HistorySerializer
    heeds_nouns = True
    parameters = [
        *(described(name, filter_) for name, filter_ in HistoryFilter.base_filters.items()),
        parameter("cursor", {"type": "string"}, "Place in the list, as next and previous give it."),
        parameter(
            "page_size",
            {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": USUAL},
            "Changes on a page.",
        ),
        parameter("count", {"type": "boolean", "default": False}, "Whether to count the changes on all pages."),
    ]

    def list(self, request):
        self.require_partnership(request.user)
        asked, place = self.asked(), self.place()
        found = reading.page(request.user, asked, place, size(request, USUAL, LARGEST))
        body = {"next": self.link(found.older), "previous": self.link(found.newer)}
        body["results"] = [as_row(change) for change in found.changes]
        if switch(request, "count"):
            body = {"count": reading.count(request.user, asked), **body}
        return self.answered(body)

    def require_partnership(self, user):
        if not user.is_authenticated:
            raise NotAuthenticated
        if not user.is_in_partnership:
            raise NotFound(_("There is nothing at this address."))

    def asked(self):
        filterset = HistoryFilter(self.request.query_params, self.request)
        refuse_unknown(filterset.unknown(OWN), filterset.known(OWN))
        refuse_repeated(self.request, [name for name, each in filterset.filters.items() if not takes_several(each)])
        if not filterset.is_valid():
            raise BadParameters(list(form_errors(filterset)))
        asked = filterset.asked()
        told = {noun: each for noun, each in asked.conditions.items() if self.allows(tables()[noun])}
        return replace(asked, conditions=told)

    def allows(self, table):
        """Whether the token may hear of these records; a part without an address of its own goes with its whole."""
        if allowed_nouns(self.request) is None:
            return True
        viewset = viewset_of(table.model) or viewset_of(table.whole_model)
        return bool(viewset) and allows(self.request, viewset.noun)

    def place(self):
        refuse_repeated(self.request, ["cursor"])
        text = self.request.query_params.get("cursor")
        try:
            return reading.read_place(text) if text else None
        except ValueError:
            detail = _("This cursor does not belong to the history: start again without it.")
            raise bad_parameter("cursor", "invalid", detail) from None

    def link(self, place):
        if place is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = place.signed()
        return f"{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}"


def as_row(change):
    person, whole = change.person, change.whole
    return {
        "id": f"{change.table.noun}/{change.record.history_id}",
        "at": change.record.history_date,
        "person": person and {"id": person.pk, "name": name_of(person)},
        "change": change.what,
        "record": {"record": change.address, "name": change.name},
        "part_of": whole and {"record": whole[0], "name": whole[1]},
        "fields_changed": [as_field(each) for each in change.fields],
        "reason": change.reason,
        "request_id": change.record.history_request_id,
    }


def as_field(each):
    label, old, new = str(each.label), each.raw(each.old), each.raw(each.new)
    return {"field": each.field.name, "label": label, "old": old, "new": new}
