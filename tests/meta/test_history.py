"""Every act that is recorded has words in a project's history, or stands in the list of those that do not belong."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from cmsportal.programme.acts import ACTS, LEFT_OUT, VERBS
from cmsportal.programme.history import NAMED_BY
from coaching.agreements.workflow import Act as AgreementAct
from coaching.matching.workflow import Act as MatchAct
from coaching.payments.workflow import Act as ClaimAct
from projects.meetings.workflow import MOVES as MEETING_MOVES
from projects.models import Progress
from projects.tools import Tool
from projects.workflow import Action
from tests.meta.code import modules
from toolkit.cycles.workflow import MOVES
from toolkit.diagrams.operations import ACTS as DRAWN
from toolkit.ways_in.services import NOUNS

RECORDERS = {"record", "_record", "_note", "_save"}  # the last three hand an action on to the first
ACTION = re.compile(r"[a-z_]+\.[a-z_-]+")
# What the names made by f-strings can be.
MADE = {
    "project.{}": {f"project.{action.value}" for action in Action},
    "cycle.{}": {f"cycle.{name}" for name in MOVES},
    "progress.{}": {f"progress.{state}" for state in Progress.State.values},
    "meeting.{}": {f"meeting.{name}" for name in MEETING_MOVES},
    "{}.{}": {f"{noun}.{verb}" for noun, verb in DRAWN.values()},
    "{}.link_made": {f"{noun}.link_made" for noun in NOUNS.values()},
    "{}.link_revoked": {f"{noun}.link_revoked" for noun in NOUNS.values()},
    "agreement.{}": {f"agreement.{act.value}" for act in AgreementAct},
    "claim.{}": {"claim.drafted", *(f"claim.{act.value}" for act in ClaimAct)},
    "match.{}": {f"match.{act.value}" for act in MatchAct},
    "{}.saved": {"globalaim.saved", "specificaim.saved"},
}


def words_of(node: ast.AST, constants: dict[str, str]) -> Iterator[str]:
    """The actions that an expression can stand for; f-strings with {} for what they fill in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from words_of(node.body, constants)
            yield from words_of(node.orelse, constants)
        case ast.JoinedStr():
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        case ast.Name() if node.id in constants:
            yield constants[node.id]


def recorded(tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name not in RECORDERS:
            continue
        given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "action")]
        for value in given:
            yield from (word for word in words_of(value, constants) if "{}" in word or ACTION.fullmatch(word))


def acts() -> set[str]:
    found = {word for tree in modules().values() for word in recorded(tree)}
    made = {word for word in found if "{}" in word}
    assert made == set(MADE), "an f-string makes names of acts: say in MADE which"
    return (found - made).union(*MADE.values())


@pytest.mark.parametrize("act", sorted(acts()))
def test_an_act_has_words_or_is_left_out(act: str) -> None:
    assert (act in VERBS) != (act in LEFT_OUT), f"{act}: give it words in ACTS, or put it in LEFT_OUT"


def test_every_act_with_words_belongs_to_one_tool() -> None:
    """Who may not open the tool is not told: an act of no tool would be told to nobody, one of two to too many."""
    tools = {act: [tool for tool in ACTS if act in ACTS[tool]] for act in VERBS}
    assert {act: found for act, found in tools.items() if len(found) != 1} == {}
    assert set(ACTS) <= set(Tool)
    assert set(NAMED_BY) <= {model._meta.label_lower for model in apps.get_models()}


def test_no_words_for_what_nobody_records() -> None:
    assert (set(VERBS) | LEFT_OUT) - acts() == set()


def test_whoever_records_names_the_act() -> None:
    """A name handed on is read where it is handed over: by the functions named in RECORDERS, and no others."""
    strays = []
    for name, tree in modules().items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            parameters = {arg.arg for arg in [*function.args.args, *function.args.kwonlyargs]}
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                called = getattr(call.func, "id", getattr(call.func, "attr", ""))
                first = call.args[0] if called == "record" and call.args else None
                if isinstance(first, ast.Name) and first.id in parameters and function.name not in RECORDERS:
                    strays.append(f"{name}.{function.name}")
    assert strays == []
