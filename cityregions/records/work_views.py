"""Pages of work in the background: how far it is, and what came of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from .work import Work, take_up


@method_decorator(never_cache, name="dispatch")
class WorkPage(TemplateView):
    """For whoever started it. A page that waits also takes up what was interrupted."""

    template_name = "work.html"

    def get_context_data(self, pk, **kwargs):
        take_up(Work.objects.interrupted(timezone.now()).filter(pk=pk))
        work = get_object_or_404(Work.objects.visible_to(self.request.user).without_content(), pk=pk)
        return super().get_context_data(work=work, **kwargs)


@method_decorator(never_cache, name="dispatch")
class WorkResult(View):
    """The file that work came to."""

    def get(self, request, pk):
        work = get_object_or_404(Work.objects.visible_to(request.user), pk=pk)
        if work.content is None:
            raise Http404
        return as_download(bytes(work.content), work.file_name, work.media_type)


def as_download(content, name, media_type):
    """A file that browsers save under its name and do not show as a page."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
