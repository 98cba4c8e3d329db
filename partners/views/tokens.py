"""The own API tokens: what tools act for a person, a new one, and the end of one."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from ..forms import TokenForm
from ..tokens import make_token, revoke_tokens


class ForTokens(LoginRequiredMixin):
    """For people of the partnership: tools act for those who work here."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_in_partnership:
            raise PermissionDenied(_("API tokens are for people who work for a partner, and for coordinators."))
        return super().dispatch(request, *args, **kwargs)


class TokensPage(ForTokens, TemplateView):
    template_name = "partners/tokens.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        tokens = self.request.user.auth_token_set.all()
        return super().get_context_data(rows=[(token, token.state(now)) for token in tokens], **kwargs)


@method_decorator(never_cache, name="dispatch")
class NewToken(ForTokens, FormView):
    """Who makes a token has shown lately who they are. Its key is shown once, in the answer to the form."""

    form_class = TokenForm
    template_name = "partners/token_form.html"

    @method_decorator(reauthentication_required)
    def shown_who(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_in_partnership:
            return self.shown_who(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        told = {name: form.cleaned_data[name] for name in ("name", "read_only", "nouns")}
        made, key = make_token(self.request.user, self.request.user, form.expiry, **told)
        return render(self.request, "partners/token_made.html", {"token": made, "key": key})


class RevokeToken(ForTokens, View):
    http_method_names = ["post"]

    def post(self, request):
        # By the characters that people know it by: its number is the digest, which stands on no page.
        key = request.POST.get("token", "")
        if not revoke_tokens(request.user.auth_token_set.filter(token_key=key), request.user):
            raise Http404
        messages.success(request, _("The token no longer works."))
        return redirect("tokens")
