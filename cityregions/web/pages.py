"""Pages: what every list and every detail page of the portal does."""

import re
from urllib.parse import urlencode

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from cityregions.api.filters import takes_several
from cityregions.records import rights

from . import exports
from .errors import BadAddress
from .mail import absolute

PAGE_SIZE = 50
PAGE_NUMBER = re.compile(r"\d{1,9}|last", re.ASCII)
# What people do with the address of a feed.
USE_OF_FEEDS = {
    "text/calendar": gettext_lazy(
        "Copy the address and add it to your calendar as a calendar from the internet (a subscription, not an import): "
        "it then shows all of this and follows every change by itself."
    ),
    "application/atom+xml": gettext_lazy(
        "Copy the address into your news reader, or into a mail program that reads feeds: it tells you what is new."
    ),
}


class Narrowed:
    """Rows that the address narrows down. Raises BadAddress (400) on a parameter or value that it does not know."""

    queryset = None
    filterset_class = None
    own_parameters = ()

    @property
    def reader(self):
        """The person for whom the rows are chosen."""
        return self.request.user

    @cached_property
    def filterset(self):
        rows = self.queryset.all().visible_to(self.reader)
        filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        unknown = filterset.unknown(beside=self.own_parameters)
        if unknown:
            raise BadAddress(
                _("This list cannot be narrowed down by “%(name)s”.") % {"name": unknown[0]},
                known=filterset.known(beside=self.own_parameters),
            )
        several = {name for name, each in filterset.filters.items() if takes_several(each)}
        if repeated := [name for name, values in self.request.GET.lists() if len(values) > 1 and name not in several]:
            raise BadAddress(_("“%(name)s” takes one value: give it once.") % {"name": repeated[0]})
        if not filterset.is_valid():
            raise BadAddress(" ".join(message for messages in filterset.errors.values() for message in messages))
        return filterset


class ListPage(Narrowed, ListView):
    """A list that people narrow down, search, sort, page through and take along.

    A page names its `queryset`, `filterset_class` and `template_name`, and the orders it can be sorted in: `sorts` maps
    the value of `?ordering=` to (label, columns); the first one is the usual order. `exported` names the fields that
    `?format=csv` and `?format=xlsx` give of each row; a page without them has no export.
    `feeds` are (name of the address, media type, title) of what people can subscribe to.
    """

    sorts = {}
    exported = ()
    feeds = ()
    paginate_by = PAGE_SIZE

    @property
    def own_parameters(self):
        return ("page", "ordering", *(["format"] if self.exported else []))

    def get(self, request, *args, **kwargs):
        if self.exported and "format" in request.GET:
            return exports.answer(request.GET["format"], self.get_queryset(), self.exported, self.reader, self.fill)
        return super().get(request, *args, **kwargs)

    def paginate_queryset(self, queryset, page_size):
        page = self.request.GET.get("page") or "1"
        # Python would take digits of every script for a number.
        if not PAGE_NUMBER.fullmatch(page):
            raise Http404
        return super().paginate_queryset(queryset, page_size)

    def get_queryset(self):
        rows = self.filterset.qs
        return rows.order_by(*self.columns, "pk") if self.columns else rows

    def fill(self, rows):
        """Adds to these rows what the list shows of them beside their fields: for a page and for an export alike."""

    @property
    def columns(self):
        """The columns to sort by, as the address says."""
        asked = self.request.GET.get("ordering")
        if not asked:
            return next(iter(self.sorts.values()))[1] if self.sorts else ()
        if asked not in self.sorts:
            raise BadAddress(_("This list cannot be sorted by “%(name)s”.") % {"name": asked}, known=list(self.sorts))
        return self.sorts[asked][1]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        self.fill(context["object_list"])
        asked = self.request.GET.get("ordering") or next(iter(self.sorts), "")
        sorts = [
            {"value": value, "label": label, "current": value == asked} for value, (label, _c) in self.sorts.items()
        ]
        shown = {"filter": self.filterset, "count": context["paginator"].count, "sorts": sorts}
        shown["exports"] = exports.FORMATS if self.exported else {}
        shown["feeds"] = [self.feed(*each) for each in self.feeds]
        return {**context, **shown, **adding(self.request, self.model or self.queryset.model)}

    def feed(self, name, media_type, title):
        """The feed with the filters of the page."""
        asked = self.request.GET.copy()
        for parameter in self.own_parameters:
            asked.pop(parameter, None)
        query = urlencode([(name, value) for name, values in asked.lists() for value in values if value])
        url = reverse(name) + (f"?{query}" if query else "")
        return {
            "type": media_type,
            "title": title,
            "url": url,
            "address": absolute(url),
            "use": USE_OF_FEEDS[media_type],
        }


def adding(request, model, noun=""):
    """Where a record of this kind is added, for those who may: `add_url` and `add_label`, both empty for others."""
    noun = noun or request.resolver_match.url_name.rpartition("-")[0]
    url = address(f"{noun}-new") if rights.may_add(request.user, model) else ""
    return {"add_url": url, "add_label": _("Add: %(noun)s") % {"noun": model._meta.verbose_name}}


def address(name, *args):
    """The address of a page, or nothing where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class DetailPage(DetailView):
    """One record with what it is linked to.

    `related` names the lists of linked records; only what the reader may see of them reaches the page.
    """

    context_object_name = "object"

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def related(self, record):
        """Querysets of linked records, by the name that the template knows them by."""
        return {}

    def get_context_data(self, **kwargs):
        seen = {name: rows.visible_to(self.request.user) for name, rows in self.related(self.object).items()}
        return super().get_context_data(**{"edit_url": self.edit_url, **seen, **kwargs})

    @property
    def edit_url(self):
        """Where the reader edits the record: on its own form, else in the admin. Empty for those who may not."""
        if not rights.may_change(self.request.user, self.object):
            return ""
        options = self.object._meta
        noun = self.request.resolver_match.url_name.rpartition("-")[0]
        in_admin = f"admin:{options.app_label}_{options.model_name}_change"
        return address(f"{noun}-edit", self.object.slug) or address(in_admin, self.object.pk)
