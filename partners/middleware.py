"""What a person is told whose work for a partner has ended."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from cityregions.web.editing import drafts

# What such a person still needs: the own account and data, and the pages about privacy.
OPEN = {"accounts", "privacy", "accessibility"}
# What is for people and programs without an account: nothing is said there.
SILENT = {"api", "healthz", "static"}
# What nobody has who does not work here.
CLOSED = {"desk", "history"}


def tell_what_ended(get_response):
    """Tells somebody whose memberships have all ended: in a line above each page that anyone may read.

    Where the person wanted to change something or is no longer let in, the whole page says so.
    """

    def respond(request):
        if section(request.path) in SILENT or not has_ended(request.user):
            return get_response(request)
        request.ended = ended(request.user, timezone.localdate())
        if wants_to_work(request):
            return whole_page(request)
        response = get_response(request)
        return whole_page(request) if response.status_code == 403 and request.method == "GET" else response

    return respond


def wants_to_work(request):
    here = section(request.path)
    return here in CLOSED or (here not in OPEN and request.method not in {"GET", "HEAD"})


def whole_page(request):
    context = {"typed": typed(request) or drafted(request)}
    return render(request, "partners/membership_ended.html", context, status=403)


def section(path):
    """The first part of an address after the language."""
    parts = path.strip("/").split("/")
    return next((part for part in parts if part not in dict(settings.LANGUAGES)), "")


def has_ended(user):
    if not user.is_authenticated or user.is_in_partnership or user.is_contact:
        return False
    return user.memberships.exists()


def ended(user, today):
    """The memberships, each with whether it ended on its own last day; else the partner has left."""
    found = list(user.memberships.select_related("partner").order_by("partner__name"))
    for membership in found:
        membership.is_over = bool(membership.until and membership.until < today)
    return found


def typed(request):
    """What was sent with a form, so that nobody loses it."""
    # A file is not read for somebody who may not hand it in; text is as small as a form can be.
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_text = request.method == "POST" and length.isdigit() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    sent = request.POST.items() if is_text else []
    return [(name, value) for name, value in sent if value.strip() and not name.startswith(("csrf", "password"))]


def drafted(request):
    """What the person had typed into the form at this address and not saved yet."""
    draft = drafts.find(request) if request.method == "GET" else None
    fields = draft.fields.items() if draft else []
    return [(name, text) for name, texts in fields for text in texts if text.strip()]
