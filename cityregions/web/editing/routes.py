"""Addresses at which records are added, changed and deleted, beside those of their list and page."""

from django.urls import path

from .deleting import DeletePage
from .pages import EditPage, NewPage


def editing(start, noun, form_class, key="<slug:slug>"):
    """The addresses of one kind of record: to be named before the page at `<slug>/`."""
    return [
        path(f"{start}new/", NewPage.as_view(form_class=form_class), name=f"{noun}-new"),
        *changing(start, noun, form_class, key),
    ]


def changing(start, noun, form_class, key="<slug:slug>"):
    """Those of records that are added elsewhere."""
    return [
        path(f"{start}{key}/edit/", EditPage.as_view(form_class=form_class), name=f"{noun}-edit"),
        path(f"{start}{key}/delete/", DeletePage.as_view(form_class=form_class), name=f"{noun}-delete"),
    ]
