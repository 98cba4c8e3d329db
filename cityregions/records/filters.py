"""How the history is narrowed down: by person, record, kind of record, kind of change and days."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, OptionalSelect, PartialDateFilter, SelectOne

from .history.asking import about
from .history.reading import TYPES, Asked
from .history.tables import tables
from .history.wording import name_of, named


class PersonField(django_filters.fields.ModelChoiceField):
    widget = OptionalSelect

    def label_from_instance(self, person):
        return name_of(named(person))


class PersonFilter(django_filters.ModelChoiceFilter):
    field_class = PersonField


def people(request):
    """People of the partnership, past ones too."""
    of_it = Q(is_staff=True) | Q(memberships__isnull=False)
    users = get_user_model().objects.order_by("name", "pk")
    return users.filter(pk__in=users.filter(of_it).order_by().values("pk"))


def nouns():
    return sorted(((noun, capfirst(table.label)) for noun, table in tables().items()), key=lambda pair: str(pair[1]))


class HistoryFilter(FilterSet):
    """What `asked` takes from an address; the rows themselves are found by `history.reading`."""

    search = None
    record = django_filters.CharFilter(
        label=_("Record"),
        help_text=_("Kind and name or number of a record with all its parts, e.g. stakeholder/schkeuditz."),
        widget=forms.HiddenInput,
    )
    request_id = django_filters.CharFilter(
        label=_("Request"),
        help_text=_("Number of a request, as its answer gave it in X-Request-ID."),
        max_length=64,
        widget=forms.HiddenInput,
    )
    noun = ChoicesFilter(label=_("Kind of record"), choices=nouns, widget=SelectOne)
    change = ChoicesFilter(
        label=_("Kind of change"),
        choices=[("created", _("created")), ("changed", _("changed")), ("deleted", _("deleted"))],
    )
    person = PersonFilter(label=_("Person"), queryset=people, empty_label=None)
    since = PartialDateFilter(label=_("Since"), help_text=_("Day, month or year, e.g. 2014-03-15."))
    until = PartialDateFilter(label=_("Until"), help_text=_("Day, month or year, that day included."))

    def __init__(self, data, request):
        super().__init__(data, queryset=get_user_model().objects.none(), request=request)

    def asked(self):
        """What the valid form asks for. Raises Http404 for a record that is not there or may not be seen."""
        wanted = self.form.cleaned_data
        asked = Asked(everywhere=self.everywhere(wanted))
        if wanted["record"]:
            asked.conditions = about(wanted["record"], self.request.user)
            if not asked.conditions:
                raise Http404
        if wanted["noun"]:
            asked.conditions = {noun: asked.conditions[noun] for noun in wanted["noun"] if noun in asked.conditions}
        return asked

    def everywhere(self, wanted):
        condition = Q(history_user=wanted["person"]) if wanted["person"] else Q()
        if wanted["request_id"]:
            condition &= Q(history_request_id=wanted["request_id"])
        if wanted["change"]:
            condition &= Q(history_type__in=[TYPES[word] for word in wanted["change"]])
        if wanted["since"]:
            condition &= Q(history_date__gte=start_of(wanted["since"].first))
        if wanted["until"]:
            condition &= Q(history_date__lt=start_of(wanted["until"].last + timedelta(days=1)))
        return condition


def start_of(day):
    return timezone.make_aware(datetime.combine(day, time.min))
