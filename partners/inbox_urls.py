"""Addresses of the inbox, beside the desk."""

from django.urls import path

from .views import inbox

urlpatterns = [
    path("", inbox.InboxPage.as_view(), name="inbox"),
    path("read/", inbox.MarkRead.as_view(), name="inbox-read"),
]
