"""Whether a figure that was asked for is still missing."""

from datetime import datetime

from projects.models import Reminder
from toolkit.models import Measure

from .schedule import is_due_on, is_entered

NOT_BY_CALENDAR = {Measure.Schedule.CYCLE, Measure.Schedule.EVENT}


def figure_still_due(reminder: Reminder, now: datetime) -> bool:
    """As its mail would say, and without the link that the mail carries: a page that is read makes none.

    ``reminder.about`` comes from ``reminders.fetch``."""
    measure = reminder.about
    if measure is None or not reminder.on_team:
        return False
    if measure.schedule in NOT_BY_CALENDAR and not is_due_on(measure, reminder.day):
        return False
    return not is_entered(measure, reminder.day, (row.date for row in measure.recent))
