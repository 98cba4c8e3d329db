"""The data for keep.eu as XML and as a workbook of Excel."""

from xml.etree import ElementTree

from django.templatetags.static import static
from django.utils.translation import gettext as _

from cityregions.records.text import writable

from ..reports.sheets import XLSX, as_xlsx
from .content import is_empty
from .fields import names

XML = "application/xml"
MEDIA_TYPES = {"xml": XML, "xlsx": XLSX}
NAMESPACE = "urn:cityregions:keep:1"
SCHEMA = "schemas/keep.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PARTS = {"partners": "partner", "documents": "document"}


def made(extension, content, address):
    return {"xml": as_xml, "xlsx": as_workbook}[extension](content, address)


def as_xml(content, address):
    """As static/schemas/keep.xsd describes it: each field is there, those that are empty say `known="false"`."""
    root = ElementTree.Element("keep", {"xmlns": NAMESPACE, "xmlns:xsi": INSTANCE, "portal": content["portal"]})
    root.set("xsi:schemaLocation", f"{NAMESPACE} {address(static(SCHEMA))}")
    add(root, "funding_statement", content["funding_statement"])
    add_row(root, "project", content["project"])
    for table, part in PARTS.items():
        whole = ElementTree.SubElement(root, table)
        for row in content[table]:
            add_row(whole, part, row)
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "utf-8")


def add_row(parent, name, row):
    element = ElementTree.SubElement(parent, name)
    for field, value in row.items():
        add(element, field, value)


def add(parent, name, value):
    element = ElementTree.SubElement(parent, name)
    if is_empty(value):
        element.set("known", "false")
    elif isinstance(value, dict):
        for language, text in value.items():
            ElementTree.SubElement(element, "text", {"lang": language}).text = writable(text)
    elif isinstance(value, list):
        for each in value:
            ElementTree.SubElement(element, "value").text = writable(str(each))
    else:
        element.text = str(value).lower() if isinstance(value, bool) else writable(str(value))


def as_workbook(content, address):
    """A sheet for each table, and one for what is empty; no cell is a formula."""
    tables = {"project": [content["project"]], "partners": content["partners"], "documents": content["documents"]}
    sheets = [(table, names(table), [cells(row) for row in rows]) for table, rows in tables.items()]
    empty = [list(each.values()) for each in content["not_known"]]
    notes = [(_("Data for keep.eu"),), (content["funding_statement"],), (content["portal"],)]
    return as_xlsx([*sheets, ("not_known", ["table", "field", "empty", "of"], empty)], _("Data for keep.eu"), notes)


def cells(row):
    return [cell(value) for value in row.values()]


def cell(value):
    if isinstance(value, dict):
        return "\n".join(f"{language}: {text}" for language, text in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
