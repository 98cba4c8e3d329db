"""What `api_reads.py` compares with: a plain ModelSerializer viewset with the area's name nested, nothing tuned."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")

import django
from django.conf import settings

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from django_filters.rest_framework import DjangoFilterBackend  # noqa: E402
from rest_framework import filters, pagination, renderers, routers, serializers, viewsets  # noqa: E402

from cityregions.areas.models import MetropolitanArea  # noqa: E402
from stakeholders.models import Stakeholder  # noqa: E402


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = MetropolitanArea
        fields = ["slug", "name"]


class StakeholderSerializer(serializers.ModelSerializer):
    area = AreaSerializer()

    class Meta:
        model = Stakeholder
        exclude = ["search_text", "created"]


class Pages(pagination.PageNumberPagination):
    page_size = 100


class StakeholderViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Stakeholder.objects.select_related("area")
    serializer_class = StakeholderSerializer
    pagination_class = Pages
    renderer_classes = [renderers.JSONRenderer]
    filter_backends = [DjangoFilterBackend, filters.OrderingFilter, filters.SearchFilter]
    filterset_fields = ["area__slug", "category"]
    ordering_fields = ["name"]
    search_fields = ["search_text"]


router = routers.SimpleRouter()
router.register("plain", StakeholderViewSet)
urlpatterns = [path("", include(router.urls))]
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
