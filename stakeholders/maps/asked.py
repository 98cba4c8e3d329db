"""What the address of a map asks for: which view, of which day, narrowed down to what. Pages and exports share it."""

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.records.text import fold, words
from cityregions.web.errors import BadAddress
from cityregions.web.pages import Narrowed

from ..filters import MapContentFilter
from ..models import Stakeholder
from .reading import content_of

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


# What people choose in each view beside the filters.
CHOSEN = {
    View.LIST: ("on",),
    View.GRID: ("on", "since", "group"),
    # The network has a form of its own.
    View.NETWORK: ("on",),
    View.GEO: ("on", "group"),
    View.CHANGE: ("since", "on", "group"),
}
PAGES = ("page", "relations_page")


class Asked(Narrowed):
    """A map as an address asks for it. Raises BadAddress (400) for what it does not know."""

    queryset = Stakeholder.objects.none()
    filterset_class = MapContentFilter
    form_class = AskForm
    own_parameters = tuple(AskForm.base_fields)

    def __init__(self, request, stakeholder_map, everything=None):
        """`everything` is the whole content, where it is not that of today, as in a snapshot."""
        self.request, self.map, self.frozen = request, stakeholder_map, everything

    @cached_property
    def own(self):
        form = self.form_class(self.request.GET)
        if form.is_valid():
            return form.cleaned_data
        name, messages = next(iter(form.errors.items()))
        raise BadAddress(f"{name}: {' '.join(messages)}", known=self.known_values(name))

    def known_values(self, name):
        return [value for value, _label in getattr(self.form_class.base_fields[name], "choices", ()) if value]

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

    def everything_on(self, day):
        """The content of another day, without filters."""
        return content_of(self.map, self.reader, day)

    @cached_property
    def may_rate(self):
        """Whether this person rates on the map, and sees what is thought now."""
        return not self.frozen and self.on is None and rights.may_change(self.reader, self.map)

    @cached_property
    def shows_salience(self):
        """Classes such as “dangerous” are for the partnership, never for the public."""
        return self.content.rated and self.reader.is_authenticated and self.reader.is_in_partnership

    @property
    def controls(self):
        """The fields that people choose in this view beside the filters."""
        form = AskForm({"group": Group.CATEGORY, "size": Size.SAME, **self.request.GET.dict()})
        choices = [choice for choice in Group.choices if self.view == View.NETWORK or choice[0] != Group.COMMUNITY]
        form.fields["group"].choices, form.fields["size"].choices = choices, Size.choices
        return [form[name] for name in CHOSEN[self.view]]

    @property
    def kept_by_filters(self):
        """Parameters that the form of the filters keeps, as names and values."""
        sorted_here = ("ordering",) if self.view == View.LIST else ()
        return self.parameters(set(self.own_parameters) - {*PAGES, *sorted_here})

    @property
    def kept_by_controls(self):
        """Parameters that the form beside the filters keeps."""
        return self.parameters(set(self.request.GET) - {*PAGES, *CHOSEN[self.view]})

    def parameters(self, names):
        return [
            (name, value) for name, values in self.request.GET.lists() if name in names for value in values if value
        ]

    @property
    def is_narrowed(self):
        return any(self.filterset.form.cleaned_data.values())


def holds(node, wanted):
    """Whether a stakeholder has all these words in its texts, whatever their case and accents."""
    if not wanted:
        return True
    text = fold(" ".join(getattr(node, name) for name in SEARCHED))
    return all(word in text for word in wanted)
