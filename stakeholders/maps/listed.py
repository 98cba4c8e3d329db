"""The list view of a map: its stakeholders page by page, and who relates to whom."""

from django.core.paginator import Paginator
from django.http import Http404

from cityregions.web.pages import PAGE_NUMBER, PAGE_SIZE


def context(asked):
    content, number = asked.content, asked.own["page"] or "1"
    pages = Paginator(content.nodes, PAGE_SIZE)
    if not PAGE_NUMBER.fullmatch(number) or (number != "last" and not 1 <= int(number) <= pages.num_pages):
        raise Http404
    return {"page_obj": pages.page(pages.num_pages if number == "last" else number)}
