"""All addresses of the portal."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cityregions.web.views import DesignView
from partners.second_factor import lead_into_admin, may_open_admin

admin.autodiscover()
# The portal's own sign-in asks for the second factor; the admin's would let people in by password alone.
admin.site.login = lead_into_admin
admin.site.has_permission = may_open_admin

handler400 = "cityregions.web.errors.bad_request"
handler404 = "cityregions.web.errors.not_found"
handler500 = "cityregions.web.errors.server_error"

urlpatterns = [
    path("api/v1/", include("cityregions.api.urls")),
    path("healthz/", include("cityregions.project.health")),
]

# English at the plain address, the other languages under their code.
urlpatterns += i18n_patterns(
    path("", include("cityregions.project.urls")),
    path("desk/inbox/", include("partners.inbox_urls")),
    path("areas/", include("cityregions.areas.urls")),
    path("partners/", include("partners.urls")),
    path("", include("stakeholders.contact_urls")),
    path("", include("stakeholders.urls")),
    path("practices/", include("cityregions.practices.urls")),
    path("pilots/", include("pilots.urls")),
    path("", include("cityregions.workplan.urls")),
    path("history/", include("cityregions.records.urls")),
    path("work/", include("cityregions.records.work_urls")),
    path("accounts/", include("partners.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *([path("design/", DesignView.as_view(), name="design")] if settings.DEBUG else []),
    prefix_default_language=False,
)
