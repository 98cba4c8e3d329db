"""Pages of the look itself: every component with invented content, while the portal is being built."""

from django.views.generic import TemplateView

from . import design


class DesignView(TemplateView):
    template_name = "design.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**design.sample(self.request), **kwargs)
