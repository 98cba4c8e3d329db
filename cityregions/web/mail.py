"""Mails: plain text in the reader's language, with links that work wherever it was written."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send(template, email, language, context, reply_to="", headers=None):
    """Sends `<template>_subject.txt` and `<template>_message.txt`. Answers go to `reply_to`, else to REPLY_TO."""
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {"portal_url": settings.PORTAL_URL, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    answers = reply_to or settings.REPLY_TO
    EmailMessage(subject, text, to=[email], reply_to=[answers] if answers else None, headers=headers).send()


def absolute(path):
    """The full address of a page of the portal."""
    return settings.PORTAL_URL + path
