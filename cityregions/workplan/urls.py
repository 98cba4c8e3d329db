from django.urls import path

from cityregions.web.editing import DeletePage, NewPage, changing, editing

from . import forms, report_forms, review_forms, views

urlpatterns = [
    path("workplan/", views.WorkPlan.as_view(), name="workplan"),
    *editing("workplan/phases/", "phase", forms.PhaseForm),
    *editing("workplan/", "activity", forms.ActivityForm),
    path("workplan/<slug:slug>/", views.ActivityDetail.as_view(), name="activity-detail"),
    path("reports/", views.ReportList.as_view(), name="report-list"),
    path("reports/periods/propose/", views.ProposePeriods.as_view(), name="period-propose"),
    *editing("reports/periods/", "period", report_forms.PeriodForm),
    path("reports/periods/<slug:slug>/", views.PeriodPage.as_view(), name="period-detail"),
    path("reports/periods/<slug:slug>/joint/", views.JointPage.as_view(), name="period-joint"),
    path("reports/periods/<slug:slug>/<slug:partner>/start/", views.ReportStart.as_view(), name="report-start"),
    path("reports/evidence/<int:pk>/", views.EvidenceDownload.as_view(), name="evidence-file"),
    path(
        "reports/evidence/<int:pk>/delete/",
        DeletePage.as_view(form_class=report_forms.EvidenceFileForm),
        name="evidence-delete",
    ),
    path("reports/<int:pk>/evidence/new/", views.EvidenceNew.as_view(), name="evidence-new"),
    path("reports/<int:pk>/", views.ReportPage.as_view(), name="report-detail"),
    path("reports/<int:pk>/edit/", views.ReportEdit.as_view(form_class=report_forms.ReportForm), name="report-edit"),
    path("outputs/", views.OutputList.as_view(), name="output-list"),
    path("outputs/files/<int:pk>/", views.FileDownload.as_view(), name="output-file"),
    *changing("outputs/files/", "file", review_forms.OutputFileForm, "<int:pk>"),
    *changing("outputs/comments/", "comment", review_forms.CommentForm, "<int:pk>"),
    path(
        "outputs/reviewers/<int:pk>/delete/",
        DeletePage.as_view(form_class=review_forms.ReviewerForm),
        name="reviewer-delete",
    ),
    path("outputs/comments/<int:pk>/answer/", views.CommentAnswer.as_view(), name="comment-answer"),
    *editing("outputs/", "output", forms.OutputForm),
    path("outputs/<slug:slug>/", views.OutputDetail.as_view(), name="output-detail"),
    path("outputs/<slug:slug>/files/new/", views.FileNew.as_view(), name="file-new"),
    path("outputs/<slug:slug>/review/", views.ReviewPage.as_view(), name="output-review"),
    path(
        "outputs/<slug:slug>/reviewers/new/",
        NewPage.as_view(form_class=review_forms.ReviewerForm),
        name="reviewer-new",
    ),
    path("outputs/<slug:slug>/comments/new/", NewPage.as_view(form_class=review_forms.CommentForm), name="comment-new"),
    path("outputs/<slug:slug>/compliance/", views.OutputCompliance.as_view(), name="output-compliance"),
    path("calendar/<str:secret>.ics", views.DeadlineCalendar.as_view(), name="deadline-calendar"),
    path("outputs.atom", views.OutputAtom.as_view(), name="output-feed"),
    path("events.atom", views.EventAtom.as_view(), name="event-feed"),
    path("events.ics", views.EventCalendar.as_view(), name="event-calendar"),
    path("events/", views.EventList.as_view(), name="event-list"),
    *editing("events/", "event", forms.EventForm),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="event-detail"),
    path("events/<slug:slug>/compliance/", views.EventCompliance.as_view(), name="event-compliance"),
    path("policy-conclusions/", views.ConclusionList.as_view(), name="conclusion-list"),
    *editing("policy-conclusions/", "conclusion", forms.PolicyConclusionForm),
    path("policy-conclusions/<slug:slug>/", views.ConclusionDetail.as_view(), name="conclusion-detail"),
]
