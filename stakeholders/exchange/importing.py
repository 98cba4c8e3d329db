"""Importing: the way of a file from the hand-in to the map, step by step, at once where it is small."""

import hashlib
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cityregions.records import work
from cityregions.records.work import WorkError, carries_out

from ..models import Import, ImportFile
from . import applying, files, layouts, undoing

# As many rows are written while people wait for the page.
AT_ONCE = 500
LISTED = 20


def begin(stakeholder_map, user, uploads):
    """A new import of one or two files that came in. Raises ValidationError, with a sentence, for what is not taken."""
    contents = [(each.name, each.read()) for each in uploads]
    for name, content in contents:
        files.check(name, content)
    digest = hashlib.sha256(b"".join(content for _name, content in contents)).hexdigest()
    Import.objects.forgotten(timezone.now()).delete()
    with transaction.atomic():
        imported = Import.objects.create(
            stakeholder_map=stakeholder_map,
            started_by=user,
            file_name=", ".join(name for name, _content in contents),
            digest=digest,
        )
        for name, content in contents:
            ImportFile.objects.create(of_import=imported, name=name, content=content)
    return imported, sum(files.weight(name, content) for name, content in contents)


def read(imported, tell=lambda step, done, total: None):
    """Reads the rows of the files; the files themselves are not kept any longer."""
    step = _("Reads the file")
    tell(step, 0, 5)
    tables = []
    for file in imported.files.all():
        try:
            tables += files.tables_of(file.name, bytes(file.content), lambda rows: tell(step, 0, 5))
        except ValidationError as error:
            raise WorkError(error.messages[0]) from error
    if not any(table.rows for table in tables):
        raise WorkError(
            _("There are no rows in this file: the first row names the columns, the others tell of one thing each.")
        )
    people = [(table, layouts.without_people(table)) for table in tables]
    notes = [told_of_people(table, columns) for table, columns in people if columns]
    sheets = [layouts.proposed(table) for table in tables]
    clear = any(sheet.is_own for sheet in sheets)
    imported.mapping = {"sheets": [asdict(sheet) for sheet in sheets], "clear": clear, "other_kind": ""}
    imported.tables, imported.notes = [table.as_json() for table in tables], notes
    imported.state = Import.State.MAPPED
    with transaction.atomic():
        imported.files.all().delete()
        imported.save()


def told_of_people(table, columns):
    sentence = _(
        "%(sheet)s: what stands under %(columns)s is left out, since it can be about people. Contacts are added at the "
        "stakeholder, one by one, with the reason why their data may be kept."
    )
    return sentence % {"sheet": table.name, "columns": listed(columns)}


def listed(columns):
    told = ", ".join(f"“{column}”" for column in columns[:LISTED])
    more = len(columns) - LISTED
    return told if more <= 0 else _("%(columns)s and %(number)s more") % {"columns": told, "number": more}


def is_ready(imported):
    """Whether it is known how each table is read, and at least one is."""
    sheets = [layouts.Sheet(**each) for each in imported.mapping["sheets"]]
    kinds = [sheet for sheet in sheets if sheet.kind]
    has_kind = imported.mapping["other_kind"] or all(
        "kind" in sheet.fields for sheet in kinds if sheet.kind == layouts.Kind.RELATIONS
    )
    return bool(kinds) and bool(has_kind) and all(sheet.is_ready for sheet in kinds)


def left_out(imported):
    """A sentence for each table with columns, or for each table, that nothing is taken from."""
    found = []
    for told, table in zip(imported.mapping["sheets"], imported.tables, strict=True):
        columns = [each for each, name in zip(table["columns"], told["fields"], strict=False) if not name and each]
        if not told["kind"]:
            if table["name"] != "About":
                found.append(_("The sheet %(sheet)s is left out.") % {"sheet": table["name"]})
        elif columns := [each for each in columns if not layouts.is_personal(each)]:
            sentence = ngettext(
                "%(sheet)s: the column %(columns)s is left out.",
                "%(sheet)s: the columns %(columns)s are left out.",
                len(columns),
            )
            found.append(sentence % {"sheet": table["name"], "columns": listed(columns)})
    return found


# The steps, at once or in the background.


def step(kind, imported, user, tell=lambda step, done, total: None, **arguments):
    """One step of an import. Raises WorkError with a sentence for people."""
    note(imported, "")
    if kind == "import-check":
        if imported.state == Import.State.UPLOADED:
            read(imported, tell)
        if is_ready(imported):
            imported.mapping["left_out"] = left_out(imported)
            Import.objects.filter(pk=imported.pk).update(mapping=imported.mapping)
            applying.check(imported, user, tell)
    elif kind == "import-apply":
        if not applying.apply(imported, user, tell):
            note(imported, _("The data have changed meanwhile, so that nothing was written: look at it once more."))
    else:
        undoing.undo(imported, user, tell=tell, **arguments)


def start(kind, imported, user, is_small, version="", **arguments):
    """Does a step at once or starts it in the background; returns the page that shows it."""
    if is_small:
        try:
            step(kind, imported, user, **arguments)
        except WorkError as trouble:
            fail(imported, trouble)
        return imported.get_absolute_url()
    titles = {
        "import-check": _("Look at %(name)s"),
        "import-apply": _("Import of %(name)s"),
        "import-undo": _("Undo the import of %(name)s"),
    }
    started = work.start(
        kind,
        title=titles[kind] % {"name": imported.file_name},
        back_url=imported.get_absolute_url(),
        user=user,
        arguments={"import": imported.pk, **arguments},
        version=version or timezone.now().isoformat(),
    )
    return started.get_absolute_url()


def note(imported, sentence):
    imported.problem = str(sentence)
    Import.objects.filter(pk=imported.pk).update(problem=imported.problem)


def fail(imported, trouble):
    """Notes why it could not be done; a file that cannot be read is not kept."""
    is_read = bool(imported.tables)
    note(imported, trouble)
    if not is_read and imported.state == Import.State.UPLOADED:
        imported.files.all().delete()
        Import.objects.filter(pk=imported.pk).update(state=Import.State.FAILED)


def carried_out(kind):
    @carries_out(kind)
    def in_background(work):
        arguments = dict(work.arguments)
        rows = Import.objects.select_related("stakeholder_map").changeable_by(work.owner)
        imported = rows.filter(pk=arguments.pop("import")).first()
        if imported is None:
            raise WorkError(_("This import is no longer there: choose the file once more."))
        try:
            step(kind, imported, work.owner, work.tell, **arguments)
        except WorkError as trouble:
            fail(imported, trouble)
            raise
        return imported.get_absolute_url()

    return in_background


for kind in ("import-check", "import-apply", "import-undo"):
    carried_out(kind)
