"""The questions of a survey, for other teams. Answers, links and dates are the team's own."""

from collections.abc import Mapping
from typing import Any

from django import forms

from projects.models import Project

from ..models import Survey
from ..surveys.questions import LONGEST
from ..surveys.services import write_survey
from .frame import Content, Frame, as_many, many_lines


class SurveyFrame(Frame):
    """``content``: its kind, what people read first, and its questions as it keeps them."""

    def find(self, user: Any, project: Project, ident: Any) -> Survey | None:
        return Survey.visible_to(user).filter(project=project, pk=ident).first()

    def content(self, thing: Survey) -> Content:
        return {"kind": thing.kind, "introduction": thing.introduction, "questions": list(thing.questions)}

    def fields(self, content: Content) -> dict[str, forms.Field]:
        most = Survey._meta.get_field("introduction").max_length
        found: dict[str, forms.Field] = {
            "introduction": forms.CharField(
                label="What people read first",
                max_length=most,
                required=False,
                widget=forms.Textarea,
                initial=content["introduction"],
            )
        }
        own = _own(content)
        if own:
            help_text = "One a line, in this order. You can reword them; each keeps its answers to choose from."
            found["own"] = many_lines("Questions of your own", own, help_text)
        return found

    def read(self, name: str, value: Any, content: Content) -> Any:
        return as_many(value, len(_own(content)), LONGEST, "questions of your own") if name == "own" else value

    def changed(self, content: Content, values: Mapping[str, Any]) -> Content:
        own = iter(values.get("own", ()))
        questions = [
            {**asked, "words": next(own)} if _is_own(asked) else asked for asked in content["questions"]
        ]  # fmt: skip
        return {"kind": content["kind"], "introduction": values["introduction"], "questions": questions}

    def texts(self, content: Mapping[str, Any]) -> list[str]:
        return [content["introduction"], *(asked["words"] for asked in content["questions"])]

    def lines(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [("Asks", " ".join(asked["words"] for asked in content["questions"]))]

    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        values = {"title": title, "introduction": content["introduction"], "questions": content["questions"]}
        survey = write_survey(project=project, kind=content["kind"], values=values, by=by)
        return f"'{survey.title}' is among your surveys. It is not open yet."


def _is_own(asked: Mapping[str, Any]) -> bool:
    """Written by the team; the others are the portal's own questions."""
    return str(asked["key"]).startswith(("own-", "time-"))


def _own(content: Mapping[str, Any]) -> list[str]:
    return [asked["words"] for asked in content["questions"] if _is_own(asked)]
