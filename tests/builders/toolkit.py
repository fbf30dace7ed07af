"""Rows of the workbook, the fishbone and the aims."""

from typing import Any

from projects.models import Project
from toolkit.models import Answer, Category, Cause, Fishbone, SpecificAim

FIRST = ("People", "Process", "Equipment", "Environment", "Materials", "Policies")


def answer(project: Project, key: str = "patients.list_size", **extra: Any) -> Answer:
    return Answer.objects.create(project=project, key=key, **extra)


def fishbone(project: Project) -> Fishbone:
    row, is_new = Fishbone.objects.get_or_create(project=project, defaults={"effect": "Patients wait on the phone"})
    if is_new:
        for position, name in enumerate(FIRST):
            Category.objects.create(fishbone=row, name=name, position=position)
    return row


def cause(bone: Fishbone, text: str = "One person on the phones at 8", **extra: Any) -> Cause:
    extra.setdefault("category", bone.categories.first())
    return Cause.objects.create(fishbone=bone, text=text, **extra)


def specific_aim(project: Project, **extra: Any) -> SpecificAim:
    values = {"direction": "increase", "what": "Calls answered within 5 minutes", "unit": "%", **extra}
    return SpecificAim.objects.create(project=project, **values)
