"""Addresses of the partners."""

from django.urls import path

from cityregions.web.editing import EditPage

from .editing import PartnerForm
from .views import partners

urlpatterns = [
    path("", partners.PartnerList.as_view(), name="partner-list"),
    path("<slug:slug>/edit/", EditPage.as_view(form_class=PartnerForm), name="partner-edit"),
    path("<slug:slug>/", partners.PartnerDetail.as_view(), name="partner-detail"),
]
