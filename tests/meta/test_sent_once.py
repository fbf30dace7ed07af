"""Every form that adds a row goes through ``sent_once``: twice is once, and other words are never lost."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.code import is_views, modules

ALLOWED = {
    ("coaching.visits.services", "new_visit"),  # sent again, the version shows other words beside those that stand
    ("projects.signup.services", "_make_project"),  # ``sign_up`` hands it the id that ``sent_once`` made
}
Function = tuple[str, ast.FunctionDef]


def functions() -> Iterator[Function]:
    for name, tree in modules().items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters(function: ast.FunctionDef) -> dict[str, str]:
    spec = function.args
    return {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in [*spec.args, *spec.kwonlyargs]}


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def hands_on(call: ast.Call) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == "key" for one in [*call.args, *(k.value for k in call.keywords)]
    )


def services() -> dict[str, ast.FunctionDef]:
    """Functions that take the key of a page, by name."""
    return {
        node.name: node
        for name, node in functions()
        if not is_views(name) and "UUID" in parameters(node).get("key", "") and node.name != "sent_once"
    }


def test_every_key_of_a_page_reaches_sent_once() -> None:
    found = services()
    assert {"add_action", "say", "write_down", "add_idea", "start_ramp", "save_standard", "sign_up"} <= set(found)
    good: set[str] = {"sent_once"}
    for _ in found:
        good |= {name for name, node in found.items() if any(called(c) in good and hands_on(c) for c in calls(node))}
    assert set(found) - good == set()


def test_every_form_with_a_drawn_id_calls_it_key() -> None:
    """And a view hands it to the service under that name, where the test above finds it."""
    drawn, handed = set(), []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and "initial=uuid.uuid4" in ast.unparse(node.value):
                drawn |= {ast.unparse(target) for target in node.targets}
            elif isinstance(node, ast.keyword) and is_views(name) and ast.unparse(node.value).endswith("['key']"):
                handed.append((name, node.arg))
    assert drawn == {"key"}
    assert handed
    assert [pair for pair in handed if pair[1] != "key"] == []


@pytest.mark.parametrize("shape", ["argument", "assignment"])
def test_no_service_takes_the_id_of_a_new_row_from_its_caller(shape) -> None:
    found = set()
    for name, node in functions():
        given = {one for one, kind in parameters(node).items() if "UUID" in kind}
        for part in ast.walk(node):
            if shape == "argument" and isinstance(part, ast.Call) and called(part)[:1].isupper():
                values = [one.value for one in part.keywords if one.arg in {"id", "pk"}]
            elif shape == "assignment" and isinstance(part, ast.Assign):
                values = [part.value for target in part.targets if getattr(target, "attr", "") in {"id", "pk"}]
            else:
                continue
            found |= {(name, node.name) for value in values if getattr(value, "id", "") in given}
    expected = ALLOWED if shape == "argument" else set()
    assert {pair for pair in found if not pair[0].startswith("cmsportal.programme.national")} == expected
