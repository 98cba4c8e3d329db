"""Addresses of the stakeholders, their maps and their agreements."""

from django.urls import path

from cityregions.web.editing import NewPage, changing, editing

from . import forms
from .views import maps, networks
from .views import stakeholders as views

urlpatterns = [
    path("stakeholders/", views.StakeholderList.as_view(), name="stakeholder-list"),
    *editing("stakeholders/", "stakeholder", forms.StakeholderForm),
    path("stakeholders/<slug:slug>/", views.StakeholderDetail.as_view(), name="stakeholder-detail"),
    path(
        "stakeholders/<slug:slug>/contacts/new/",
        NewPage.as_view(form_class=forms.ContactForm),
        name="contact-new",
    ),
    *changing("contacts/", "contact", forms.ContactForm, key="<int:pk>"),
    *editing("relations/", "relation", forms.RelationForm, key="<int:pk>"),
    path("maps/", maps.MapList.as_view(), name="map-list"),
    path("maps/compare/", networks.MapComparison.as_view(), name="map-compare"),
    *editing("maps/", "map", forms.StakeholderMapForm),
    path("maps/<slug:slug>/", maps.MapDetail.as_view(), name="map-detail"),
    path("maps/<slug:slug>/network.json", networks.NetworkData.as_view(), name="map-network-data"),
    path("maps/<slug:slug>/measures/", networks.MapMeasures.as_view(), name="map-measures"),
    path("ratings/new/<int:pk>/", NewPage.as_view(form_class=forms.AssessmentForm), name="assessment-new"),
    *changing("ratings/", "assessment", forms.AssessmentForm, key="<int:pk>"),
    path("agreements/", views.AgreementList.as_view(), name="agreement-list"),
    *editing("agreements/", "agreement", forms.AgreementForm),
    path("agreements/<slug:slug>/", views.AgreementDetail.as_view(), name="agreement-detail"),
]
