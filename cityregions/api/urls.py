"""The addresses of the API."""

from django.urls import path, re_path
from django.utils.module_loading import autodiscover_modules

from .problems import unknown_address
from .routes import beside, router
from .views import DocsView, RootViewSet, SchemaViewSet

autodiscover_modules("api")

app_name = "api"
urlpatterns = [
    path("", RootViewSet.as_view({"get": "list"}), name="root"),
    path("schema/", SchemaViewSet.as_view({"get": "list"}), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    *router.urls,
    *beside,
    re_path(r"", unknown_address),
]
