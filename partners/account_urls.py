"""Addresses of people's accounts, beside those of allauth."""

from django.urls import path

from .views import account, calendars, invitations, tokens, webhooks, welcome

urlpatterns = [
    path("", account.AccountPage.as_view(), name="account"),
    path("sessions/everywhere/", account.SignOutEverywhere.as_view(), name="sign-out-everywhere"),
    path("calendar/<int:pk>/", calendars.CalendarAddressPage.as_view(), name="calendar-address"),
    path("webhooks/", webhooks.WebhooksPage.as_view(), name="webhooks"),
    path("webhooks/new/", webhooks.NewWebhook.as_view(), name="webhook-new"),
    path("webhooks/<int:pk>/", webhooks.WebhookPage.as_view(), name="webhook"),
    path("webhooks/<int:pk>/change/", webhooks.ChangeWebhook.as_view(), name="webhook-change"),
    path("webhooks/<int:pk>/remove/", webhooks.RemoveWebhook.as_view(), name="webhook-remove"),
    path("tokens/", tokens.TokensPage.as_view(), name="tokens"),
    path("tokens/new/", tokens.NewToken.as_view(), name="token-new"),
    path("tokens/revoke/", tokens.RevokeToken.as_view(), name="token-revoke"),
    path("people/", invitations.PeoplePage.as_view(), name="people"),
    path("people/invite/", invitations.InvitePage.as_view(), name="invite"),
    path("people/invitations/<int:pk>/send/", invitations.SendAgain.as_view(), name="invitation-send"),
    path("people/invitations/<int:pk>/revoke/", invitations.Revoke.as_view(), name="invitation-revoke"),
    path("people/memberships/<int:pk>/", invitations.EndMembership.as_view(), name="membership-end"),
    path("invitation/<str:secret>/", welcome.AcceptPage.as_view(), name="invitation-accept"),
]
