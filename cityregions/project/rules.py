"""Who sees what of the project as a whole: everyone, all of it."""

from cityregions.records.rights import EVERYTHING, state

from .models import Conflict, ExpectedOutcome, FurtherSupport, Gap, Project, RelatedProject

for model in (Project, ExpectedOutcome, FurtherSupport, RelatedProject, Conflict, Gap):
    state(model, public=EVERYTHING)
