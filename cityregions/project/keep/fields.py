"""The fields of keep.eu, in its order: what each holds, and where it comes from."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

NOT_HERE = _("Not known to the portal: left empty.")


def text(about):
    return serializers.CharField(help_text=about)


def texts(about):
    """Texts by the code of their language."""
    return serializers.DictField(child=serializers.CharField(), help_text=about)


def several(about):
    return serializers.ListField(child=serializers.CharField(), help_text=about)


def amount(about):
    return serializers.FloatField(allow_null=True, help_text=about)


def whole(about):
    return serializers.IntegerField(allow_null=True, help_text=about)


def yes_or_no(about):
    return serializers.BooleanField(allow_null=True, help_text=about)


class KeepProjectSerializer(serializers.Serializer):
    keep_id = text(NOT_HERE)
    period = text(_("Programming period, e.g. 2007-2013."))
    programme = text(_("Name of the programme."))
    call = text(NOT_HERE)
    priority = text(NOT_HERE)
    acronym = text(_("Acronym, once in a programme and period."))
    title_en = text(_("Full English title."))
    title_other = texts(_("Title in other languages, by their codes."))
    description_en = text(_("What the project is for and why, in at most 1,500 letters."))
    description_other = texts(NOT_HERE)
    results_en = text(_("What came of the pilots that are published."))
    results_other = texts(NOT_HERE)
    status = text(_("ongoing, or closed after its last day."))
    themes = several(NOT_HERE)
    macro_regional_strategy = text(NOT_HERE)
    infrastructure = yes_or_no(NOT_HERE)
    starts_on = text(_("First day, month or year."))
    ends_on = text(_("Last day, month or year."))
    total_budget_eur = amount(_("Budget of all partners together, in euro."))
    eu_funding_eur = amount(NOT_HERE)
    fund = text(_("Fund that pays the greater part."))
    cofinancing_rate = amount(_("Share of eligible costs paid by the fund, in per cent."))
    website = text(_("Address the project had printed."))
    website_archive = text(_("Where its contents can still be read."))
    lead_partner = text(_("Slug of the lead partner."))


class KeepPartnerSerializer(serializers.Serializer):
    slug = text(_("Name of the partner in addresses of the portal."))
    number = text(_("Number in the application, e.g. PP3."))
    name_en = text(_("English name."))
    name_original = text(_("Name in its own language."))
    lead = yes_or_no(_("Whether it is the lead partner."))
    public_or_private = text(_("public or private; empty where neither is known."))
    department = text(_("Department that answers for the project; never a person."))
    address = text(_("Postal address."))
    country = text(_("Two-letter code (ISO 3166)."))
    nuts = several(_("NUTS 3 regions of the metropolitan area that it stands for."))
    latitude = amount(NOT_HERE)
    longitude = amount(NOT_HERE)
    website = text(_("Address of its website."))
    joined_on = text(_("First day, month or year in the project."))
    left_on = text(_("Last day, month or year in the project."))
    budget_eur = amount(_("Its budget, in euro."))
    eu_funding_eur = amount(NOT_HERE)
    cofinancing_rate = amount(_("Share of its eligible costs paid by the fund, in per cent."))


class KeepDocumentSerializer(serializers.Serializer):
    slug = text(_("Name of the output in addresses of the portal."))
    number = text(_("Number in the work plan, e.g. 4.3.18."))
    title_en = text(_("English title."))
    title_original = text(_("Title in its own language."))
    type = text(_("Type of keep.eu, where one surely fits: study/survey or flyer."))
    kind = text(_("Kind of output in the portal."))
    languages = several(_("Two-letter codes of its languages."))
    published_on = text(_("Day, month or year it was handed in or appeared."))
    summary_en = text(_("What it says, in a few sentences."))
    author = text(_("Organisation that wrote it; never a person."))
    url = text(_("Where the file is."))
    page = text(_("Page about it."))
    file_name = text(_("Name of the file."))
    media_type = text(_("Kind of file, e.g. application/pdf."))
    size = whole(_("In bytes."))
    sha256 = text(_("Digest of the content, by which a copy is known to be whole."))


class KeepEmptySerializer(serializers.Serializer):
    table = serializers.ChoiceField(["project", "partners", "documents"], help_text=_("Table of keep.eu."))
    field = serializers.CharField(help_text=_("Field that is empty."))
    empty = serializers.IntegerField(help_text=_("In how many rows."))
    of = serializers.IntegerField(help_text=_("Of how many."))


class KeepSerializer(serializers.Serializer):
    portal = serializers.URLField(help_text=_("Where all of this comes from."))
    xml = serializers.URLField(help_text=_("The same as XML."))
    xlsx = serializers.URLField(help_text=_("The same as a workbook of Excel."))
    funding_statement = serializers.CharField(help_text=_("The line that stands on all that the project hands out."))
    project = KeepProjectSerializer(help_text=_("The project."))
    partners = KeepPartnerSerializer(many=True, help_text=_("All that take or took part."))
    documents = KeepDocumentSerializer(
        many=True, help_text=_("Published outputs, a row for each file or address of theirs.")
    )
    not_known = KeepEmptySerializer(many=True, help_text=_("What is empty above because nobody told the portal."))


TABLES = {"project": KeepProjectSerializer, "partners": KeepPartnerSerializer, "documents": KeepDocumentSerializer}


def names(table):
    return list(TABLES[table]().fields)
