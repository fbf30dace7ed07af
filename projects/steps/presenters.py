"""The five steps and their tools as a page shows them. No queries: rows and facts are handed in.

``facts`` says, per tool, whether the team has begun it and how it stands in one sentence. Whoever has the tool's own
tables fills it in; without it the steps are read from the progress rows alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from projects.models import Progress, Project
from projects.tools import TOOLS, Step, Tool
from projects.words import Words, words_for

NOT_STARTED, DOING, DONE, SKIPPED = "not_started", "doing", "done", "skipped"
LABELS = {NOT_STARTED: "Not started", DOING: "Under way", DONE: "Done", SKIPPED: "Skipped"}
COLOURS = {NOT_STARTED: "white", DOING: "blue", DONE: "green", SKIPPED: "grey"}
TOOLS_IN = {step: [tool for tool, facts in TOOLS.items() if facts.step is step] for step in Step}


@dataclass(frozen=True)
class ToolFact:
    """What a tool's own tables say about it."""

    begun: bool = False
    sentence: str = ""


@dataclass(frozen=True)
class ToolView:
    tool: Tool
    label: str
    method_word: str
    state: str
    sentence: str
    why: str
    url: str  # empty when the reader may not open the tool
    part: str  # how the tool is named in the addresses of done, skip and so on

    @property
    def state_label(self) -> str:
        return LABELS[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def is_settled(self) -> bool:
        return self.state in {DONE, SKIPPED}


@dataclass(frozen=True)
class StepView:
    step: Step
    label: str
    method_word: str
    state: str
    sentence: str
    tools: list[ToolView]
    part: str
    url: str
    is_marked: bool  # somebody said so of the step itself, beyond what its tools say
    is_present: bool = False

    @property
    def state_label(self) -> str:
        return LABELS[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def is_settled(self) -> bool:
        return self.state in {DONE, SKIPPED}

    @property
    def path_state(self) -> str:
        """'done', 'skipped', 'current' or ''."""
        if self.is_present:
            return "current"
        return self.state if self.is_settled else ""


def steps_for(
    project: Project,
    progress: Iterable[Progress],
    facts: Mapping[Tool, ToolFact] | None = None,
    may_open: Iterable[Tool] | None = None,
) -> list[StepView]:
    """The five steps in order, each with its tools; exactly one of them ``is_present``.

    Args:
        progress: the project's Progress rows.
        facts: what the tools' own tables say; a tool that is left out counts as not begun.
        may_open: the tools the reader may open; the others get no address. None: all of them.
    """
    progress = list(progress)
    rows, marks = {(row.step, row.tool): row for row in progress}, marks_of(progress)
    allowed = frozenset(Tool) if may_open is None else frozenset(may_open)
    path = reverse("steps-detail", kwargs={"project_id": project.pk})
    views, words = [], words_for(project)
    for step in Step:
        tools = [
            _tool_view(
                project,
                words,
                tool,
                marks.get(tool),
                (facts or {}).get(tool, ToolFact()),
                allowed,
            )
            for tool in TOOLS_IN[step]
        ]
        views.append(_step_view(step, words, rows.get((step, "")), tools, path))
    present = present_step(views)
    return [_as_present(view) if view.step is present else view for view in views]


def path_rows(steps: Iterable[StepView]) -> list[dict[str, str]]:
    """For the ``step_path`` component."""
    return [
        {
            "title": step.label,
            "method": step.method_word,
            "text": step.sentence,
            "state": step.path_state,
            "url": step.url,
        }
        for step in steps
    ]


def present_step(steps: Iterable[StepView]) -> Step:
    """Where the project is: the furthest step under way; else the first not settled; else the last.

    Teams go back and forth, so an earlier step that was left open does not hold the project back.
    """
    steps = list(steps)
    doing = [view.step for view in steps if view.state == DOING]
    waiting = [view.step for view in steps if not view.is_settled]
    return doing[-1] if doing else waiting[0] if waiting else Step.KEEP


def marks_of(progress: Iterable[Progress]) -> dict[Tool, Progress]:
    """What stands for each tool: its own mark, or that of a step that was left out as a whole."""
    rows = {(row.step, row.tool): row for row in progress}
    marks = {
        tool: rows.get((step, tool)) or _skipped_with(rows.get((step, "")))
        for step, tools in TOOLS_IN.items()
        for tool in tools
    }
    return {tool: row for tool, row in marks.items() if row is not None}


def skipped_tools(progress: Iterable[Progress]) -> frozenset[Tool]:
    """The tools a team left out: one by one, or with their whole step."""
    return frozenset(tool for tool, row in marks_of(progress).items() if row.state == SKIPPED)


def _skipped_with(step: Progress | None) -> Progress | None:
    """A skipped step takes along the tools that have no mark of their own."""
    return step if step is not None and step.state == SKIPPED else None


def _tool_view(
    project: Project, words: Words, tool: Tool, row: Progress | None, fact: ToolFact, allowed: frozenset[Tool]
) -> ToolView:
    facts = TOOLS[tool]
    state = row.state if row else DOING if fact.begun else NOT_STARTED
    return ToolView(
        tool=tool,
        label=words.name(tool),
        method_word=words.aside(tool),
        state=state,
        sentence=_sentence(row) if row and state in {DONE, SKIPPED} else fact.sentence or _sentence(row),
        why=facts.why,
        url=reverse(facts.url_name, kwargs={"project_id": project.pk}) if tool in allowed else "",
        part=tool.value,
    )


def _step_view(step: Step, words: Words, row: Progress | None, tools: list[ToolView], path: str) -> StepView:
    marked = row is not None and row.state in {DONE, SKIPPED}
    state = row.state if row and marked else _state_from(tools, row)
    return StepView(
        step=step,
        label=words.step_name(step),
        method_word=words.step_aside(step),
        state=state,
        sentence=_sentence(row) if marked else _step_sentence(step, state, tools, row),
        tools=tools,
        part=f"step-{step.value}",
        url=f"{path}#step-{step.value}",
        is_marked=marked,
    )


def _state_from(tools: list[ToolView], row: Progress | None) -> str:
    """A step nobody has marked stands as its tools stand; an aid counts from when it was begun or skipped."""
    states = {view.state for view in tools if view.state != NOT_STARTED or not TOOLS[view.tool].is_aid}
    if states == {SKIPPED}:
        return SKIPPED
    if states <= {DONE, SKIPPED}:
        return DONE
    return DOING if row or states != {NOT_STARTED} else NOT_STARTED


def _step_sentence(step: Step, state: str, tools: list[ToolView], row: Progress | None) -> str:
    if state == NOT_STARTED:
        return "Starts when you say so."
    parts = [f"‘{view.label}’ skipped." for view in tools if view.state == SKIPPED]
    if state == DONE:
        return " ".join(["All done.", *parts])
    if state == SKIPPED:
        return "Skipped."
    under_way = [view for view in tools if view.state == DOING and view.sentence]
    # How a tool stands tells more than since when it is used.
    told = next((view for view in under_way if not view.sentence.startswith("Since ")), next(iter(under_way), None))
    if told is None:
        begun = _sentence(row) or "Under way."
    elif told.label == step.label:
        begun = told.sentence
    else:
        begun = f"{told.label}: {_lower(told.sentence)}"
    return " ".join([begun, *parts])


def _sentence(row: Progress | None) -> str:
    if row is None:
        return ""
    if row.state == DONE:
        return f"Done, {day(row.since)}."
    if row.state == SKIPPED:
        reason = row.note.rstrip(".") or row.get_skip_reason_display()
        return f"Skipped: {_lower(reason)}."
    return f"Since {day(row.since)}."


def _lower(sentence: str) -> str:
    """The first letter small, as after a colon, unless the word is a name or an abbreviation."""
    keep = sentence[:2].isupper() or sentence.startswith("I ")
    return sentence if keep else sentence[:1].lower() + sentence[1:]


def _as_present(view: StepView) -> StepView:
    return StepView(**{**view.__dict__, "is_present": True})
