"""What the address of a map asks for: which view, of which day, narrowed down to what. Pages and exports share it."""

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cityregions.records.text import fold, words
from cityregions.web.errors import BadAddress
from cityregions.web.pages import Narrowed

from ..filters import MapContentFilter
from ..models import Stakeholder
from .content import content_of

# Keys of a filter that are columns of a stakeholder on the map.
COLUMNS = ("category", "sector", "level", "organisation_type", "quadrant")
SEARCHED = ("name", "name_local", "role", "municipality")


class View(models.TextChoices):
    """The views of a map."""

    LIST = "list", _("List")
    GRID = "grid", _("Influence and interest")
    NETWORK = "network", _("Network")
    GEO = "geo", _("Geographic map")
    CHANGE = "change", _("Change")


class Group(models.TextChoices):
    """By what stakeholders are coloured and grouped."""

    CATEGORY = "category", _("category")
    SECTOR = "sector", _("sector")
    LEVEL = "level", _("level")
    COMMUNITY = "community", _("found community")
    QUADRANT = "quadrant", _("influence and interest")


class Size(models.TextChoices):
    """By what stakeholders are drawn larger or smaller."""

    SAME = "same", _("all the same")
    DEGREE = "degree", _("number of relations")
    IN_DEGREE = "in_degree", _("relations towards it")
    OUT_DEGREE = "out_degree", _("relations from it")
    BETWEENNESS = "betweenness", _("betweenness")
    CLOSENESS = "closeness", _("closeness")
    EIGENVECTOR = "eigenvector", _("eigenvector centrality")
    INFLUENCE = "influence", _("influence")
    INTEREST = "interest", _("interest")


class AskForm(forms.Form):
    """What the address says beside the filters; every view takes all of it, so that one can go from view to view."""

    view = forms.ChoiceField(choices=View, required=False)
    on = forms.DateField(required=False, label=_("As on"), widget=forms.DateInput(attrs={"type": "date"}))
    since = forms.DateField(required=False, label=_("Compared with"), widget=forms.DateInput(attrs={"type": "date"}))
    focus = forms.SlugField(required=False, label=_("Around"))
    steps = forms.IntegerField(required=False, min_value=1, max_value=9, label=_("Steps"))
    size = forms.ChoiceField(choices=[("", ""), *Size.choices], required=False, label=_("Size"))
    group = forms.ChoiceField(choices=[("", ""), *Group.choices], required=False, label=_("Colour"))
    gather = forms.ChoiceField(choices=[("", ""), ("yes", _("yes"))], required=False, label=_("Gather the groups"))
    page = forms.CharField(required=False)
    relations_page = forms.CharField(required=False)
    ordering = forms.CharField(required=False)


class Asked(Narrowed):
    """A map as an address asks for it. Raises BadAddress (400) for what it does not know."""

    queryset = Stakeholder.objects.none()
    filterset_class = MapContentFilter
    own_parameters = tuple(AskForm.base_fields)

    def __init__(self, request, stakeholder_map, everything=None):
        """`everything` is the whole content, where it is not that of today, as in a snapshot."""
        self.request, self.map, self.frozen = request, stakeholder_map, everything

    @cached_property
    def own(self):
        form = AskForm(self.request.GET)
        if form.is_valid():
            return form.cleaned_data
        name, messages = next(iter(form.errors.items()))
        raise BadAddress(f"{name}: {' '.join(messages)}", known=self.known_values(name))

    @staticmethod
    def known_values(name):
        return [value for value, _label in getattr(AskForm.base_fields[name], "choices", ()) if value]

    @property
    def view(self):
        return View(self.own["view"] or View.LIST)

    @property
    def on(self):
        return self.own["on"]

    @property
    def since(self):
        return self.own["since"]

    @cached_property
    def everything(self):
        """The content without filters."""
        return self.frozen or content_of(self.map, self.reader, self.on)

    @cached_property
    def content(self):
        """The content that is left by the filters."""
        return self.narrowed(self.everything)

    def narrowed(self, content):
        """Any content of the map, e.g. of another day, with the filters of this address."""
        asked = self.filterset.form.cleaned_data
        columns = [(name, set(asked[name])) for name in COLUMNS if asked[name]]
        wanted, kinds = words(asked["search"] or ""), set(asked["relation"])

        def fits(node):
            return all(getattr(node, name) in values for name, values in columns) and holds(node, wanted)

        return content.narrowed(
            fits if columns or wanted else None, (lambda edge: edge.kind in kinds) if kinds else None
        )

    @property
    def is_narrowed(self):
        return any(self.filterset.form.cleaned_data.values())


def holds(node, wanted):
    """Whether a stakeholder has all these words in its texts, whatever their case and accents."""
    if not wanted:
        return True
    text = fold(" ".join(getattr(node, name) for name in SEARCHED))
    return all(word in text for word in wanted)
