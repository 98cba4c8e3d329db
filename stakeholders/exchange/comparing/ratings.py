"""Ratings: of whom and of which day each line is, and whether somebody gave it already."""

from django.utils.translation import gettext as _

from cityregions.api.writing.entries import Entry

from ...models import Assessment
from .. import layouts
from .lines import Kind, Shared
from .sameness import same


class OfRatings(Shared):
    """Lines of ratings: new ones are those of the person who imports."""

    def compare_ratings(self, lines):
        ends = self.ends()
        ratings = self.known.ratings()
        seen = {}
        for line in lines:
            self.read(line, Kind.RATINGS)
            end = self.end(line, "stakeholder", ends)
            line.name = f"{line.text('stakeholder')}, {line.values.get('assessed_on', '')}"
            for column in ("assessed_on", "influence", "interest"):
                if line.values.get(column) is None and not any(told == column for told, _why in line.reasons):
                    line.reject(column, _("This is needed."))
            if end and not line.is_rejected:
                self.fill_rating(line, self.known.entries[end.pk], ratings, seen)
        self.judge(lines, Assessment, {name: name for name in layouts.OWN[Kind.RATINGS]})

    def fill_rating(self, line, entry, ratings, seen):
        """A rating that somebody gave already is unchanged; another one is the person's own of that day."""
        of_day = ratings.get((entry.pk, line.values["assessed_on"]), [])
        if any(all(same(getattr(each, name), value) for name, value in line.values.items()) for each in of_day):
            return
        if len(of_day) > 1 and is_mean(of_day, line.values):
            return
        own = next((each for each in of_day if each.assessed_by_id == self.user.pk), None)
        row = own or Assessment(entry=entry, assessed_by=self.user)
        key = (entry.pk, line.values["assessed_on"])
        if (other := seen.setdefault(key, line)) is not line:
            line.reject("stakeholder", _("Row %(number)s rates it on this day already.") % {"number": other.number})
            return
        self.put(line, Entry(row, {}, ""), line.values, Kind.RATINGS)


def is_mean(ratings, told):
    """Whether these are the means of several people's ratings, as files of the portal give them to one digit."""
    names = ("influence", "interest")
    means = {name: sum(getattr(each, name) for each in ratings) / len(ratings) for name in names}
    return all(abs(float(means[name]) - float(told[name])) <= 0.0501 for name in names)
