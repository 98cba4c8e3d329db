"""The page on which one rates many stakeholders of a map at once."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from cityregions.records import rights
from cityregions.web.editing import drafts

from ..maps.asked import Asked
from ..maps.paging import page_of
from ..maps.rating import forms_for, save_all
from ..maps.reading import content_of
from ..models import Assessment, StakeholderMap

AT_ONCE = 25
SAVED, CONFLICT, WRONG = 200, 409, 422


class SourceForm(forms.Form):
    source = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Source of these ratings"),
        help_text=gettext_lazy("What they rest on, e.g. workshop of 3 March 2014."),
    )


class AskedToRate(Asked):
    """The stakeholders to rate: the filters of the map, and whether only those that the person has not rated."""

    own_parameters = (*Asked.own_parameters, "unrated")

    @cached_property
    def nodes(self):
        nodes = self.content.nodes
        if not self.request.GET.get("unrated"):
            return nodes
        own = Assessment.objects.filter(entry__stakeholder_map=self.map, assessed_by=self.reader)
        rated = set(own.values_list("entry_id", flat=True))
        return [node for node in nodes if node.entry not in rated]


class RatePage(View):
    """Influence and interest of up to AT_ONCE stakeholders, as of today, for those who may change the map."""

    model = StakeholderMap

    def dispatch(self, request, *args, slug, **kwargs):
        if not request.user.is_authenticated:
            return drafts.keep_until_signed_in(request)
        drafts.take_over(request)
        self.map = get_object_or_404(StakeholderMap.objects.with_area().visible_to(request.user), slug=slug)
        rights.require_change(request.user, self.map)
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def get(self, request):
        draft = drafts.find(request)
        data = drafts.data_of(draft) if draft else None
        asked = AskedToRate(request, self.map)
        page = page_of(asked.nodes, asked.own["page"], AT_ONCE)
        nodes = self.posted(data) if data else page.object_list
        return self.show(forms_for(request.user, nodes, data), SourceForm(data), page=page, asked=asked)

    def post(self, request):
        source, nodes = SourceForm(request.POST), self.posted(request.POST)
        if not nodes:
            messages.warning(request, _("Nothing was sent to rate. Choose stakeholders below."))
            return self.answer([], WRONG) or self.show([], source, status=WRONG)
        if not source.is_valid():
            return self.show(forms_for(request.user, nodes, request.POST), source, status=WRONG)
        try:
            found, number = save_all(request.user, nodes, request.POST, source.cleaned_data["source"])
        except IntegrityError:
            source.add_error(
                None, _("You rated the same at the same time in another window. Look through it and save again.")
            )
            found = forms_for(request.user, nodes, request.POST)
            return self.answer(found, CONFLICT) or self.show(found, source, status=CONFLICT)
        if any(form.errors for form in found):
            return self.answer(found, WRONG) or self.show(found, source, status=WRONG)
        drafts.discard(request.user, drafts.form_path(request))
        return self.answer(found, SAVED) or self.saved(number)

    def posted(self, data):
        """The stakeholders that the form was about; those that are on the map no more are left out."""
        entries = {int(key) for key in data.getlist("entry")[:AT_ONCE] if key.isascii() and key.isdigit()}
        return [node for node in content_of(self.map, self.request.user).nodes if node.entry in entries]

    def answer(self, found, status):
        """What the script of the grid is told, where it asks: the mean of all, or what is wrong. None for others."""
        if not drafts.wants_json(self.request):
            return None
        if status != SAVED:
            words = [" ".join(texts) for form in found for texts in form.errors.values()]
            text = " ".join(words) or _("Nothing was saved: open the page again.")
            return JsonResponse({"error": text}, status=status)
        entry = found[0].node.entry
        node = next((each for each in content_of(self.map, self.request.user).nodes if each.entry == entry), None)
        names = ("influence", "interest", "people")
        rating = node and node.rating and {name: getattr(node.rating, name) for name in names}
        return JsonResponse({"rating": rating})

    def saved(self, number):
        words = ngettext("%(number)s rating is saved.", "%(number)s ratings are saved.", number) % {"number": number}
        messages.success(self.request, words if number else _("Nothing was changed, and nothing saved."))
        again = reverse("map-rate", args=[self.map.slug])
        query = self.request.GET.urlencode()
        return redirect(f"{again}?{query}" if query else again)

    def show(self, found, source, page=None, asked=None, status=200):
        context = {
            "object": self.map,
            "forms": found,
            "source": source,
            "page_obj": page,
            "asked": asked,
            "person": self.request.user.pk,
            "wrong": status != SAVED,
        }
        return render(self.request, "stakeholders/map_rate.html", context, status=status)
