"""The addresses of the API."""

from django.urls import path, re_path
from django.utils.module_loading import autodiscover_modules
from drf_spectacular.views import SpectacularSwaggerSplitView

from .problems import unknown_address
from .routes import beside, router
from .views import RootViewSet, SchemaViewSet

autodiscover_modules("api")

app_name = "api"
urlpatterns = [
    path("", RootViewSet.as_view({"get": "list"}), name="root"),
    path("schema/", SchemaViewSet.as_view({"get": "list"}), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *router.urls,
    *beside,
    re_path(r"", unknown_address),
]
