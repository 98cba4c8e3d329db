"""Feeds: what programs look at again and again to tell people what is new."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Value
from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from cityregions.records.text import writable

from .exports import funding_statement
from .mail import absolute
from .pages import Narrowed

# Entries of a feed; who wants all takes the list along.
MOST = 50
# Of a feed without entries, so that it stays the same as long as nothing happens.
NEVER = datetime(2012, 1, 1, tzinfo=UTC)


class DatedFeed(Atom1Feed):
    def latest_post_date(self):
        return max((entry["updateddate"] for entry in self.items), default=NEVER)


@method_decorator([conditional_page, cache_control(public=True, max_age=300)], name="dispatch")
class PublicFeed(Narrowed, View):
    """Rows that anyone may see, whoever asks; narrowed down by the same words as their page.

    `made_of` names the models that it tells of: a program that knows no ETag asks whether one of them has changed.
    """

    made_of = ()

    @property
    def reader(self):
        return AnonymousUser()

    def get(self, request):
        response = HttpResponse(self.content(), content_type=self.content_type)
        note_change(response, last_change([apps.get_model("project", "Project"), *self.made_of]))
        return response


def note_change(response, changed):
    """Says when what the answer tells changed last, for programs that know no ETag.

    The header tells seconds only: as long as another change may fall into the same one, it is left out.
    """
    if changed and timezone.now() - changed > timedelta(minutes=1):
        response.headers["Last-Modified"] = http_date(changed.timestamp())


def last_change(models):
    """When a record of these models was added, changed or deleted last, or None; by one query."""
    by_model = [model.history.order_by().values(one=Value(1)).annotate(at=Max("history_date")) for model in models]
    first, *others = (each.values_list("at", flat=True) for each in by_model)
    return max((at for at in first.union(*others, all=True) if at), default=None)


class AtomFeed(PublicFeed):
    """The rows that changed last, the last first. A feed names its `queryset`, `filterset_class`, and `title`.

    `changed` is when a row changed, where what is told of it is more than the row itself.
    """

    changed = "modified"
    content_type = "application/atom+xml; charset=utf-8"
    title = ""

    def content(self):
        address = self.request.get_full_path()
        feed = DatedFeed(
            title=f"{portal_name()}: {self.title}",
            link=absolute(self.request.path.removesuffix(".atom") + "/"),
            description=None,
            language=get_language(),
            author_name=portal_name(),
            feed_url=absolute(address),
            feed_guid=tag(address.lstrip("/")),
            feed_copyright=funding_statement(),
        )
        for row in self.filterset.qs.order_by(f"-{self.changed}", "-pk")[:MOST]:
            feed.add_item(**self.entry(row))
        return feed.writeString("utf-8")

    def entry(self, row):
        return {
            "title": writable(row.title),
            "link": absolute(row.get_absolute_url()),
            "description": writable(row.summary) or self.title,
            "unique_id": tag(f"{row._meta.model_name}/{row.slug}"),
            "pubdate": row.created,
            "updateddate": getattr(row, self.changed),
            "categories": [row.get_kind_display(), *([writable(str(row.area))] if row.area else [])],
        }


def host():
    return urlsplit(settings.PORTAL_URL).hostname


def tag(name):
    """A name that stays the same for good, wherever the page moves. RFC 4151."""
    return f"tag:{host()},2026:{name}"


def portal_name():
    project = apps.get_model("project", "Project").objects.the_one()
    return writable(project.acronym) if project else _("CityRegions")
