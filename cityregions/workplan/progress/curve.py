"""The curve of progress: what was planned to be done by the end of each month, and what was reported."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from cityregions.records.dates import PartialDate

from .numbers import months, whole

# Months, or years of a long plan: the table beside the curve is read line by line.
MOST_POINTS = 40
WIDTH, HEIGHT = 720, 240


@dataclass(frozen=True)
class Point:
    """The plan at the end of a month; `reported` is None after the day that is asked for, or where nobody can tell."""

    day: date
    planned: int
    reported: int | None
    x: float
    planned_y: float
    reported_y: float | None


class Curve:
    """The points from the first to the last month of the plan."""

    def __init__(self, plan):
        self.plan = plan
        self.activities = [each for phase in plan.phases for each in phase.activities if each.start and each.end]
        self.days = month_ends(self.activities, plan.on)
        planned, reported = self.planned(), self.reported()
        self.points = [self.point(day, planned[place], reported[place]) for place, day in enumerate(self.days)]

    def planned(self):
        """For each day, the part of their time that the activities should have used, each weighted by its months."""
        # Most activities share their period with others.
        periods = Counter((each.start, each.end) for each in self.activities)
        total = sum(number * months(*period) for period, number in periods.items())
        sums, over = [0.0] * len(self.days), [0.0] * (len(self.days) + 1)
        for (start, end), number in periods.items():
            first, last, weight = start.first, end.last, 100 * number * months(start, end) / total
            begun, ended = bisect_left(self.days, first), bisect_left(self.days, last)
            for place in range(begun, ended):
                sums[place] += weight * ((self.days[place] - first).days + 1) / ((last - first).days + 1)
            over[ended] += weight
        return [part + full for part, full in zip(sums, accumulate(over), strict=False)]

    def reported(self):
        """For each day up to the one asked for, the mean that the plan shows on that day."""
        days = [day.isoformat() for day in self.days if day <= self.plan.on]
        # On most days many activities go on: their steps are summed up by the day before a day is looked for.
        by_day = defaultdict(lambda: [0.0, 0])
        for each in self.activities:
            for day, part, weight in each.steps:
                of_day = by_day[day]
                of_day[0] += part
                of_day[1] += weight
        sums, weights = [0.0] * (len(days) + 1), [0] * (len(days) + 1)
        for day in sorted(by_day):
            place = bisect_left(days, day)
            sums[place] += by_day[day][0]
            weights[place] += by_day[day][1]
        means = [
            part / weight if weight else None
            for part, weight in zip(accumulate(sums), accumulate(weights), strict=True)
        ]
        return means[:-1] + [None] * (len(self.days) - len(days))

    def point(self, day, planned, reported):
        x = WIDTH * (day - self.days[0]).days / max(1, (self.days[-1] - self.days[0]).days)
        planned = min(100.0, planned)
        return Point(
            day,
            whole(planned),
            whole(reported),
            round(x, 1),
            height(planned),
            None if reported is None else height(reported),
        )

    @property
    def planned_path(self):
        return path((point.x, point.planned_y) for point in self.points)

    @property
    def reported_path(self):
        return path((point.x, point.reported_y) for point in self.points if point.reported_y is not None)

    @property
    def grid(self):
        return [(f"{height(percent)}", percent) for percent in (0, 25, 50, 75, 100)]

    @property
    def years(self):
        """Where each year begins, by the point that closes the month before; the first one with the curve."""
        ends = [point for point in self.points if point.day.month == 12 and point.day.day == 31]
        first = [(0, self.days[0].year)] if self.days and (not ends or ends[0].x > WIDTH / 10) else []
        return [(f"{x}", year) for x, year in [*first, *((point.x, point.day.year + 1) for point in ends[:-1])]]

    @property
    def told(self):
        return [point for point in self.points if point.reported_y is not None]


def month_ends(activities, on):
    """The last days of the months from the first to the last day of the plan, and the day that is asked for."""
    if not activities:
        return []
    first = min(start.first for start in {each.start for each in activities})
    last = max(end.last for end in {each.end for each in activities})
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    step = -(-months // MOST_POINTS)
    numbers = range(12 * first.year + first.month - 1, 12 * last.year + last.month, step)
    ends = {PartialDate(f"{number // 12:04}-{number % 12 + 1:02}").last for number in numbers} | {last}
    return sorted(ends | ({on} if first - timedelta(1) <= on <= last else set()))


def height(percent):
    return round(HEIGHT * (1 - percent / 100), 1)


def path(places):
    return "M" + " L".join(f"{x} {y}" for x, y in places) if places else ""
