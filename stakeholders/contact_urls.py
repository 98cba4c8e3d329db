"""Addresses of what a stakeholder's contact does: signing in by a link, its own pages, and corrections."""

from django.urls import path

from .views import contacts, corrections

urlpatterns = [
    path("contacts/sign-in/", contacts.AskForLink.as_view(), name="contact-sign-in"),
    path("contacts/sign-in/sent/", contacts.LinkSent.as_view(), name="contact-link-sent"),
    path("contacts/sign-in/<int:pk>/<str:secret>/", contacts.EnterPage.as_view(), name="contact-enter"),
    path("contacts/me/", contacts.MyOrganisations.as_view(), name="contact-me"),
    path("stakeholders/<slug:slug>/correction/", corrections.ProposePage.as_view(), name="correction-propose"),
    path("corrections/<int:pk>/", corrections.CorrectionPage.as_view(), name="correction-detail"),
]
