"""Addresses of the imports into a map."""

from django.urls import path

from .views import imports as views

urlpatterns = [
    path("", views.MapImport.as_view(), name="map-import"),
    path("template.xlsx", views.ImportTemplate.as_view(), name="import-template"),
    path("<int:pk>/", views.ImportDetail.as_view(), name="import-detail"),
    path("<int:pk>/columns/", views.ImportColumns.as_view(), name="import-columns"),
    path("<int:pk>/choose/", views.ImportChoose.as_view(), name="import-choose"),
    path("<int:pk>/apply/", views.ImportApply.as_view(), name="import-apply"),
    path("<int:pk>/undo/", views.ImportUndo.as_view(), name="import-undo"),
    path("<int:pk>/discard/", views.ImportDiscard.as_view(), name="import-discard"),
]
