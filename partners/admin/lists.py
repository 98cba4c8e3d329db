"""Lists of what others make: coordinators see all of it and end some, row by row or many at once."""

from django.contrib import admin


class ListOnly(admin.ModelAdmin):
    """A list with actions of its own instead of deleting; `kept_pages` are the pages that there are."""

    list_display_links = None
    kept_pages = ("_changelist",)

    def get_urls(self):
        return [url for url in super().get_urls() if (url.name or "").endswith(self.kept_pages)]

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found
