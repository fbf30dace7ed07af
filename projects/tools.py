"""The five steps and the tools in them: one table that pages, sharing, skipping and the record all read."""

from dataclasses import dataclass

from django.db import models


class Step(models.IntegerChoices):
    TEAM = 1, "Lead team"
    PRACTICE = 2, "About our practice"
    IMPROVE = 3, "What to improve"
    TESTS = 4, "Small tests"
    KEEP = 5, "Keep it going"

    @property
    def method_word(self) -> str:
        return {1: "organise", 2: "5Ps", 3: "diagnose", 4: "treat", 5: "follow up"}[self.value]


class Tool(models.TextChoices):
    """A part of the project that has its own page, its own audience and its own 'done' or 'skipped'."""

    STEPS = "steps", "Project page"
    TEAM = "team", "Lead team"
    WORKBOOK = "workbook", "About our practice"
    SURVEYS = "surveys", "Short surveys"
    COUNTING = "counting", "Counting and timing"
    RATINGS = "ratings", "Rate it together"
    MAPS = "maps", "How it works, step by step"
    FISHBONE = "fishbone", "What causes it"
    BRAINSTORM = "brainstorm", "Ideas and votes"
    IDEA_BOX = "idea_box", "Idea box"
    DRIVERS = "drivers", "What it depends on"
    AIMS = "aims", "What we will improve"
    MEASURES = "measures", "Measures"
    CYCLES = "cycles", "Small tests"
    STANDARDS = "standards", "What we keep"
    HUDDLES = "huddles", "Ten-minute huddle"
    MEETINGS = "meetings", "Meetings"
    FIDELITY = "fidelity", "How we test changes"
    ACTIONS = "actions", "Actions"
    GROUND_RULES = "ground_rules", "Ground rules"
    WALL = "wall", "Data wall"
    STORYBOARD = "storyboard", "Storyboard"
    VISITS = "visits", "Coach's visits"


class Audience(models.TextChoices):
    """Who, besides the lead team, may be shown a tool."""

    COACH = "coach", "Our coach"
    PROGRAMME = "programme", "The programme's managers"
    PRACTICE = "practice", "Everybody in our practice"
    PARTNER = "partner", "A partner organisation"
    LIBRARY = "library", "Other teams in the programme (learning library)"


@dataclass(frozen=True)
class ToolFacts:
    step: Step
    method_word: str
    url_name: str  # takes the project's id
    why: str  # one line: what it is good for
    is_aid: bool = False  # a step is done without it, unless the team began with it


TOOLS: dict[Tool, ToolFacts] = {
    Tool.TEAM: ToolFacts(Step.TEAM, "", "team-detail", "Who works on this, and who backs it."),
    Tool.GROUND_RULES: ToolFacts(Step.TEAM, "", "rule-list", "How you want to work together.", is_aid=True),
    Tool.ACTIONS: ToolFacts(Step.TEAM, "action plan", "action-list", "Who does what, by when.", is_aid=True),
    Tool.WORKBOOK: ToolFacts(Step.PRACTICE, "5Ps", "workbook-detail", "What your practice looks like today."),
    Tool.SURVEYS: ToolFacts(
        Step.PRACTICE, "", "survey-list", "What staff and patients say, without a name.", is_aid=True
    ),
    Tool.COUNTING: ToolFacts(
        Step.PRACTICE, "cycle time", "counting-detail", "How long it takes, what comes when.", is_aid=True
    ),
    Tool.RATINGS: ToolFacts(
        Step.PRACTICE, "", "rating-list", "Where you agree, and where you are far apart.", is_aid=True
    ),
    Tool.MAPS: ToolFacts(
        Step.PRACTICE, "process maps", "map-list", "Who does what, who waits, what is done twice.", is_aid=True
    ),
    Tool.FISHBONE: ToolFacts(Step.IMPROVE, "fishbone", "fishbone-detail", "Why the problem happens."),
    Tool.DRIVERS: ToolFacts(
        Step.IMPROVE, "driver diagram", "driver-detail", "What reaching the aim depends on.", is_aid=True
    ),
    Tool.BRAINSTORM: ToolFacts(
        Step.IMPROVE,
        "brainstorm",
        "brainstorm-list",
        "Everybody writes, then everybody votes: what to work on.",
        is_aid=True,
    ),
    Tool.IDEA_BOX: ToolFacts(
        Step.IMPROVE, "", "boxidea-list", "What others would change. Each gets an answer.", is_aid=True
    ),
    Tool.AIMS: ToolFacts(Step.IMPROVE, "aims", "aims-detail", "What will be better, by how much, by when."),
    Tool.MEASURES: ToolFacts(Step.TESTS, "measures", "measure-list", "How you will know."),
    Tool.CYCLES: ToolFacts(Step.TESTS, "PDSA cycles", "ramp-list", "Try a change on a small scale first."),
    Tool.STANDARDS: ToolFacts(Step.TESTS, "SDSA", "standard-list", "Write down what works, so that it stays."),
    Tool.HUDDLES: ToolFacts(Step.TESTS, "huddle", "huddle-detail", "Ten minutes, standing, same time and place."),
    Tool.MEETINGS: ToolFacts(Step.TEAM, "", "meeting-list", "An agenda, roles that rotate, and what was agreed."),
    Tool.WALL: ToolFacts(Step.KEEP, "data wall", "wall-detail", "The charts that everybody walks past."),
    Tool.STORYBOARD: ToolFacts(
        Step.KEEP, "", "storyboard-detail", "Your whole story on one page, to show and to hang up.", is_aid=True
    ),
}

# Who sees what on the day a practice joins. The team changes it tool by tool. With the steps, managers see who is on
# the lead team: they sign practices up and invite the first of it.
AS_DELIVERED: dict[Audience, tuple[Tool, ...]] = {
    Audience.COACH: tuple(Tool),
    Audience.PROGRAMME: (Tool.STEPS, Tool.TEAM, Tool.AIMS, Tool.MEASURES, Tool.WALL),
}

# What others may learn from. What people outside the team wrote or counted stays with the team and its coach.
FOR_OTHERS = (
    Tool.WALL,
    Tool.FISHBONE,
    Tool.MAPS,
    Tool.DRIVERS,
    Tool.AIMS,
    Tool.CYCLES,
    Tool.STANDARDS,
    Tool.STORYBOARD,
)

# What can be shown to whom at all.
SHAREABLE: dict[Audience, tuple[Tool, ...]] = {
    Audience.COACH: tuple(tool for tool in Tool if tool is not Tool.VISITS),
    # Small numbers stay with the practice, and so does who finds what broken.
    Audience.PROGRAMME: tuple(tool for tool in Tool if tool not in {Tool.VISITS, Tool.COUNTING, Tool.RATINGS}),
    Audience.PRACTICE: FOR_OTHERS,
    Audience.PARTNER: FOR_OTHERS,
    Audience.LIBRARY: FOR_OTHERS,
}
