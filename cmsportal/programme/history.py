"""What happened in a project, in words: who did what from the audit trail, and to what from the rows as they stand.

The trail keeps no words of a team (docs/decisions/0022-administrators-see-no-project.md). What was taken away since
has no name here any more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.tools import Tool

MOST = 8


@dataclass(frozen=True)
class Happening:
    at: datetime
    words: str


def history_of(events: Any, tools: Collection[Tool]) -> list[Happening]:
    """The newest happenings in ``tools``, those that the reader may open.

    Several of one kind by one person on one day become one line.
    """
    acts = [act for tool in tools for act in ACTS.get(tool, ())]
    found: dict[Any, Event] = {}
    for event in events.filter(action__in=acts).select_related("actor")[:60]:
        found.setdefault((event.action, event.actor_id, timezone.localdate(event.at), event.target_id), event)
        if len(found) == MOST:
            break
    names = _names(found.values())
    return [Happening(event.at, _in_words(event, names)) for event in found.values()]


def _in_words(event: Event, names: dict[tuple[str, str], str]) -> str:
    """'Sam Whitlock added a measure: Calls answered'."""
    verb = VERBS[event.action]
    who = event.actor.name if event.actor else "The portal"
    if event.actor is None and event.detail.get("via") == "code":
        who = "Somebody at the wall"  # by the QR code
    if event.actor is None and event.detail.get("via") == "link":
        who = "Somebody in the practice"  # without an account
    name = names.get((event.target_type, event.target_id), "")
    return f"{who} {verb.rstrip('*')}" + (f": {name}" if name else "")


def _names(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """What the things are called now, by kind and id: one query a kind, and there are at most ``MOST``."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        if not VERBS[event.action].endswith("*"):
            wanted.setdefault(event.target_type, set()).add(event.target_id)
    return {
        (kind, str(row.pk)): str(row)
        for kind, ids in wanted.items()
        for row in apps.get_model(kind)._base_manager.filter(pk__in=ids).select_related(*NAMED_BY.get(kind, ()))
    }


# What a row's name is made of besides its own fields.
NAMED_BY = {
    "coaching.match": ("coach",),
    "projects.coachassignment": ("user", "project__practice"),
    "projects.followupcheck": ("project__practice",),
    "projects.offer": ("leaver",),
    "projects.share": ("partner",),
    "toolkit.entrycode": ("measure",),
    "toolkit.figure": ("measure",),
}

# What was done, in the past tense, by the tool in which it can be read: only who may open that is told. A star at the
# end: the words say it all without the thing's name.
ACTS: dict[Tool, dict[str, str]] = {
    Tool.STEPS: {
        "agreement.changed": "changed the draft of the agreement*",
        "agreement.coach_accepted": "accepted the agreement as the coach*",
        "agreement.drafted": "began to write the agreement*",
        "agreement.ended": "ended the agreement*",
        "agreement.offered": "offered the agreement to both sides*",
        "agreement.practice_accepted": "accepted the agreement for the practice*",
        "agreement.reviewed": "looked at the agreement again*",
        "agreement.sent_back": "sent the agreement back*",
        "agreement.taken_away": "took the agreement away as a file*",
        "check.answered": "looked back",
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
        "template.copied": "copied what another team made*",
        "template.offered": "offered other teams something to copy*",
        "template.withdrawn": "stopped offering something to copy*",
        "contact.recorded": "heard from the team",
        "transition.begun": "began the end of the coaching*",
        "share.ended": "stopped sharing",
        "share.opened": "shared",
    },
    Tool.TEAM: {
        "coach.assigned": "assigned a coach",
        "coach.ended": "ended the coaching*",
        "coach.handed_over": "handed the project to another coach*",
        "coach.joined": "added a second coach",
        "handover.begun": "said that the team will be handed over*",
        "handover.called_off": "called off the hand-over*",
        "handover.given_back": "gave the team back to its coach*",
        "handover.settled": "brought the hand-over to its end*",
        "match.asked": "chose a coach, who was asked",
        "match.coach_agreed": "said yes to coaching the team*",
        "match.coach_declined": "said no to coaching the team*",
        "match.practice_agreed": "said yes to the coach",
        "match.practice_declined": "said no to the coach",
        "match.withdrawn": "took back the choice of a coach",
        "wish.saved": "wrote what the team needs of a coach*",
        "offer.let_go": "let go",
        "offer.taken": "took over",
        "team.changed": "changed the team list",
        "team.joined": "added to the team",
        "team.left": "noted who left",
        "team.no_patient_partner": "said why there is no patient partner*",
    },
    Tool.WORKBOOK: {
        "workbook.path_chosen": "chose how much the workbook asks*",
        "workbook.begun_from_earlier": "began the workbook from an earlier project*",
        "workbook.found_taken": "put into the workbook what was found*",
        "workbook.filled_in": "filled in published figures*",
        "workbook.skipped": "left out a part of the workbook*",
        "workbook.taken_away": "took the workbook away as a file*",
        "workbook.taken_up_again": "took up a part of the workbook again*",
    },
    Tool.SURVEYS: {
        "survey.changed": "changed a survey",
        "survey.closed": "closed a survey",
        "survey.downloaded": "took the results of a survey away as a file",
        "survey.deleted": "deleted a survey that was not open yet*",
        "survey.link_made": "made a link to a survey",
        "survey.link_revoked": "withdrew a link to a survey",
        "survey.opened": "opened a survey",
        "survey.written": "wrote a survey",
    },
    Tool.COUNTING: {
        "count.changed": "changed what is counted",
        "count.closed": "closed a count",
        "count.link_made": "made a link to a count",
        "count.link_revoked": "withdrew a link to a count",
        "count.counted": "counted",
        "count.reopened": "opened a count again",
        "count.started": "began to count",
        "timing.changed": "changed what is timed",
        "timing.closed": "closed a timing",
        "timing.link_made": "made a link to a timing",
        "timing.link_revoked": "withdrew a link to a timing",
        "timing.reopened": "opened a timing again",
        "timing.started": "began to time",
        "timing.visits_timed": "timed visits",
    },
    Tool.RATINGS: {
        "rating.begun": "began a round of rating",
        "rating.closed": "closed a round of rating",
        "rating.link_made": "made a link to a round of rating",
        "rating.link_revoked": "withdrew a link to a round of rating",
        "rating.given": "took part in a round of rating",
    },
    Tool.FISHBONE: {
        "cause.added": "added a cause",
        "fishbone.named": "named the problem",
    },
    Tool.BRAINSTORM: {
        "brainstorm.begun": "began to collect ideas",
        "brainstorm.counted": "counted the votes",
        "brainstorm.theme_chosen": "chose a theme",
    },
    Tool.IDEA_BOX: {
        "box.idea_added": "put in an idea",
        "box.idea_answered": "answered an idea",
        "box.link_made": "made a link to the idea box",
        "box.link_revoked": "withdrew a link to the idea box",
    },
    Tool.MAPS: {
        "map.made": "began to draw how something works",
        "map.removed": "removed a map*",
    },
    Tool.DRIVERS: {
        "drivers.made": "began the driver diagram",
        "idea.drawn": "turned a driver's idea into one to test",
    },
    Tool.AIMS: {
        "globalaim.saved": "wrote what to improve*",
        "specificaim.saved": "wrote the aim*",
    },
    Tool.MEASURES: {
        "change.marked": "marked a change",
        "change.renamed": "renamed a change",
        "change.unmarked": "took a change off the charts",
        "entry_code.made": "made a QR code for the wall",
        "entry_code.revoked": "withdrew a QR code",
        "figure.corrected": "corrected a figure",
        "figure.entered": "entered a figure",
        "figure.removed": "took a figure out",
        "figures.brought_in": "brought in figures*",
        "figures.downloaded": "took the figures away as a file",
        "measure.added": "added a measure",
        "measure.archived": "put a measure away",
        "measure.changed": "changed a measure",
        "measure.hung": "hung a chart on the wall",
        "measure.leads": "put a measure first",
        "measure.read_otherwise": "chose how a chart is read",
        "measure.restored": "brought a measure back",
        "measure.taken_down": "took a chart off the wall",
        "phase.explained": "said more about a middle line",
        "phase.removed": "took a middle line back",
        "phase.started": "started a new middle line",
    },
    Tool.CYCLES: {
        "cycle.close": "decided on a test",
        "cycle.conclude": "studied a test",
        "cycle.finish": "finished a test",
        "cycle.planned": "planned the next test",
        "cycle.reopen": "opened a decision again",
        "cycle.start": "started a test",
        "idea.added": "added an idea",
        "idea.noted": "turned a cause into an idea",
        "ramp.started": "began a ramp of tests",
    },
    Tool.STANDARDS: {
        "standard.changed": "changed a process we keep",
        "standard.kept": "put a process into the playbook",
        "standard.revised": "began to revise a process we keep",
        "standard.taken_back": "took a process back to small tests",
        "standard.written": "wrote down a process to keep",
    },
    Tool.HUDDLES: {
        "huddle.scheduled": "set the huddle's time*",
        "huddle.begun": "began a huddle*",
        "huddle.finished": "finished a huddle*",
        "huddle.said": "wrote down what was said in a huddle*",
        "huddle.settled": "ticked off something from a huddle*",
        "huddle.reopened": "opened something from a huddle again*",
        "closure.added": "noted days on which the practice is closed*",
        "closure.changed": "changed the days on which the practice is closed*",
        "closure.removed": "took closed days off the list*",
        "nation.set": "chose whose bank holidays count*",
    },
    Tool.MEETINGS: {
        "meeting.agenda_changed": "changed the agenda",
        "meeting.cancel": "called a meeting off",
        "meeting.close": "closed a meeting",
        "meeting.decided": "wrote down a decision",
        "meeting.minutes_mailed": "sent the minutes",
        "meeting.moved": "moved a meeting",
        "meeting.noted": "took notes in a meeting",
        "meeting.parked": "parked an idea",
        "meeting.people_noted": "noted who takes part",
        "meeting.planned": "planned a meeting",
        "meeting.reopen": "opened a meeting again",
        "meeting.restore": "put a meeting back",
        "meeting.series_set": "set the meetings*",
        "meeting.settled": "settled a parked idea",
        "meeting.start": "started a meeting",
        "meeting.unsettled": "parked an idea again",
    },
    Tool.GROUND_RULES: {
        "rule.added": "added a ground rule",
        "rule.changed": "changed a ground rule",
        "rule.removed": "took a ground rule off the list*",
    },
    Tool.ACTIONS: {
        "action.added": "added an action",
        "action.done": "did",
        "action.reopened": "opened an action again",
    },
    Tool.WALL: {
        "wall.changed": "changed who looks after the wall*",
        "wall.printed": "took the wall away as a poster*",
        "wall_link.made": "let the wall be seen without signing in",
        "wall_link.revoked": "withdrew a screen or link",
    },
    Tool.STORYBOARD: {
        "storyboard.saved": "wrote the storyboard*",
        "storyboard.taken_away": "took the storyboard away as a file*",
    },
    Tool.VISITS: {
        "handover.ready": "wrote the hand-over note*",
        "visit.cancelled": "took a visit out of the calendar*",
        "visit.handed_over": "gave a planned visit to the next coach*",
        "visit.logged": "logged a visit*",
        "visit.moved": "moved a visit*",
        "visit.planned": "planned a visit*",
    },
}
VERBS = {act: words for acts in ACTS.values() for act, words in acts.items()}

# What is recorded and does not belong there: housekeeping in a diagram or a list, steps back that show where the
# test stands now, invitations (their own pages tell), and what happens outside of projects.
LEFT_OUT = frozenset(
    {
        *("agreement.replaced", "calendar.made", "calendar.revoked", "box.idea_removed"),
        *("brainstorm.moved", "brainstorm.sorted"),
        *("account.closed", "account.reopened", "administrator.made", "administrator.unmade", "audit.downloaded"),
        *("category.added", "category.moved", "category.removed", "category.renamed"),
        *("cause.edited", "cause.moved", "cause.removed", "cause.voted", "coach.changed"),
        *("diagram.renamed", "lane.added", "lane.moved", "lane.removed", "lane.renamed"),
        *("edge.added", "edge.edited", "edge.removed", "node.added", "node.edited", "node.moved", "node.removed"),
        *("cycle.back-to-plan", "cycle.back-to-do", "cycle.back-to-study", "encryption.renewed"),
        *("entry_code.renewed", "figure_link.revoked", "fishbone.voted"),
        *("invitation.accepted", "invitation.renewed", "invitation.revoked", "invitation.sent"),
        *("rule.moved", "timing.visit_noted"),
        *("meeting.reworded", "meeting.taken_back", "offer.made"),
        *("measure.moved", "membership.ended", "partner.attached", "partner.changed", "partner.created"),
        *("partner.ended", "password.changed", "person.joined", "person.sign_in_failed", "person.signed_in"),
        *(
            "person.signed_out",
            "practices.downloaded",
            "opendata.imported",
            "practices.imported",
            "programme.changed",
            "programme.commissioner_changed",
        ),
        # Money is for whoever leads the team and the managers: a claim has its own history on its page.
        *("claim.drafted", "claim.submitted", "claim.answered", "claim.taken_back", "claim.discarded"),
        *("claim.queried", "claim.approved", "claim.rejected", "claim.exported", "claim.paid"),
        *("claim_paper.taken_away", "package.saved", "budget.saved", "weighted.entered"),
        *("payment_file.made", "payments.taken_away"),
        *("profile.saved", "training.added", "training.removed", "training.reminded"),
        *("programme.created", "programme.downloaded", "second_step.added", "second_step.removed"),
        *("reminder.let_go", "reminder.sent_again", "reminders.turned_off", "reminders.turned_on"),
        *("reminders.changed", "programme.use_downloaded"),
        # Only the team and its coach may know of comments: their own page tells.
        *("comment.added", "comment.reopened", "comment.settled", "comment.taken_back"),
        *("contact.moved", "departure.over", "departure.said", "handover.written", "transition.written"),
        *("visit.corrected", "wall.opened"),
    }
)
