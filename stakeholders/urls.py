"""Addresses of the stakeholders, their maps and their agreements."""

from django.urls import path

from cityregions.web.editing import NewPage, changing, editing

from . import forms
from .views import imports
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
    path("maps/", views.MapList.as_view(), name="map-list"),
    *editing("maps/", "map", forms.StakeholderMapForm),
    path("maps/<slug:slug>/", views.MapDetail.as_view(), name="map-detail"),
    path("maps/<slug:slug>/import/", imports.MapImport.as_view(), name="map-import"),
    path("maps/<slug:slug>/import/template.xlsx", imports.ImportTemplate.as_view(), name="import-template"),
    path("maps/<slug:slug>/import/<int:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("maps/<slug:slug>/import/<int:pk>/columns/", imports.ImportColumns.as_view(), name="import-columns"),
    path("maps/<slug:slug>/import/<int:pk>/choose/", imports.ImportChoose.as_view(), name="import-choose"),
    path("maps/<slug:slug>/import/<int:pk>/apply/", imports.ImportApply.as_view(), name="import-apply"),
    path("maps/<slug:slug>/import/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("maps/<slug:slug>/import/<int:pk>/discard/", imports.ImportDiscard.as_view(), name="import-discard"),
    path("ratings/new/<int:pk>/", NewPage.as_view(form_class=forms.AssessmentForm), name="assessment-new"),
    *changing("ratings/", "assessment", forms.AssessmentForm, key="<int:pk>"),
    path("agreements/", views.AgreementList.as_view(), name="agreement-list"),
    *editing("agreements/", "agreement", forms.AgreementForm),
    path("agreements/<slug:slug>/", views.AgreementDetail.as_view(), name="agreement-detail"),
]
