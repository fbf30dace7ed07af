"""What the record says for a part of the storyboard that nobody has written yet.

Made from the copy of the figures for people outside, whoever reads: what a team keeps of it may then be shown to
anybody. A tool that the reader may not open leaves no trace.
"""

from collections.abc import Callable

from cmsportal.nhsuk.formats import day, first_upper
from projects.models import CoachAssignment, Project, TeamMember
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.aims.sentences import aim_sentence, figure_words
from toolkit.aims.shown import as_shown
from toolkit.charts.words import newest_figure
from toolkit.measures.cards import Card
from toolkit.measures.series import Reader
from toolkit.models import Cause, Cycle, Fishbone, GlobalAim, PlaybookEntry, SpecificAim, Standard
from toolkit.models.storyboard import CHARACTERS, LINES, TITLE_CHARACTERS, TITLE_WORDS, WORDS


class Record:
    """One project's record, as one reader may use it. Each part asks at most two queries."""

    def __init__(self, project: Project, access: ProjectAccess, reader: Reader, card: Card | None) -> None:
        self.project, self.access, self.reader, self.card = project, access, reader, card

    def proposals(self, wanted: set[str]) -> dict[str, str]:
        """Words for each of these parts, short enough for the page; '' where the record has none."""
        sees = self.access.sees
        makers: dict[str, tuple[bool, Callable[[], list[str]]]] = {
            "problem": (sees(Tool.FISHBONE), self.problem),
            "aim": (sees(Tool.AIMS), self.aim),
            "causes": (sees(Tool.FISHBONE), self.causes),
            "tests": (sees(Tool.CYCLES), self.tests),
            "results": (self.card is not None, self.results),
            "stays": (sees(Tool.STANDARDS), self.stays),
            "lessons": (sees(Tool.CYCLES), self.lessons),
            "team": (sees(Tool.TEAM), self.team),
        }
        return {name: fit(make()) if may else "" for name, (may, make) in makers.items() if name in wanted}

    def problem(self) -> list[str]:
        bone = Fishbone.objects.filter(project=self.project).first()
        theme = GlobalAim.objects.filter(project=self.project).first() if self.access.sees(Tool.AIMS) else None
        return [text for text in (bone.effect if bone else "", theme.why_now if theme else "") if text][:1]

    def aim(self) -> list[str]:
        aim = SpecificAim.objects.filter(project=self.project).select_related("measure").first()
        return [aim_sentence(as_shown(aim, self.reader))] if aim else []

    def causes(self) -> list[str]:
        rows = Cause.objects.filter(fishbone__project=self.project).order_by("-votes", "position", "created_at")[:4]
        return [
            f"{row.text} ({row.votes} vote{'' if row.votes == 1 else 's'})" if row.votes else row.text for row in rows
        ]

    def tests(self) -> list[str]:
        """The newest of those that were decided, in the order in which they were made."""
        rows = self._decided()[:5]
        return [f"{row.title}: {row.get_decision_display().lower()}" for row in reversed(rows)]

    def lessons(self) -> list[str]:
        return [row.learned for row in self._decided() if row.learned][:2]

    def _decided(self) -> list[Cycle]:
        rows = Cycle.objects.filter(ramp__project=self.project, stage=Cycle.Stage.CLOSED)
        return list(rows.order_by("-decided_on", "-number")[:10])

    def results(self) -> list[str]:
        """Where the figures stand, and where they were to begin with."""
        if self.card is None:
            return []
        on, newest = newest_figure(self.card.chart, self.card.analysis)
        if on is None or newest == "*":
            return []
        aim = SpecificAim.objects.filter(project=self.project, measure=self.card.measure).select_related("measure")
        row = aim.first() if self.access.sees(Tool.AIMS) else None
        shown = as_shown(row, self.reader) if row else None
        began = figure_words(shown.baseline, shown.unit) if shown and shown.baseline is not None else ""
        return [
            f"{self.card.chart.title}: {newest} on {day(on, self.reader.today)}.",
            *([f"We began at {began}."] if began else []),
        ]

    def stays(self) -> list[str]:
        kept = PlaybookEntry.objects.in_force().filter(standard__project=self.project)
        titles = list(kept.order_by("agreed_at").values_list("title", flat=True)[:4])
        return titles or list(Standard.objects.filter(project=self.project).values_list("title", flat=True)[:4])

    def team(self) -> list[str]:
        rows = (
            TeamMember.objects.current().filter(project=self.project).order_by("-is_champion", "-is_sponsor", "name")
        )
        names = [f"{row.name}{_role(row)}" for row in rows[:9]]
        coach = CoachAssignment.objects.current().filter(project=self.project).select_related("user")
        coaches = [row.user.name for row in coach.order_by("-is_lead", "user__name")[:2]]
        said = [", ".join(names)] if names else []
        return said + ([f"Coach: {', '.join(coaches)}"] if coaches else [])


def _role(member: TeamMember) -> str:
    if member.is_champion:
        return " (champion)"
    if member.is_sponsor:
        return " (sponsor)"
    return " (patient partner)" if member.is_patient_partner else ""


def fit(lines: list[str]) -> str:
    """As many whole lines as a part holds; a first line that is too long is cut."""
    kept: list[str] = []
    for line in (first_upper(" ".join(text.split())) for text in lines if text.split()):
        if len(kept) == LINES or not _holds([*kept, line]):
            break
        kept.append(line)
    if not kept and lines:
        kept = [shorten(lines[0], WORDS, CHARACTERS)]
    return "\n".join(kept)


def _holds(lines: list[str]) -> bool:
    text = "\n".join(lines)
    return len(text) <= CHARACTERS and len(text.split()) <= WORDS


def shorten(text: str, words: int = TITLE_WORDS, characters: int = TITLE_CHARACTERS) -> str:
    """Whole words as far as they fit, and a mark that there is more; one endless word is cut."""
    whole = " ".join(text.split())
    if len(whole) <= characters and len(whole.split()) <= words:
        return whole
    kept = " ".join(whole.split()[:words])
    while len(kept) > characters - 2 and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept[: characters - 2].rstrip(".,;: ") + " …"
