"""Endpoints: what all nouns of the API share."""

import functools

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import activate, get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import MethodNotAllowed, NotFound, PermissionDenied
from rest_framework.metadata import BaseMetadata
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from . import plans
from .asking import taken_apart
from .authentication import allowed_nouns, allows, require_noun
from .bodies import StrictJSONParser, refuse_without_length
from .deprecations import headers
from .excerpts import excerpt
from .filters import refuse_repeated
from .kept import reader_of, standing
from .nodes import declared
from .parameters import LIST, SHAPE, refuse_others
from .problems import unknown_word
from .renderers import as_json
from .routes import registered
from .serializers import PartSerializer
from .tables import GivesFiles
from .tags import weak_tag
from .writing.keys import writable
from .writing.views import WritesRows, WritesSingle


class Metadata(BaseMetadata):
    """What OPTIONS tells of an address: its methods, and which keys they write."""

    def determine_metadata(self, request, view):
        told = {"methods": sorted({method.upper() for method in view.action_map} | {"OPTIONS"})}
        if issubclass(getattr(view, "serializer_class", None) or object, PartSerializer):
            told["keys"] = list(declared(view.serializer_class))
            told["written"] = list(writable(view.serializer_class)) if len(view.action_map) > 1 else []
        return {**told, "schema": reverse("api:schema", request=request)}


class ApiViewSet(GenericViewSet):
    """What every answer has: a tag by which a tool asks whether anything changed, and who may keep it."""

    is_list = False
    # Whether what it tells of other nouns heeds the nouns that a token is kept to; whatever does not is closed to it.
    heeds_nouns = False
    deprecated = ()
    # Whether its answers are kept until the data change, by those who go the straight way.
    keeps = False
    standing = None
    parser_classes = [StrictJSONParser]
    metadata_class = Metadata

    def initial(self, request, *args, **kwargs):
        """The language is the account's, else the browser's; a method that nobody may use is refused at once."""
        activate(get_language_from_request(request))
        if request.method.lower() not in {*self.action_map, "options"}:
            raise MethodNotAllowed(request.method)
        refuse_without_length(request)
        # Whoever asks is found out after that, so that all that is known of them is no older.
        if hasattr(request._request, "standing"):
            self.standing = request._request.standing
        elif self.keeps and request.method in {"GET", "HEAD"}:
            self.standing = standing()
        super().initial(request, *args, **kwargs)
        self.require_nouns(request)
        if getattr(request.user, "language", "") in dict(settings.LANGUAGES):
            activate(request.user.language)

    def require_nouns(self, request):
        """A token that is kept to some nouns reads and writes these, and nests no others."""
        if allowed_nouns(request) is None:
            return
        if not self.heeds_nouns:
            raise PermissionDenied(_("This address tells of every noun: it takes a token for all of them."))
        if noun := getattr(self, "noun", None):
            require_noun(request.auth, noun)

    def answered(self, data):
        """The data as JSON, or 304 when the reader has just that."""
        body = as_json(data)
        return self.sent(body, weak_tag(body))

    def sent(self, body, tag, changed_at=None):
        response = HttpResponse(body, content_type="application/json", headers={"ETag": tag})
        changed = changed_at and int(changed_at.timestamp())
        if changed:
            response.headers["Last-Modified"] = http_date(changed)
        return get_conditional_response(self.request._request, tag, changed, response)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        response.headers.setdefault("Content-Language", get_language())
        patch_cache_control(response, no_cache=True, **({"private": True} if is_known(request) else {}))
        for name, text in headers(self.deprecated, request).items():
            response[name] = text
        return response


def is_known(request):
    return bool(getattr(request, "_user", None) and request.user.is_authenticated)


class RowsViewSet(ApiViewSet):
    """Rows of one noun: those that the reader may see, and only those."""

    heeds_nouns = True
    keeps = True

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user)

    def the_row(self, **key):
        return self.sent(*self.row_and_tag(key))

    def row_and_tag(self, key):
        refuse_others(self.request, SHAPE)
        form = (*self.asked_by, *key, self.request.META["QUERY_STRING"])
        plan = plans.found(form, lambda: plans.DetailPlan(self, key))
        return plan.answer(key) or self.refuse_missing()

    def refuse_missing(self):
        raise NotFound(_("There is no such record, or you may not see it."))

    @property
    def asked_by(self):
        """What makes the same request another one: the noun, the reader, the language, and the name of the portal."""
        request = self.request
        place = (request.scheme, request.get_host(), get_script_prefix())
        return self.noun, reader_of(request, self.standing), get_language(), place


class PortalViewSet(WritesRows, GivesFiles, RowsViewSet):
    """A list and a detail of one noun: `queryset`, `serializer_class`, `filterset_class`, `lookup_field` say which."""

    is_list = True
    lookup_field = "slug"
    # What a list takes beside its filters.
    beside = (*LIST, *SHAPE)

    def list(self, request):
        return self.sent(*self.page_and_tag())

    def page_and_tag(self):
        asked = taken_apart(self.request, self, self.standing)
        page, self.request._request.plan = plans.page(self, asked)
        return page, weak_tag(page)

    def retrieve(self, request, **kwargs):
        return self.the_row(**kwargs)


class SingleViewSet(WritesSingle, RowsViewSet):
    """A noun of which there is one row."""

    def list(self, request):
        return self.the_row()


class RootViewSet(ApiViewSet):
    """The nouns of the API, each with the address of its list."""

    schema = None
    heeds_nouns = True

    def list(self, request):
        refuse_others(request, ())
        nouns = [noun for noun, viewset in registered() if allows(request, noun)]
        names = [*(f"{noun}-list" for noun in nouns), "schema", "docs"]
        return self.answered({name.removesuffix("-list"): reverse(f"api:{name}", request=request) for name in names})


class SchemaViewSet(ApiViewSet):
    """The description of the API (OpenAPI 3.1), in the language of the reader."""

    schema = None
    heeds_nouns = True

    def list(self, request):
        refuse_others(request, ["noun"])
        refuse_repeated(request, ["noun"])
        noun = request.query_params.get("noun")
        if noun is not None and noun not in nouns():
            raise unknown_word("noun", noun, nouns())
        return self.answered(description(get_language(), noun))


class DocsView(SpectacularSwaggerSplitView):
    """The page that shows the description, one noun at a time, and lets people try it."""

    schema = None
    url_name = "api:schema"

    def dispatch(self, request):
        """The first noun, unless the address names another. Raises Http404 for one that there is not."""
        self.chosen = request.GET.get("noun", nouns()[0])
        if self.chosen not in nouns():
            raise Http404
        return super().dispatch(request)

    def get(self, request):
        response = super().get(request)
        response.data |= {"chosen": self.chosen, "nouns": nouns()}
        return response

    def _get_schema_url(self, request):
        return f"{reverse(self.url_name)}?noun={self.chosen}"


def nouns():
    return sorted(noun for noun, _viewset in registered())


@functools.cache
def description(language, noun=None):
    """All of it, or what it says of one noun."""
    with override(language):
        if noun is None:
            return SchemaGenerator().get_schema(request=None, public=True)
        return excerpt(description(language), noun, rows())


def rows():
    """Of which noun each row in the description is."""
    listed = [(noun, viewset) for noun, viewset in registered() if viewset.queryset is not None]
    return {viewset.serializer_class.__name__.removesuffix("Serializer"): noun for noun, viewset in listed}
