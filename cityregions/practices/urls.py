from django.urls import path

from cityregions.web.editing import editing

from . import forms, views

urlpatterns = [
    path("", views.PracticeList.as_view(), name="practice-list"),
    path("compare/", views.PracticeComparison.as_view(), name="practice-compare"),
    *editing("", "practice", forms.PracticeForm),
    path("<slug:slug>/", views.PracticeDetail.as_view(), name="practice-detail"),
]
