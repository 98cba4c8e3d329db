"""Addresses of the pages about the project as a whole."""

from django.urls import path

from cityregions.web.editing import EditPage
from cityregions.web.editing.related import Suggestions

from . import budget_views, forms, privacy, views
from .reports.making import MEDIA_TYPES
from .reports.views import ReportFile

urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path("project/edit/", EditPage.as_view(form_class=forms.ProjectForm), {"pk": 1}, name="project-edit"),
    path("suggest/<slug:noun>/", Suggestions.as_view(), name="suggest"),
    *(
        path(f"workplan/report.{extension}", ReportFile.as_view(), {"extension": extension}, name=f"report-{extension}")
        for extension in MEDIA_TYPES
    ),
    path("budget/", budget_views.BudgetPage.as_view(), name="budget"),
    path("budget/budget.csv", budget_views.BudgetFile.as_view(), {"extension": "csv"}, name="budget-csv"),
    path("budget/budget.xlsx", budget_views.BudgetFile.as_view(), {"extension": "xlsx"}, name="budget-xlsx"),
    path("desk/", views.DeskPage.as_view(), name="desk"),
    path("desk/remind/<slug:slug>/", views.Remind.as_view(), name="remind"),
    path("search/", views.SearchPage.as_view(), name="search"),
    path("sources/", views.SourcesPage.as_view(), name="sources"),
    path("accessibility/", views.AccessibilityPage.as_view(), name="accessibility"),
    path("privacy/", views.PrivacyPage.as_view(), name="privacy"),
    path("privacy/request/", privacy.DataRequestPage.as_view(), name="privacy-request"),
    path("privacy/request/sent/", privacy.DataRequestSent.as_view(), name="privacy-request-sent"),
    path("privacy/register/", privacy.RegisterPage.as_view(), name="privacy-register"),
    path("privacy/register.xlsx", privacy.RegisterFile.as_view(), name="privacy-register-xlsx"),
    path("privacy/person/", privacy.PersonPage.as_view(), name="privacy-person"),
    path("accounts/my-data/", privacy.MyDataPage.as_view(), name="my-data"),
    path("accounts/my-data/download/", privacy.MyDataFile.as_view(), name="my-data-file"),
]
