"""Editing in the portal: forms of records with their parts, merged with what others save meanwhile, kept as drafts."""

from .deleting import DeletePage
from .forms import PROVENANCE, RecordForm, RecordMeta
from .pages import EditPage, NewPage
from .parts import PartForm, Parts
from .routes import changing, editing

__all__ = [
    "PROVENANCE",
    "DeletePage",
    "EditPage",
    "NewPage",
    "PartForm",
    "Parts",
    "RecordForm",
    "RecordMeta",
    "changing",
    "editing",
]
