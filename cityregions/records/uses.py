"""Uses: which records would be left without one that is to be deleted."""

from django.contrib.admin.utils import NestedObjects


def uses(rows, user):
    """The records that use one of these rows: those that the person may see, and the number of the others."""
    found = {(type(each), each.pk) for each in [*protecting(rows), *listing(rows)]}
    shown = []
    for model in {model for model, _pk in found}:
        pks = [pk for each, pk in found if each is model]
        links = [field.name for field in model._meta.fields if field.many_to_one]
        shown += model.objects.visible_to(user).filter(pk__in=pks).select_related(*links)
    shown.sort(key=lambda each: (str(each._meta.verbose_name), str(each)))
    return shown, len(found) - len(shown)


def collected(rows):
    """The rows with all that is deleted with them, and what keeps them from it."""
    collector = NestedObjects(using=rows[0]._state.db or "default")
    collector.collect(rows)
    return collector


def protecting(rows):
    return collected(rows).protected


def listing(rows):
    """Records of other kinds in whose lists one of the rows stands."""
    for relation in rows[0]._meta.related_objects:
        if relation.many_to_many and relation.through._meta.auto_created:
            pks = [row.pk for row in rows]
            yield from relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks}).distinct()
