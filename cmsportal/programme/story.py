"""What a project has done so far, in two minutes' reading: for somebody who joins, from the record alone.

A tool that the reader may not open leaves no trace. The whole is at most ``MOST`` words: of lists the least important
lines go first, so that something is said of every part.
"""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from projects.huddles.schedule import huddle_view
from projects.permissions import ProjectAccess
from projects.presenters import listed
from projects.tools import TOOLS, Tool
from projects.words import words_for
from toolkit.charts.words import newest_figure
from toolkit.cycles.presenters import state_words
from toolkit.measures.cards import Card
from toolkit.models import Cause, Cycle, PlaybookEntry, Standard

from .snapshots import Snapshot, card_for

MOST = 380  # words; with the page's own lines about 400, which is two minutes
LONGEST = 34  # words of one line: what was typed at length is read on its own page


@dataclass
class Part:
    """A heading, what it says, and where the whole of it stands."""

    heading: str
    lead: str = ""
    lines: list[str] = field(default_factory=list)  # the most important first
    url: str = ""
    link: str = ""
    card: Card | None = None  # the chart that the words are about

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in (self.heading, self.lead, self.link, *self.lines))


def story_of(snapshot: Snapshot, access: ProjectAccess) -> list[Part]:
    """The parts in the order of the five steps. A number of queries that does not grow with what was written."""
    makers = (
        (Tool.AIMS, _aim),
        (Tool.TEAM, _team),
        (Tool.FISHBONE, _causes),
        (Tool.WALL, _chart),
        (Tool.CYCLES, _tests),
        (Tool.STANDARDS, _kept),
        (Tool.HUDDLES, _rhythm),
    )
    found = [(tool, make(snapshot, access)) for tool, make in makers if access.sees(tool)]
    parts = []
    for tool, part in found:
        if part is None:
            continue
        part.lead, part.lines = shorten(part.lead), [shorten(line) for line in part.lines]
        part.url = reverse(TOOLS[tool].url_name, kwargs={"project_id": snapshot.project.pk})
        parts.append(part)
    if access.is_team:
        parts.append(_next(snapshot, access))
    return fit(parts, MOST)


def fit(parts: list[Part], most: int) -> list[Part]:
    """Take the last line of the longest list away until the whole has at most ``most`` words."""
    while sum(part.words for part in parts) > most:
        longest = max(parts, key=lambda part: len(part.lines))
        if not longest.lines:
            break
        longest.lines.pop()
    return parts


def shorten(text: str, most: int = LONGEST) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= most else " ".join(words[:most]).rstrip(".,;:") + " …"


def _aim(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    aim = snapshot.aim_words(access)
    general = getattr(snapshot.project, "global_aim", None)
    why = f"Why now: {general.why_now}" if general and general.why_now else ""
    lead = aim or (general.improve if general else "")
    return Part("What we want", lead, [why] if why else [], link="Our aim in full") if lead else None


def _team(snapshot: Snapshot, access: ProjectAccess) -> Part:
    def names(flag: str) -> str:
        return listed([member.name for member in snapshot.team if getattr(member, flag)] or [""])

    count = len(snapshot.team)
    began = f"We began on {day(snapshot.project.signed_up_on, snapshot.today)}"
    people = first_upper(count_words(count))
    lead = f"{began}. {people} {'person is' if count == 1 else 'people are'} on the lead team."
    roles = [("Champion", names("is_champion")), ("Sponsor", names("is_sponsor")), ("Our coach", snapshot.coach_name)]
    return Part("Who we are", lead, [f"{role}: {who}." for role, who in roles if who], link="Everybody on the team")


def _causes(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    bone = getattr(snapshot.project, "fishbone", None)
    if bone is None or not bone.effect:
        return None
    causes = Cause.objects.filter(fishbone=bone).order_by("-votes", "position", "created_at")[:3]
    lines = [f"{cause.text}{_votes(cause.votes)}" for cause in causes]
    return Part("What the problem is", bone.effect, lines, link="All causes we found")


def _votes(count: int) -> str:
    return f" ({count} vote{'' if count == 1 else 's'})" if count else ""


def _chart(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    """Nothing but what the wall says to this reader: small numbers stay hidden where they are hidden there."""
    card = card_for(snapshot, snapshot.reader(access), "beside")
    if card is None:
        return None
    on, value = newest_figure(card.chart, card.analysis)
    newest = "hidden here, as it is small" if value == "*" else value
    lines = [f"The newest figure, of {day(on, snapshot.today)}: {newest}."] if on else []
    others = len(snapshot.measures) - 1
    lines += (
        [f"{first_upper(count_words(others))} more chart{'' if others == 1 else 's'} on the wall."]
        if others > 0
        else []
    )
    return Part(
        "What our chart says", f"{card.chart.title}. {card.words.brief}", lines, link="Our data wall", card=card
    )


def _tests(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    if not snapshot.cycles:
        return None
    count, ended = len(snapshot.cycles), [row for row in snapshot.cycles if row.stage == Cycle.Stage.CLOSED]
    tests = f"{first_upper(count_words(count))} small test{'' if count == 1 else 's'}"
    lead = f"{tests} so far, {decided_words(len(ended), count)}."
    newest = sorted(snapshot.cycles, key=lambda row: (row.stage != Cycle.Stage.CLOSED, row.created_at), reverse=True)
    return Part("What we have tried", lead, [_test(cycle) for cycle in newest[:5]], link="All small tests")


def decided_words(ended: int, count: int) -> str:
    """What is decided of all tests: 'none decided yet', 'all decided', 'two of them decided'."""
    if not ended:
        return "not decided yet" if count == 1 else "none decided yet"
    if ended == count:
        return "decided" if count == 1 else "all decided"
    return f"{count_words(ended)} of them decided"


def _test(cycle: Cycle) -> str:
    learned = f" We learned: {cycle.learned}" if cycle.learned else ""
    return f"{cycle.title} ({state_words(cycle).lower()}).{learned}"


def _kept(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    """What stands in the playbook; before that, what is written down."""
    project = snapshot.project
    kept = list(PlaybookEntry.objects.in_force().filter(standard__project=project).values_list("title", flat=True))
    kept = kept or list(Standard.objects.filter(project=project).values_list("title", flat=True))
    if not kept:
        return None
    return Part(words_for(project).name(Tool.STANDARDS), "This is how we do it now:", kept, link="The words in full")


def _rhythm(snapshot: Snapshot, access: ProjectAccess) -> Part | None:
    if snapshot.huddle_schedule is None:
        return None
    zone = snapshot.project.practice.time_zone
    huddle = huddle_view(snapshot.huddle_schedule, snapshot.now, snapshot.closed, zone)
    name = words_for(snapshot.project).name(Tool.HUDDLES)
    return Part("How we keep going", f"{name}: {huddle.sentence}.", link="Our huddle")


def _next(snapshot: Snapshot, access: ProjectAccess) -> Part:
    following: Any = snapshot.next_actions(access)[0]
    count = len(snapshot.actions)
    lines = [f"{first_upper(count_words(count))} action{' is' if count == 1 else 's are'} open."] if count else []
    url = reverse(following.url_name, kwargs=following.kwargs)
    return Part("What comes next", f"{following.sentence}.", lines, url=url, link=following.label)
