"""Addresses of the metropolitan areas."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.AreaList.as_view(), name="area-list"),
    path("<slug:slug>/", views.AreaDetail.as_view(), name="area-detail"),
]
