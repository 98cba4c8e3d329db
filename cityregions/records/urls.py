"""Addresses of the history."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.HistoryPage.as_view(), name="history"),
    path("<slug:noun>/<int:pk>/put-back/", views.PutBackPage.as_view(), name="history-put-back"),
]
