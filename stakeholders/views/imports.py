"""Pages of imports: handing files in, choosing columns, the dry run, applying and undoing."""

import io
from collections import Counter

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View
from openpyxl import Workbook

from cityregions.records.work import TooMuchWork
from cityregions.records.work_views import as_download
from cityregions.web.errors import BadAddress
from cityregions.web.pages import PAGE_NUMBER, PAGE_SIZE

from ..exchange import columns, files, importing, layouts
from ..exchange.undoing import Undoing
from ..forms import ImportForm, own
from ..models import Import, ImportRow, StakeholderMap

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG, TOO_LARGE, BUSY = 422, 413, 503
# What stands beside the files in a form.
FIELDS = 64 * 1024
# The sections of a dry run, the ones that ask for a decision first.
SECTIONS = {
    "doubtful": gettext_lazy("Likely duplicates"),
    "rejected": gettext_lazy("Rejected"),
    "changed": gettext_lazy("Changed"),
    "new": gettext_lazy("New"),
    "unchanged": gettext_lazy("Unchanged"),
}


@method_decorator(csrf_exempt, name="dispatch")
class MapPage(View):
    """For those who may change the map; who that is, and how much is sent, is asked before anything sent is read."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, slug, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        self.map = own(request, StakeholderMap.objects.with_area(), slug=slug)
        if "pk" in kwargs:
            self.imported = get_object_or_404(
                self.map.imports.visible_to(request.user).defer("packed"), pk=kwargs["pk"]
            )
            self.imported.stakeholder_map = self.map
        response = self.protected(request)
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    @method_decorator(csrf_protect)
    def protected(self, request):
        return super().dispatch(request)

    def show(self, template, status=200, **context):
        context |= {"map": self.map, "import_url": reverse("map-import", args=[self.map.slug])}
        return render(self.request, f"stakeholders/{template}.html", context, status=status)

    def start(self, kind, is_small, **arguments):
        try:
            return redirect(importing.start(kind, self.imported, self.request.user, is_small, **arguments))
        except TooMuchWork:
            response = render(self.request, "work_busy.html", status=BUSY)
            response.headers["Retry-After"] = "120"
            return response


class ImportPage(MapPage):
    """An import of the map, with what is to be done with it next."""

    def dispatch(self, request, slug, pk):
        return super().dispatch(request, slug=slug, pk=pk)

    @property
    def rows_in_all(self):
        return sum(sum(found.values()) for found in self.imported.counts.values() if isinstance(found, dict))

    @property
    def is_small(self):
        return self.rows_in_all <= importing.AT_ONCE

    def require(self, *states):
        """Leads back, with a sentence, where the import has come further meanwhile."""
        if self.imported.state in states:
            return None
        messages.warning(self.request, _("This import has changed meanwhile: here is how it stands now."))
        return redirect(self.imported)


class MapImport(MapPage):
    """Where files are handed in, and what was imported into the map before."""

    def protected(self, request):
        if request.method == "POST" and is_too_large(request):
            return self.shown(ImportForm(), TOO_LARGE, [_("This is more than 40 MB: divide it into several files.")])
        return super().protected(request)

    def get(self, request):
        return self.shown(ImportForm())

    def post(self, request):
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shown(form, WRONG)
        try:
            self.imported, weight = importing.begin(self.map, request.user, form.cleaned_data["files"])
        except ValidationError as error:
            return self.shown(form, WRONG, error.messages)
        return self.start("import-check", weight <= files.AT_ONCE)

    def shown(self, form, status=200, wrong=()):
        imports = self.map.imports.visible_to(self.request.user).defer("packed")
        imports = imports.select_related("started_by", "stakeholder_map")
        return self.show("import_new", status, form=form, wrong=wrong, imports=imports[:PAGE_SIZE])


def is_too_large(request):
    length = request.META.get("CONTENT_LENGTH", "")
    return length.isascii() and length.isdigit() and int(length) > 2 * files.LARGEST + FIELDS


class ImportTemplate(MapPage):
    """The portal's own workbook, empty."""

    def get(self, request):
        book = Workbook(write_only=True)
        for kind, name in layouts.SHEETS.items():
            book.create_sheet(name).append(list(layouts.OWN[kind]))
        file = io.BytesIO()
        book.save(file)
        return as_download(file.getvalue(), f"{self.map.slug}-template.xlsx", XLSX)


class ImportDetail(ImportPage):
    """How an import stands: the dry run in its sections, what was applied, or why it cannot be."""

    def get(self, request):
        imported = self.imported
        if imported.state == Import.State.MAPPED and not importing.is_ready(imported):
            return redirect("import-columns", self.map.slug, imported.pk)
        return self.show("import_detail", **self.sections(), **self.told())

    def told(self):
        imported = self.imported
        kinds = [
            (ImportRow.Kind(kind).label, [(found.get(section, 0), label) for section, label in SECTIONS.items()])
            for kind, found in imported.counts.items()
            if isinstance(found, dict)
        ]
        totals = Counter()
        for found in self.imported.counts.values():
            totals.update(found if isinstance(found, dict) else {})
        return {
            "object": imported,
            "kinds": kinds,
            "labels": list(SECTIONS.values()),
            "writes": totals["new"] + totals["changed"],
            "waits": totals["doubtful"],
            "refused": totals["rejected"],
            "partly": imported.counts.get("partly", 0),
            "left_out": imported.mapping.get("left_out", []),
            "sheets": [
                (each["name"], layouts.LAYOUTS.get(each["layout"], ""))
                for each in imported.mapping.get("sheets", [])
                if each["kind"]
            ],
        }

    def sections(self):
        query = self.request.GET
        if unknown := sorted(set(query) - {"show", "page"}):
            raise BadAddress(_("This page knows no “%(name)s”.") % {"name": unknown[0]}, known=["show", "page"])
        rows = {section: self.rows_of(section) for section in SECTIONS}
        numbers = {section: found.count() for section, found in rows.items()}
        first = next((section for section in SECTIONS if numbers[section]), "new")
        section, page = query.get("show") or first, query.get("page") or "1"
        if section not in SECTIONS:
            raise BadAddress(_("There is no section “%(name)s”.") % {"name": section[:100]}, known=list(SECTIONS))
        paginator = Paginator(rows[section], PAGE_SIZE)
        if not PAGE_NUMBER.fullmatch(page) or page == "last" or not 1 <= int(page) <= paginator.num_pages:
            raise Http404
        shown = paginator.page(int(page))
        return {
            "section": section,
            "section_label": SECTIONS[section],
            "tabs": [(name, label, numbers[name]) for name, label in SECTIONS.items()],
            "page_obj": shown,
            "lines": [self.line(row) for row in shown],
        }

    def rows_of(self, section):
        condition = Q(outcome=section) | (Q(is_partly=True) if section == "rejected" else Q(pk__in=[]))
        return self.imported.rows.filter(condition)

    def line(self, row):
        """A row with its columns by the names that the reader knows them by."""
        labels = layouts.labels(row.kind)
        row.told_changes = [(labels.get(column, column), old, new) for column, old, new in row.changes]
        row.told_reasons = [(labels.get(column, column), sentence) for column, sentence in row.reasons]
        row.key = row.candidates[0][0] if row.candidates else ""
        row.others = [(*told, ":" not in told[0]) for told in row.candidates[1:]]
        return row


class ImportColumns(ImportPage):
    """Which column of the file fills which field."""

    def get(self, request):
        return self.require(*Import.OPEN) or self.shown(columns.Choice(self.imported))

    def post(self, request):
        if back := self.require(*Import.OPEN):
            return back
        choice = columns.Choice(self.imported, request.POST)
        if choice.is_asking or choice.wrong:
            return self.shown(choice, WRONG if choice.wrong and not choice.is_asking else 200)
        choice.keep()
        return self.start("import-check", choice.rows <= importing.AT_ONCE)

    def shown(self, choice, status=200):
        if not self.imported.tables:
            raise Http404
        return self.show("import_columns", status, object=self.imported, choice=choice)


class ImportChoose(ImportPage):
    """Who the likely duplicates are: this one, or somebody new."""

    http_method_names = ["post"]

    def post(self, request):
        if back := self.require(Import.State.CHECKED):
            return back
        choices = dict(self.imported.choices)
        every = request.POST.get("all")
        if every == "ask":
            choices = {}
        elif every in {"same", "new"}:
            rows = self.imported.rows.filter(outcome=ImportRow.Outcome.DOUBTFUL)
            choices |= {row.candidates[0][0]: row.candidates[1][0] if every == "same" else "new" for row in rows}
        else:
            choices |= self.chosen()
        Import.objects.filter(pk=self.imported.pk).update(choices=choices)
        self.imported.choices = choices
        return self.start("import-check", self.is_small)

    def chosen(self):
        """What was chosen of what there was to choose from."""
        rows = self.imported.rows.filter(outcome=ImportRow.Outcome.DOUBTFUL)
        found = {}
        for row in rows:
            (key,), *candidates = row.candidates
            if (choice := self.request.POST.get(f"who-{key}")) in {"new", *(each[0] for each in candidates)}:
                found[key] = choice
        return found


class ImportApply(ImportPage):
    """Applies what the dry run showed."""

    http_method_names = ["post"]

    def post(self, request):
        if back := self.require(Import.State.CHECKED):
            return back
        if request.POST.get("shown") != self.imported.fingerprint:
            messages.warning(request, _("The data have changed since you looked. Look at it once more, then apply it."))
            return redirect(self.imported)
        version = f"{self.imported.fingerprint} {self.imported.checked_at}"
        return self.start("import-apply", self.is_small, version=version)


class ImportUndo(ImportPage):
    """What undoing would leave as it is, and undoing itself."""

    def get(self, request):
        if back := self.require(Import.State.APPLIED):
            return back
        undoing = Undoing(self.imported, request.user)
        return self.show("import_undo", object=self.imported, undoing=undoing, kept=undoing.told())

    def post(self, request):
        if back := self.require(Import.State.APPLIED):
            return back
        return self.start("import-undo", self.is_small, leave=request.POST.get("leave") == "1")


class ImportDiscard(ImportPage):
    """Forgets an import that was not applied, with all that the file held."""

    http_method_names = ["post"]

    def post(self, request):
        if self.imported.state in {Import.State.APPLIED, Import.State.UNDONE}:
            raise PermissionDenied(_("This import was applied: undo it instead."))
        self.imported.delete()
        messages.success(request, _("The import is discarded; nothing was changed."))
        return redirect("map-import", self.map.slug)
