"""Rows in bulk, without history; partial dates; lists of related records."""

from cityregions.records.dates import PartialDate, PartialDateField

BATCH = 5000
MADE_UP = "made up for trying things out"


def many(model, rows):
    """Saves the rows; each says as its source that it is made up, where its kind has a source."""
    sourced = {"source": MADE_UP} if any(field.name == "source" for field in model._meta.fields) else {}
    dates = [field.name for field in model._meta.fields if isinstance(field, PartialDateField)]
    made = [model(**sourced, **with_dates(row, dates)) for row in rows]
    return model.objects.bulk_create(made, batch_size=BATCH)


def with_dates(row, dates):
    return row | {name: PartialDate(row[name]) for name in dates if row.get(name)}


def link(model, name, lists):
    """Fills a list of related records for many records at once."""
    field = model._meta.get_field(name)
    ends = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
    pairs = ((one.pk, other.pk) for one, others in lists.items() for other in others)
    through = field.remote_field.through
    through.objects.bulk_create((through(**dict(zip(ends, pair, strict=True))) for pair in pairs), batch_size=BATCH)


def day(dice, first_year, last_year):
    """A date in these years, known to the day, the month or the year."""
    text = f"{dice.randint(first_year, last_year)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return text[: dice.choice([4, 7, 10, 10])]


def one_of(dice, rows):
    return dice.choice(rows) if rows else None
