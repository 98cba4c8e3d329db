"""Which nouns the API knows, and where they answer."""

from django.urls import path
from rest_framework.routers import Route, SimpleRouter


class PortalRouter(SimpleRouter):
    """Lists take PUT, PATCH and DELETE as well: for many rows at once, or where there is one row only.

    A list is a file as well, under its name with a dot and the kind of file.
    A viewset with `read_only` says what others write: only GET leads to it.
    """

    routes = [
        route._replace(mapping={**route.mapping, "put": "put_list", "patch": "patch_list", "delete": "delete_list"})
        if route.name == "{basename}-list"
        else route
        for route in SimpleRouter.routes
    ] + [Route(r"^{prefix}\.(?P<suffix>csv|xlsx|geojson)$", {"get": "file"}, "{basename}-file", False, {})]

    def get_method_map(self, viewset, method_map):
        found = super().get_method_map(viewset, method_map)
        return {"get": found["get"]} if getattr(viewset, "read_only", False) and "get" in found else found


router = PortalRouter()
beside = []
_nouns = {}


def register(noun):
    """Gives a viewset its address, `/api/v1/<noun>/`: the way each app's api.py makes an endpoint known."""

    def registered(viewset):
        viewset.noun = noun
        if viewset.lookup_field == "pk":
            viewset.lookup_value_regex = "[0-9]{1,18}"
        if viewset.queryset is not None:
            _nouns[viewset.queryset.model] = viewset
        router.register(noun, viewset, basename=noun)
        return viewset

    return registered


def also(address, view, name):
    """Gives what a noun is handed out as its own address beside the noun, e.g. as a file."""
    beside.append(path(address, view, name=name))


def viewset_of(model):
    """The viewset that answers for a model, or None where its rows have no address of their own."""
    return _nouns.get(model)


def registered():
    return [(noun, viewset) for noun, viewset, basename in router.registry]
