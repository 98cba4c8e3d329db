from django.urls import path

from cityregions.web.editing import editing

from . import forms, views

urlpatterns = [
    path("", views.PilotList.as_view(), name="pilot-list"),
    *editing("", "pilot", forms.PilotForm),
    path("<slug:slug>/", views.PilotDetail.as_view(), name="pilot-detail"),
]
