"""What each change of state says on its page. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from cmsportal.nhsuk.formats import day
from projects.models import StatusChange
from projects.workflow import Action


@dataclass(frozen=True)
class ActionWords:
    heading: str
    lead: str
    button: str
    done: str


WORDS = {
    Action.ACCEPT: ActionWords(
        "Take part",
        "From then on your team can write in its pages.",
        "Yes, we take part",
        "Welcome. The team can start.",
    ),
    Action.DECLINE: ActionWords(
        "Decline", "You can come back whenever you like.", "Decline", "Noted. You can come back whenever you like."
    ),
    Action.PAUSE: ActionWords(
        "Pause the project",
        "The pages stay as they are, and the team can still write in them.",
        "Pause",
        "The project is paused.",
    ),
    Action.RESUME: ActionWords(
        "Carry on", "The project goes on where it stopped.", "Carry on", "The project is under way again."
    ),
    Action.WITHDRAW: ActionWords(
        "Withdraw",
        "This works at once. Everything you wrote is kept, and you can come back.",
        "Withdraw",
        "The project has ended. Everything you wrote is kept.",
    ),
    Action.RETURN: ActionWords(
        "Come back", "Everything you wrote is still here.", "Come back", "Welcome back. The project is under way."
    ),
    Action.COMPLETE: ActionWords(
        "Complete the project",
        "The pages can still be read. You can open the project again.",
        "Complete",
        "Well done. The project is completed.",
    ),
    Action.REOPEN: ActionWords(
        "Open the project again",
        "The team can write in its pages again.",
        "Open again",
        "The project is under way again.",
    ),
}


@dataclass(frozen=True)
class ChangeView:
    title: str  # 'Withdrew: no time'
    text: str  # 'Monday 3 March, Jo Pritchard'
    note: str


PAST = {
    "sign_up": "Signed up",
    "accept": "Joined",
    "decline": "Declined",
    "pause": "Paused",
    "resume": "Carried on",
    "withdraw": "Withdrew",
    "return": "Came back",
    "complete": "Completed",
    "reopen": "Opened again",
}


def status_history(changes: Iterable[StatusChange]) -> list[ChangeView]:
    """Newest first; each change comes with its ``by``."""
    return [
        ChangeView(
            title=PAST[change.action] + (f": {change.get_reason_display().lower()}" if change.reason else ""),
            text=", ".join(filter(None, [day(change.at), change.by.name if change.by else ""])),
            note=change.note,
        )
        for change in changes
    ]
