"""Project: the project as a whole, and where its facts come from."""

from .project import ExpectedOutcome, FurtherSupport, Project, RelatedProject
from .sources import Conflict, Gap

__all__ = ["Conflict", "ExpectedOutcome", "FurtherSupport", "Gap", "Project", "RelatedProject"]
