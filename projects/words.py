"""What tools and steps are called in a programme: plain words with the method's beside them, or the method's alone.

The switch is ``Programme.method_words``. No queries: a project is fetched with its programme.
"""

from collections.abc import Callable

from projects.models import Project
from projects.tools import TOOLS, Step, Tool

# Where the method has a word of its own for a tool. The others are called the same either way.
METHOD: dict[Tool, str] = {
    Tool.WORKBOOK: "5Ps",
    Tool.MAPS: "Process maps",
    Tool.FISHBONE: "Fishbone",
    Tool.DRIVERS: "Driver diagram",
    Tool.AIMS: "Aim",
    Tool.CYCLES: "PDSA cycles",
    Tool.STANDARDS: "SDSA",
    Tool.HUDDLES: "Huddle",
}
CYCLE = ("Small test", "PDSA cycle")
RAMP = "PDSA ramp"


class ByTool:
    """Lets a template ask by a tool's name: ``words.short.cycles``."""

    def __init__(self, find: Callable[[Tool], str]):
        self.find = find

    def __getitem__(self, name: str) -> str:
        return self.find(Tool(name))


class Beside(ByTool):
    """The method's words as they stand in brackets: 'fishbone', 'PDSA cycles', and of one: 'PDSA cycle'."""

    cycle = CYCLE[True]
    ramp = RAMP

    def __init__(self) -> None:
        super().__init__(lambda tool: _inside(METHOD[tool]))


def _inside(word: str) -> str:
    """As it is written within a sentence; '5Ps' and 'PDSA cycles' keep their capitals."""
    return word if word[:1].isdigit() or word[:2].isupper() else word.lower()


class Words:
    """The names of one programme, by tool, for templates.

    ``words.workbook`` is 'About our practice (5Ps)', for headings; ``words.short.workbook`` the one word for titles,
    lists and the way back; ``words.beside.workbook`` the method's word that may stand beside the plain one.
    """

    def __init__(self, method_alone: bool):
        self.method_alone = method_alone
        self.short = ByTool(self.name)
        self.beside = Beside()

    def __getitem__(self, name: str) -> str:
        return self.title(Tool(name))

    def title(self, tool: Tool) -> str:
        """'About our practice (5Ps)', or '5Ps'."""
        method = METHOD.get(tool)
        if self.method_alone or method is None:
            return self.name(tool)
        return f"{tool.label} ({_inside(method)})"

    @property
    def cycle(self) -> str:
        """One of them: 'Small test', or 'PDSA cycle'."""
        return CYCLE[self.method_alone]

    def name(self, tool: Tool) -> str:
        """The one word for lists: 'About our practice', or '5Ps'."""
        return METHOD.get(tool, tool.label) if self.method_alone else tool.label

    def aside(self, tool: Tool) -> str:
        """The method's word beside the plain one; '' where there is none or it stands alone."""
        word = TOOLS[tool].method_word
        return "" if self.method_alone or word.lower() == tool.label.lower() else word

    def step_name(self, step: Step) -> str:
        return step.method_word[:1].upper() + step.method_word[1:] if self.method_alone else step.label

    def step_aside(self, step: Step) -> str:
        return "" if self.method_alone else step.method_word


def words_for(project: Project) -> Words:
    return Words(project.programme.method_words)
