"""Addresses of work in the background."""

from django.urls import path

from .work_views import WorkPage, WorkResult

urlpatterns = [
    path("<uuid:pk>/", WorkPage.as_view(), name="work"),
    path("<uuid:pk>/result/", WorkResult.as_view(), name="work-result"),
]
