"""One improvement project of one practice: its team, its path through the five steps, its habits."""

from .actions import Action
from .huddles import HuddleSchedule
from .project import Project, StatusChange
from .reminders import Reminder, ReminderPreference, reminder_expiry
from .steps import Progress, Share
from .team import CoachAssignment, TeamMember

__all__ = [
    "Action",
    "CoachAssignment",
    "HuddleSchedule",
    "Progress",
    "Project",
    "Reminder",
    "ReminderPreference",
    "Share",
    "StatusChange",
    "TeamMember",
    "reminder_expiry",
]
