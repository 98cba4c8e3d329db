"""Parts of what a map shows, page by page."""

from django.core.paginator import Paginator
from django.http import Http404

from cityregions.web.pages import PAGE_NUMBER, PAGE_SIZE


def page_of(rows, number, size=PAGE_SIZE):
    """The page with this number as an address has it, the first without one. Raises Http404 where there is none."""
    number, pages = number or "1", Paginator(rows, size)
    if not PAGE_NUMBER.fullmatch(number) or (number != "last" and not 1 <= int(number) <= pages.num_pages):
        raise Http404
    return pages.page(pages.num_pages if number == "last" else number)
