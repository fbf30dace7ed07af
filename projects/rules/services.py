"""How the team wants to work together: its rules, in its own order."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import GroundRule, Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

MOST = 12
# Our own words; a team takes what it likes and rewords it.
SUGGESTED = (
    "We begin and end on time.",
    "One speaks, the others listen.",
    "Every role counts the same in this room.",
    "We look at the process, not for somebody to blame.",
    "What is said here stays here, unless we agree otherwise.",
    "Phones are silent, and urgent calls are taken outside.",
    "Whoever takes something on says by when.",
)


@transaction.atomic
def add_rule(*, project: Project, text: str, key: UUID | None = None, by: Any) -> GroundRule:
    """Sent twice under one key, it is one. Raises Refusal past a dozen: nobody keeps more in mind."""
    Project.objects.select_for_update().get(pk=project.pk)
    rules = GroundRule.objects.filter(project=project)
    text = " ".join(text.split())
    ident, present = sent_once(GroundRule, key, project=project, text=text)
    if present:
        return present
    if rules.filter(text__iexact=text).exists():
        raise Refusal("This rule is on the list already.")
    if rules.count() >= MOST:
        raise Refusal(f"{MOST} rules are as many as anybody keeps in mind. Take one off first.")
    last = rules.aggregate(last=Max("position"))["last"]
    rule = GroundRule(pk=ident, project=project, text=text, position=0 if last is None else last + 1)
    rule.full_clean()
    rule.save(force_insert=True)
    record("rule.added", rule, by=by, project=project)
    touch_progress(project=project, tool=Tool.GROUND_RULES, by=by)
    return rule


@transaction.atomic
def change_rule(*, rule: GroundRule, text: str, expected_version: int, by: Any) -> GroundRule:
    """Raises Stale when somebody saved in between."""
    rule.text = " ".join(text.split())
    rule.full_clean()
    save_versioned(rule, expected_version, ["text"])
    record("rule.changed", rule, by=by, project=rule.project)
    return rule


@transaction.atomic
def move_rule(*, rule: GroundRule, up: bool, by: Any) -> None:
    """One place up or down; at the end it stays."""
    Project.objects.select_for_update().get(pk=rule.project_id)
    rules = list(GroundRule.objects.filter(project=rule.project_id))
    place = rules.index(rule)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rules):
        return
    rules[place], rules[other] = rules[other], rules[place]
    for position, row in enumerate(rules):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    record("rule.moved", rule, by=by, project=rule.project)


@transaction.atomic
def remove_rule(*, rule: GroundRule, by: Any) -> None:
    """What it said is in the kept history. A second click changes nothing."""
    row = GroundRule.objects.select_for_update().filter(pk=rule.pk).first()
    if row:
        record("rule.removed", row, by=by, project=row.project)
        row.delete()
