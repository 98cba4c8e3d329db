"""Partners: the organisations that take part, their people, and who may do what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"
    verbose_name = _("Partners")

    def ready(self):
        from allauth.account.signals import user_logged_in
        from allauth.mfa.signals import authenticator_added

        from .accounts import note_signing_in
        from .second_factor import note_setting_up
        from .webhooks import delivering  # noqa: F401 - workers look for what is to be told

        authenticator_added.connect(note_setting_up, dispatch_uid="second factor set up")
        user_logged_in.connect(note_signing_in, dispatch_uid="signed in")
