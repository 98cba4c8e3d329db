"""Drafts: what stands in a form is kept while people type, and when their session ends before they save."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils import formats, timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from cityregions.records.models import Draft, Submission

SESSION_KEY = "unsaved"
# What a visitor's session keeps: a few forms of a size that people type.
MOST_UNSAVED, LONGEST_UNSAVED = 3, 200_000
LONGEST_DRAFT = 1_000_000


def form_path(request):
    """The address of the form, without its language."""
    return plain_path(request.path)


def plain_path(path):
    return translate_url(path, "en")[:300]


def typed(post):
    """What a person entered, by field; the form's own buttons begin with an underscore."""
    names = [name for name in post if not name.startswith("_") and name != "csrfmiddlewaretoken"]
    return {name.replace("\0", ""): [text.replace("\0", "") for text in post.getlist(name)] for name in names}


def size(fields):
    return sum(len(name) + sum(len(text) for text in texts) for name, texts in fields.items())


def wants_json(request):
    return "application/json" in request.headers.get("Accept", "")


def find(request):
    return Draft.objects.filter(user=request.user, form=form_path(request)).first()


def data_of(draft):
    """The fields of a draft as a form takes them."""
    return MultiValueDict({name: list(texts) for name, texts in draft.fields.items()})


def store(user, path, title, fields):
    """Keeps a draft, unless the form it comes from has been saved since or is too long."""
    key = (fields.get("key") or [""])[0]
    if Submission.objects.accepted(user, key) or size(fields) > LONGEST_DRAFT:
        return None
    return Draft.objects.update_or_create(user=user, form=path, defaults={"title": title[:300], "fields": fields})[0]


def name(draft, title):
    """Gives a title to what was kept before signing in, when nobody could be told what it is about."""
    Draft.objects.filter(pk=draft.pk).update(title=title[:300])


def discard(user, path):
    Draft.objects.filter(user=user, form=path).delete()


def keep(request, title):
    """Answers to the button, or the script, that keeps a draft."""
    draft = store(request.user, form_path(request), title, typed(request.POST))
    if wants_json(request):
        return JsonResponse({"text": saved_words(draft) if draft else ""})
    if draft:
        messages.success(request, saved_words(draft))
    else:
        messages.warning(request, _("The draft was not kept: the form has been saved already, or it is too long."))
    return redirect(request.path)


def saved_words(draft):
    at = formats.time_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")
    return _("Draft kept at %(time)s. Only you see it.") % {"time": at}


def keep_until_signed_in(request):
    """Keeps what somebody typed whose session has ended, and leads to signing in and back."""
    fields = typed(request.POST)
    if request.method == "POST" and "base" in fields and size(fields) <= LONGEST_UNSAVED:
        kept = {**request.session.get(SESSION_KEY, {}), form_path(request): fields}
        request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_UNSAVED:])
        words = _("You are signed out. Sign in again: what you typed is kept and stands in the form afterwards.")
        if wants_json(request):
            return JsonResponse({"text": words, "signed_out": True}, status=401)
        messages.warning(request, words)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)


def rescue(request):
    """Keeps what stands in a form that is older than the person's present sign-in. None for what came from elsewhere.

    Whoever signs in again in another tab gets new keys for forms: the old page cannot save any more.
    """
    fields = typed(request.POST)
    is_own = request.user.is_authenticated and fields.get("person") == [str(request.user.pk)]
    if not is_own or "base" not in fields or not comes_from_here(request):
        return None
    return store(request.user, form_path(request), "", fields)


def comes_from_here(request):
    """Whether the browser says that a page of the portal sent it."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def take_over(request):
    """Makes drafts of what this person typed before signing in again; what somebody else typed is dropped."""
    for path, fields in request.session.pop(SESSION_KEY, {}).items():
        if (fields.get("person") or [""])[0] == str(request.user.pk):
            store(request.user, path, "", fields)
