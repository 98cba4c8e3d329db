"""Steps: how the records of a noun go their way, e.g. an output to its publication; each step has rules of its own."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.decorators import action

from cityregions.records import rights

from .problems import Refusal
from .writing.entries import Entry
from .writing.mistakes import Mistakes, at
from .writing.repeats import answered_once
from .writing.views import an_object


class NoteForm(forms.Form):
    """What stands beside the name of a step."""

    note = forms.CharField(
        required=False, max_length=4000, help_text=gettext_lazy("What the others should know with it.")
    )


class TakesSteps:
    """Stands before PortalViewSet where records take steps: `POST …/steps/` with `{"step": …, "note": …}`.

    `steps` says by the name of each step what it does, `step_form` reads what stands beside the name, and `take` takes
    it by the rules that the pages keep to.
    """

    steps = {}
    step_form = NoteForm

    def step_right(self, model, user):
        """The condition on the rows with which this person may take some step."""
        return rights.change_condition(model, user)

    def take(self, row, step, **told):
        """Takes the step. Raises ValidationError with a sentence where it cannot be taken, PermissionDenied for others.

        A sentence that is about the whole is told of the step.
        """
        raise NotImplementedError

    @action(detail=True, methods=["post"], url_path="steps")
    def take_step(self, request, **kwargs):
        """Takes a step with the record, and answers with the record as it stands then."""
        queryset = self.get_queryset().filter(**kwargs)
        self.require_some(self.step_right, queryset)
        return self.written(lambda: answered_once(request, lambda: self.step_taken(queryset)))

    def step_taken(self, queryset):
        row = self.one(queryset, self.step_right)
        step, told = self.told_step(an_object(self.request.data))
        try:
            self.take(row, step, **told)
        except ValidationError as error:
            raise Refusal(400, list(mistakes_in(error))) from None
        return self.answer_one(Entry(row, {}, "#"), 200)

    def told_step(self, given):
        """The name of the step, and what stands beside it as the form reads it."""
        mistakes = Mistakes()
        for name in given.keys() - {"step", *self.step_form.base_fields}:
            unknown(mistakes, at("#", name[:100]), name, ["step", *self.step_form.base_fields])
        step = given.get("step")
        if step is None:
            mistakes.add("#/step", "required", _("This key is needed."))
        elif not isinstance(step, str) or step not in self.steps:
            unknown(mistakes, "#/step", str(step), list(self.steps))
        beside = {name: given[name] for name in self.step_form.base_fields if given.get(name) is not None}
        for name in [name for name, value in beside.items() if not isinstance(value, str)]:
            mistakes.add(at("#", name), "invalid", _("Write a text."))
        mistakes.raise_any()
        form = self.step_form(beside)
        if not form.is_valid():
            raise Refusal(400, list(mistakes_in(ValidationError(form.errors.as_data()))))
        return step, form.cleaned_data


def unknown(mistakes, place, name, known):
    detail = _("“%(value)s” is not known here. Known: %(known)s.") % {"value": name[:100], "known": ", ".join(known)}
    mistakes.add(place, "unknown", detail, known=known)


def mistakes_in(error, whole="step"):
    """What a form or a rule complains of, as the API tells it; what is about no field is told of `whole`."""
    told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, each in told.items():
        for one in each:
            place = at("#", whole if name == NON_FIELD_ERRORS else name)
            yield {"pointer": place, "code": one.code or "invalid", "detail": one.messages[0]}


def step_body(view):
    """What is sent to take a step, for the description of the API."""
    told = " ".join(f"`{name}`: {text}" for name, text in view.steps.items())
    fields = {"step": {"type": "string", "enum": list(view.steps), "description": told}}
    for name, field in view.step_form.base_fields.items():
        fields[name] = {"type": "string" if field.required else ["string", "null"], "description": str(field.help_text)}
        if isinstance(field, forms.DateField):
            fields[name]["format"] = "date"
        elif field.max_length:
            fields[name]["maxLength"] = field.max_length
    needed = ["step", *(name for name, field in view.step_form.base_fields.items() if field.required)]
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}
