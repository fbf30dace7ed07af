"""The groups of a fishbone, for other teams. The problem and the causes are the team's own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects.models import Project
from projects.refusal import Refusal

from ..diagrams.kinds import MOST_CATEGORIES
from ..fishbone.services import add_category
from ..models import Category, Fishbone
from .frame import Content, Frame, many_lines, one_a_line

GROUP_MAX = Category._meta.get_field("name").max_length or 40


class FishboneFrame(Frame):
    def find(self, user: Any, project: Project, ident: Any) -> Fishbone | None:
        return Fishbone.visible_to(user).filter(project=project).first()

    def content(self, thing: Fishbone) -> Content:
        return {"groups": list(Category.objects.filter(fishbone=thing).values_list("name", flat=True))}

    def title(self, thing: Fishbone) -> str:
        return ""

    def fields(self, content: Content) -> dict[str, forms.Field]:
        return {"groups": many_lines("Groups", content["groups"])}

    def read(self, name: str, value: Any, content: Content) -> list[str]:
        names = list(dict.fromkeys(one_a_line(value)))
        if not names or len(names) > MOST_CATEGORIES:
            raise ValidationError(f"Write 1 to {MOST_CATEGORIES} groups, one a line.")
        if any(len(one) > GROUP_MAX for one in names):
            raise ValidationError(f"A group's name can have {GROUP_MAX} characters at most.")
        return names

    def changed(self, content: Content, values: Mapping[str, Any]) -> Content:
        return {"groups": values["groups"]}

    def texts(self, content: Mapping[str, Any]) -> list[str]:
        return list(content["groups"])

    def lines(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [("Groups", ", ".join(content["groups"]))]

    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        fishbone = Fishbone.objects.filter(project=project).first()
        if fishbone is None:
            raise Refusal("Name your problem first. Then copy the groups.")
        for name in content["groups"]:
            add_category(fishbone=fishbone, name=name, by=by)
        return "The groups stand with your causes."
