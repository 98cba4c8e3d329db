"""Finding one's way: the main navigation and the same page in other languages."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, is_valid_path, reverse, translate_url
from django.utils.translation import get_language, get_language_from_path, get_language_info, override
from django.utils.translation import gettext_lazy as _

GROUPS = [
    (
        _("The region"),
        [
            ("area-list", _("Areas")),
            ("partner-list", _("Partners")),
            ("stakeholder-list", _("Stakeholders")),
            ("map-list", _("Maps")),
            ("agreement-list", _("Agreements")),
        ],
    ),
    (
        _("The work"),
        [
            ("workplan", _("Work plan")),
            ("report-list", _("Reports")),
            ("pilot-list", _("Pilots")),
            ("output-list", _("Outputs")),
            ("event-list", _("Events")),
            ("budget", _("Budget")),
        ],
    ),
    (
        _("The lessons"),
        [
            ("practice-list", _("Practices")),
            ("conclusion-list", _("Policy conclusions")),
        ],
    ),
]
# Pages that only the partnership opens; others are not led there.
OF_THE_PARTNERSHIP = {"report-list"}


def address(name):
    """The address of a page, or nothing where this portal has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def groups(path, user=None):
    """The main navigation of a reader; the section that `path` lies in is the current one."""
    hidden = () if getattr(user, "is_in_partnership", False) else OF_THE_PARTNERSHIP
    return [{"label": label, "links": links(names, path, hidden)} for label, names in GROUPS]


def links(names, path, hidden=()):
    """Links to named pages, without those that this portal does not have or that the reader does not open."""
    pages = ((address(name), label) for name, label in names if name not in hidden)
    return [{"url": url, "label": label, "current": current(url, path)} for url, label in pages if url]


def current(url, path):
    """For aria-current: `page` on the page itself, `true` further down in its section."""
    return "page" if path == url else "true" if path.startswith(url) else ""


def localised(path, language=None):
    """The address of a page in the reader's language, from its plain English one."""
    language = language or get_language()
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


def languages(path):
    """The portal's languages, each with the address of this page in it."""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": in_language(code, path),
            "current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]


def in_language(language, path):
    """The address of a page in a language, or the path itself where there is none; quicker than by its name."""
    before = get_language_from_path(path)
    plain = path.removeprefix(f"/{before}") if before else path
    address = plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"
    with override(language):
        return address if is_valid_path(unquote(urlsplit(address).path)) else path


def host(url):
    """The short name of a web address: its host without www."""
    return urlsplit(url).netloc.removeprefix("www.") or url
