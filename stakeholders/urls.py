"""Addresses of the stakeholders, their maps and their agreements."""

from django.urls import include, path

from cityregions.web.editing import DeletePage, NewPage, changing, editing

from . import engagement_forms, forms
from .views import agreement_files, agreements, engagement, exports, maps, networks, ratings, snapshots
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
    path("maps/<slug:slug>/rate/", ratings.RatePage.as_view(), name="map-rate"),
    path("maps/<slug:slug>.<str:suffix>", exports.MapExport.as_view(), name="map-export"),
    path("maps/<slug:slug>/snapshots/new/", snapshots.SnapshotNew.as_view(), name="snapshot-new"),
    path(
        "maps/<slug:slug>/snapshots/<int:number>/",
        snapshots.SnapshotDetail.as_view(),
        name="snapshot-detail",
    ),
    path(
        "maps/<slug:slug>/snapshots/<int:number>.<str:suffix>",
        snapshots.SnapshotExport.as_view(),
        name="snapshot-export",
    ),
    path(
        "maps/<slug:slug>/snapshots/<int:number>/publish/",
        snapshots.SnapshotPublish.as_view(),
        name="snapshot-publish",
    ),
    path(
        "maps/<slug:slug>/snapshots/<int:number>/withdraw/",
        snapshots.SnapshotWithdraw.as_view(),
        name="snapshot-withdraw",
    ),
    path("maps/<slug:slug>/network.json", networks.NetworkData.as_view(), name="map-network-data"),
    path("maps/<slug:slug>/measures/", networks.MapMeasures.as_view(), name="map-measures"),
    path("ratings/new/<int:pk>/", NewPage.as_view(form_class=forms.AssessmentForm), name="assessment-new"),
    *changing("ratings/", "assessment", forms.AssessmentForm, key="<int:pk>"),
    path("maps/<slug:slug>/import/", include("stakeholders.import_urls")),
    path("engagement/", engagement.EngagementList.as_view(), name="engagement-list"),
    path(
        "stakeholders/<slug:slug>/engagement/new/",
        NewPage.as_view(form_class=engagement_forms.EngagementForm),
        name="engagement-new",
    ),
    *changing("engagement/", "engagement", engagement_forms.EngagementForm, key="<int:pk>"),
    path("agreements/", agreements.AgreementList.as_view(), name="agreement-list"),
    *editing("agreements/", "agreement", engagement_forms.AgreementForm),
    path("agreements/<slug:slug>/", agreements.AgreementDetail.as_view(), name="agreement-detail"),
    path("agreements/<slug:slug>/endorse/", agreements.AgreementEndorse.as_view(), name="agreement-endorse"),
    path(
        "agreements/<slug:slug>/versions/new/",
        NewPage.as_view(form_class=engagement_forms.VersionForm),
        name="version-new",
    ),
    path("agreement-versions/<int:pk>/", agreements.VersionDetail.as_view(), name="version-detail"),
    path(
        "agreement-versions/<int:pk>/files/new/",
        agreement_files.AgreementFileNew.as_view(),
        name="agreement-file-new",
    ),
    path("agreement-files/<int:pk>/", agreement_files.AgreementFileDownload.as_view(), name="agreement-file"),
    path(
        "agreement-files/<int:pk>/delete/",
        DeletePage.as_view(form_class=engagement_forms.AgreementFileForm),
        name="agreement-file-delete",
    ),
    *changing("agreement-versions/", "version", engagement_forms.VersionForm, key="<int:pk>"),
]
