"""Single sign-on: lets in people who have an account or hold an invitation, never strangers."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from . import invitations


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Counts only addresses that the other side says are confirmed."""

    def is_open_for_signup(self, request, sociallogin):
        """Whether this browser comes from an open invitation to the address that the person signs in with."""
        try:
            invitation = invitations.find(request.session.get("invitation", ""))
        except invitations.InvitationError:
            return False
        confirmed = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
        return invitation.email.lower() in confirmed

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        user.name = (data.get("name") or " ".join(filter(None, [data.get("first_name"), data.get("last_name")])))[:150]
        return user
