"""How tests read a page: its words, the rows of a list, the sections under a heading."""

import re
from html import unescape


def words(html):
    """The words of some HTML in one line, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text(response):
    return words(response.content.decode())


def slugs(response):
    """The records of a list page, by slug, in their order."""
    return [record.slug for record in response.context["object_list"]]


def section(response, title):
    """The words of the section under this heading, or nothing where the page has none."""
    for part in re.findall(r"<section.*?</section>", response.content.decode(), re.DOTALL):
        if re.search(rf"<h2>\s*{title}", part):
            return words(part)
    return ""


def links(response):
    """The addresses that a page links to."""
    return set(re.findall(r'href="([^"]+)"', response.content.decode()))


def cells(response, label):
    """The words in one column of the page's tables, by the label that the column has on a phone."""
    return [
        words(cell)
        for cell in re.findall(rf'<td data-label="{label}"[^>]*>(.*?)</td>', response.content.decode(), re.DOTALL)
    ]
