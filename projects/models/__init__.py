"""One improvement project of one practice: its team, its path through the five steps, its habits."""

from .actions import Action
from .calendars import CalendarFeed, CalendarInvite
from .comments import Comment
from .huddles import Huddle, HuddleItem, HuddleSchedule
from .keeping import FollowUpCheck, Offer
from .meetings import AgendaItem, Meeting, MeetingKind, MeetingNote, MeetingRole, MeetingSeries, TemplateItem
from .project import Project, StatusChange
from .reminders import Delivery, Reminder, ReminderPreference, ReminderSettings, reminder_expiry
from .steps import Progress, Share
from .team import CoachAssignment, TeamMember
from .together import GroundRule, ToolUse

__all__ = [
    "Action",
    "AgendaItem",
    "CalendarFeed",
    "CalendarInvite",
    "CoachAssignment",
    "Comment",
    "Delivery",
    "FollowUpCheck",
    "GroundRule",
    "Huddle",
    "HuddleItem",
    "HuddleSchedule",
    "Meeting",
    "MeetingKind",
    "MeetingNote",
    "MeetingRole",
    "MeetingSeries",
    "Offer",
    "Progress",
    "Project",
    "Reminder",
    "ReminderPreference",
    "ReminderSettings",
    "Share",
    "StatusChange",
    "TeamMember",
    "TemplateItem",
    "ToolUse",
    "reminder_expiry",
]
