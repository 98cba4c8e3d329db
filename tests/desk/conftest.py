"""What tests of the desk share: a clock that stands still."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

# A Wednesday.
NOON = datetime(2014, 3, 12, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class Clock:
    def __init__(self):
        self.moment = NOON

    def now(self):
        return self.moment

    def on(self, **later):
        self.moment += timedelta(**later)


@pytest.fixture
def clock(monkeypatch):
    """Noon on 12 March 2014, until the test moves it on: `clock.on(days=1)`."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock
