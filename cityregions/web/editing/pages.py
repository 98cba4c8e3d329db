"""Pages on which people add and change records, without losing what anybody typed."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from cityregions.records import rights
from cityregions.records.models import Submission

from . import drafts, merging, parts
from .editor import Editor

CONFLICT, WRONG, GONE, REFUSED, BUSY = 409, 422, 410, 403, 503


class FormPage(View):
    """What the pages for adding and for changing share."""

    form_class = None
    template_name = "editing/form.html"

    @property
    def model(self):
        return self.form_class._meta.model

    @property
    def noun(self):
        """How the addresses of this kind of record are called: `stakeholder` of `stakeholder-edit`."""
        return self.request.resolver_match.url_name.rpartition("-")[0]

    def address(self, verb, **kwargs):
        try:
            return reverse(f"{self.noun}-{verb}", kwargs=kwargs)
        except NoReverseMatch:
            return ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return drafts.keep_until_signed_in(request)
        drafts.take_over(request)
        try:
            response = super().dispatch(request, *args, **kwargs)
        except PermissionDenied as refusal:
            response = self.refused(str(refusal))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def get(self, request, **kwargs):
        row, draft = self.find(), drafts.find(request)
        data = drafts.data_of(draft) if draft else None
        if draft and not draft.title:
            drafts.name(draft, self.title_of(row))
        editor = self.editor(row, data, page=request.GET.get("part", 1))
        return self.show(editor.quiet() if draft else editor, draft=draft)

    def post(self, request, **kwargs):
        if "_draft" in request.POST:
            return drafts.keep(request, self.title_of(self.find()))
        if "_discard" in request.POST:
            drafts.discard(request.user, drafts.form_path(request))
            return redirect("home" if request.POST["_discard"] == "leave" else request.path)
        if "_more" in request.POST:
            editor = self.editor(self.find(), request.POST.copy()).quiet()
            editor.add_blank(request.POST["_more"])
            return self.show(editor)
        return self.save()

    def save(self):
        """Tries once more when somebody saved the same at the same moment, for then there is something new to see."""
        for _attempt in (1, 2):
            try:
                return self.save_once()
            except IntegrityError:
                trouble = _("Somebody saved the same at the same time. Look through the form and save it again.")
                status = CONFLICT
            except OperationalError:
                trouble, status = _("The portal is busy just now. Wait a moment and save again."), BUSY
        editor = self.editor(self.find(), self.request.POST.copy()).quiet()
        editor.form.add_error(None, trouble)
        return self.show(editor, status=status)

    def save_once(self):
        with transaction.atomic():
            fields = drafts.typed(self.request.POST)
            submission = Submission.objects.begin(self.request.user, self.request.POST.get("key", ""), fields)
            if submission.url:
                return redirect(submission.url)
            editor = self.editor(self.find(lock=True), self.request.POST.copy())
            if editor.save(anyway="_anyway" in self.request.POST):
                return self.saved(editor, submission)
            transaction.set_rollback(True)
        editor.rebase()
        return self.show(editor, status=editor.status)

    def saved(self, editor, submission):
        submission.url = self.form_class.url_after(editor.row)
        submission.save(update_fields=["url"])
        drafts.discard(self.request.user, drafts.form_path(self.request))
        for level, words in editor.words_after(self.is_new):
            messages.add_message(self.request, level, words)
        return redirect(submission.url)

    def editor(self, row, data=None, page=1):
        return Editor(self.form_class, row, self.request.user, data, page)

    def show(self, editor, draft=None, status=200):
        data = editor.data
        context = {
            "editor": editor,
            "form": editor.form,
            "draft": draft,
            "key": (data and data.get("key")) or uuid4(),
            "title": editor.title or self.title_of(editor.row),
            "is_new": self.is_new,
            "noun": self.model._meta.verbose_name,
            "place": self.form_class.place(editor.row, self.noun),
            "cancel_url": self.cancel_url(editor.row),
            "delete_url": self.delete_url(editor.row),
        }
        return render(self.request, self.template_name, context, status=status)

    def delete_url(self, row):
        return ""

    # Where the form cannot be saved any more.

    def entered(self):
        """What the person has typed: just sent, or kept as a draft."""
        if self.request.method == "POST":
            return self.request.POST.copy()
        draft = drafts.find(self.request)
        return drafts.data_of(draft) if draft else None

    def refused(self, message):
        if self.entered() is None:
            return render(self.request, "403.html", {"message": message}, status=REFUSED)
        return self.lost(REFUSED, _("You may not change this"), message)

    def lost(self, status, title, message, **context):
        """A page that says why nothing was saved and shows what was typed, to be copied."""
        data = self.entered()
        editor = Editor(self.form_class, self.model(), self.request.user, data).quiet()
        fields = [(name, text) for name, texts in drafts.typed(data).items() for text in texts]
        context |= {"title": title, "text": message, "editor": editor, "fields": fields}
        return render(self.request, "editing/lost.html", context, status=status)


class NewPage(FormPage):
    """Adds a record."""

    is_new = True

    def find(self, lock=False):
        """A new row with what the page already knows. Raises PermissionDenied where the person may add none."""
        if not rights.may_add(self.request.user, self.model):
            raise PermissionDenied(_("Your account may not add records of this kind."))
        return self.form_class.new_row(self.request, **self.kwargs)

    def post(self, request, **kwargs):
        if "_again" in request.POST:
            data = parts.renewed(request.POST.copy(), self.form_class.parts)
            return self.show(self.editor(self.find(), data).quiet())
        return super().post(request, **kwargs)

    def title_of(self, row):
        return _("New: %(noun)s") % {"noun": self.model._meta.verbose_name}

    def cancel_url(self, row):
        return self.form_class.place(row, self.noun)[1]


class EditPage(FormPage):
    """Changes a record."""

    is_new = False
    may = staticmethod(rights.may_change)

    def find(self, lock=False):
        """The row, which the person may see and change; locked, so that nobody else saves it before this is done."""
        row = get_object_or_404(self.model.objects.visible_to(self.request.user), **self.kwargs)
        if lock:
            row = get_object_or_404(self.model._base_manager.select_for_update(), pk=row.pk)
        if not self.may(self.request.user, row):
            raise PermissionDenied(rights.refusal(row))
        return row

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not self.last_version():
                raise
            return self.gone()

    def last_version(self):
        """What is known of a row that was deleted while its form was open, for those who could change it."""
        base = merging.number((self.entered() or {}).get("base", ""))
        history = self.model.history.model.objects
        known = history.filter(history_id=base, **self.key()).first() if base else None
        pk = known and getattr(known, self.model._meta.pk.name)
        last = history.filter(**{self.model._meta.pk.name: pk}).order_by("-history_id").first() if known else None
        if last is None or last.history_type != "-":
            return None
        could = rights.change_condition(self.model, self.request.user)
        return last if history.filter(could, history_id=last.history_id).exists() else None

    def key(self):
        return {self.model._meta.pk.name if name == "pk" else name: value for name, value in self.kwargs.items()}

    def gone(self):
        last = self.last_version()
        message = _("%(who)s deleted it while you were editing. What you typed is below: copy what you need.") % {
            "who": merging.who(last)
        }
        return self.lost(
            GONE, _("This record is gone"), message, when=merging.when(last), again_url=self.again_url(last)
        )

    def again_url(self, last):
        """Where it is created anew, with what was typed."""
        if not rights.may_add(self.request.user, self.model):
            return ""
        return self.address("new") or self.form_class.new_url(last)

    def title_of(self, row):
        return str(row)

    def cancel_url(self, row):
        return self.form_class.url_after(row)

    def delete_url(self, row):
        return self.address("delete", **self.kwargs)
