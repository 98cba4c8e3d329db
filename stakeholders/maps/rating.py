"""Rating several stakeholders of a map at once: what a person types of each, saved together as of today."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Assessment

BOUNDS = [
    MinValueValidator(1, gettext_lazy("Between 1.0 and 5.0.")),
    MaxValueValidator(5, gettext_lazy("Between 1.0 and 5.0.")),
]
CARRIED = ("legitimacy", "urgency", "attitude")


def score(label):
    box = forms.NumberInput(attrs={"step": "0.1", "min": "1", "max": "5", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, decimal_places=1, validators=BOUNDS, localize=False, widget=box
    )


class QuickRating(forms.Form):
    """Influence and interest of one stakeholder; left as they were, nothing is saved, and both empty take it back.

    `own` is what the person has said of it today, if anything, and `was` what stood there when the page was opened.
    """

    influence = score(gettext_lazy("Influence"))
    interest = score(gettext_lazy("Interest"))
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, node, own=None, last=None):
        self.node, self.own, self.last = node, own, last
        initial = {
            "was": told(own),
            **({name: getattr(own, name) for name in ("influence", "interest")} if own else {}),
        }
        super().__init__(data, initial=initial)

    def add_prefix(self, field_name):
        return f"{field_name}-{self.node.entry}"

    def clean(self):
        found = super().clean()
        given = [name for name in ("influence", "interest") if found.get(name) is not None]
        if len(given) == 1 and not self.errors:
            missing = "interest" if given == ["influence"] else "influence"
            self.add_error(missing, _("Give both scores, or neither."))
        if not self.errors and self.is_new_value and found.get("was", "") != told(self.own):
            there = told(self.own) or _("nothing")
            self.add_error(
                "influence",
                _("You have rated it in another window meanwhile: %(there)s stands there now.") % {"there": there},
            )
        return found

    @property
    def value(self):
        influence, interest = self.cleaned_data.get("influence"), self.cleaned_data.get("interest")
        return "" if influence is None or interest is None else f"{influence:.1f} {interest:.1f}"

    @property
    def is_new_value(self):
        """Whether the person has changed what stood there when the page was opened."""
        return self.value != self.cleaned_data.get("was", "")

    def save(self, user, source):
        if not self.value:
            if self.own:
                self.own.delete()
            return
        rating = self.own or Assessment(entry_id=self.node.entry, assessed_by=user, assessed_on=timezone.localdate())
        if not self.own and self.last:
            # What the person thinks beside the scores goes on until they say something else.
            for name in CARRIED:
                setattr(rating, name, getattr(self.last, name))
        rating.influence, rating.interest = self.cleaned_data["influence"], self.cleaned_data["interest"]
        rating.source = source or rating.source
        rating.save()


def told(rating):
    """Both scores in one text; empty where there is no rating."""
    return f"{rating.influence:.1f} {rating.interest:.1f}" if rating else ""


def forms_for(user, nodes, data=None):
    """A form for each of these stakeholders."""
    latest, today = {}, timezone.localdate()
    own = Assessment.objects.filter(entry__in=[node.entry for node in nodes], assessed_by=user)
    for rating in own.order_by("assessed_on", "pk"):
        latest[rating.entry_id] = rating
    found = []
    for node in nodes:
        last = latest.get(node.entry)
        found.append(QuickRating(data, node, last if last and last.assessed_on == today else None, last))
    return found


def save_all(user, nodes, data, source):
    """Saves them all, or none where something is wrong: the forms, and how many ratings have changed.

    Raises IntegrityError when the person rates the same at the same moment in another window.
    """
    with transaction.atomic():
        found = forms_for(user, nodes, data)
        # Each is looked at, so that the person learns of all that is wrong.
        if [form for form in found if not form.is_valid()]:
            return found, 0
        changed = [form for form in found if form.is_new_value]
        for form in changed:
            form.save(user, source)
    return found, len(changed)
