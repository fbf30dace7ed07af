"""What happened in a project, in words, from the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cmsportal.audit.models import Event

MOST = 8


@dataclass(frozen=True)
class Happening:
    at: datetime
    words: str


def history_of(events: Any) -> list[Happening]:
    """The newest happenings; several of one kind by one person on one day become one line."""
    found: list[Happening] = []
    seen = set()
    for event in events.select_related("actor")[:60]:
        kind = (event.action, event.actor_id, timezone.localdate(event.at), event.target_id)
        words = in_words(event)
        if kind in seen or not words:
            continue
        seen.add(kind)
        found.append(Happening(event.at, words))
        if len(found) == MOST:
            break
    return found


def in_words(event: Event) -> str:
    """'Sam Whitlock entered a figure: Calls answered'; empty for what does not belong in a team's history."""
    verb = VERBS.get(event.action)
    if verb is None:
        return ""
    who = event.actor.name if event.actor else "The portal"
    return f"{who} {verb[:-1]}" if verb.endswith("*") else f"{who} {verb}: {event.target_label}"


# What was done, in the past tense. A star at the end: the words say it all without the thing's name.
VERBS: dict[str, str] = {
    "action.added": "added an action",
    "action.done": "did",
    "action.reopened": "opened an action again",
    "cause.added": "added a cause",
    "change.marked": "marked a change",
    "change.renamed": "renamed a change",
    "change.unmarked": "took a change off the charts",
    "coach.assigned": "assigned a coach",
    "coach.ended": "ended the coaching*",
    "coach.handed_over": "handed the project to another coach*",
    "cycle.close": "decided on a test",
    "cycle.conclude": "studied a test",
    "cycle.finish": "finished a test",
    "cycle.planned": "planned the next test",
    "cycle.reopen": "opened a decision again",
    "cycle.start": "started a test",
    "figure.corrected": "corrected a figure",
    "figure.entered": "entered a figure",
    "figure.removed": "took a figure out",
    "figures.downloaded": "took the figures away as a file",
    "fishbone.named": "named the problem",
    "globalaim.saved": "wrote what to improve*",
    "huddle.scheduled": "set the huddle's time*",
    "idea.added": "added an idea",
    "idea.noted": "turned a cause into an idea",
    "measure.added": "added a measure",
    "measure.archived": "put a measure away",
    "measure.changed": "changed a measure",
    "measure.leads": "put a measure first",
    "measure.restored": "brought a measure back",
    "phase.removed": "took a middle line back",
    "phase.started": "started a new middle line",
    "progress.doing": "took up again",
    "progress.done": "marked as done",
    "progress.skipped": "left out",
    "project.accept": "said yes*",
    "project.changed": "changed the project's details*",
    "project.complete": "completed the project*",
    "project.decline": "declined*",
    "project.pause": "paused the project*",
    "project.reopen": "opened the project again*",
    "project.resume": "took the project up again*",
    "project.return": "brought the project back*",
    "project.signed_up": "signed the practice up*",
    "project.withdraw": "withdrew the practice*",
    "ramp.started": "began a ramp of tests",
    "specificaim.saved": "wrote the aim*",
    "share.ended": "stopped sharing",
    "share.opened": "shared",
    "standard.changed": "changed a process we keep",
    "standard.written": "wrote down a process to keep",
    "team.changed": "changed the team list",
    "team.joined": "added to the team",
    "team.left": "noted who left",
    "team.no_patient_partner": "said why there is no patient partner*",
    "visit.cancelled": "took a visit out of the calendar*",
    "visit.handed_over": "gave a planned visit to the next coach*",
    "visit.logged": "logged a visit*",
    "visit.moved": "moved a visit*",
    "visit.planned": "planned a visit*",
    "workbook.skipped": "left out a part of the workbook*",
    "workbook.taken_up_again": "took up a part of the workbook again*",
}

# What is recorded and does not belong there: housekeeping in a diagram or a list, steps back that show where the
# test stands now, invitations (their own pages tell), and what happens outside of projects.
LEFT_OUT = frozenset(
    {
        *("account.closed", "account.reopened", "administrator.made", "administrator.unmade", "audit.downloaded"),
        *("category.added", "category.moved", "category.removed", "category.renamed"),
        *("cause.edited", "cause.moved", "cause.removed", "coach.changed"),
        *("cycle.back-to-plan", "cycle.back-to-do", "cycle.back-to-study", "encryption.renewed"),
        *("figure_link.revoked", "fishbone.voted"),
        *("invitation.accepted", "invitation.renewed", "invitation.revoked", "invitation.sent"),
        *("measure.moved", "membership.ended", "partner.attached", "partner.changed", "partner.created"),
        *("partner.ended", "password.changed", "person.joined", "person.sign_in_failed", "person.signed_in"),
        *("person.signed_out", "practices.imported", "programme.changed", "programme.commissioner_changed"),
        *("programme.created", "programme.downloaded", "second_step.added", "second_step.removed"),
        *("reminder.let_go", "reminder.sent_again", "reminders.turned_off", "reminders.turned_on"),
        *("visit.corrected", "wall.opened"),
    }
)
