"""The visit log, made for a phone: big choices, few words."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, TimeField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Closed, Columns, Field, Fold, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.actions.parsing import read_action
from projects.tools import TOOLS

from ..models import Visit

MOST_STEPS = 5
ANOTHER_DAY = "day"
NEXT_IN = (("1", "In a week"), ("2", "In two weeks"), ("4", "In four weeks"), (ANOTHER_DAY, "Another day"))
LOST_NOTE = "lost"  # in place of a note that a phone sealed and nobody can open


def split_people(words: str, team: Sequence[str]) -> tuple[list[str], str]:
    """Who of the team stands in 'Jo Pritchard, Sam Whitlock, the trainer', and the rest as it is."""
    named = [part.strip() for part in words.split(",") if part.strip()]
    return [name for name in team if name in named], ", ".join(name for name in named if name not in team)


class WhenMixin:
    """A day and a time, in the practice's own time."""

    zone: ZoneInfo
    moments: dict[str, str] = {}  # beginning of the two fields' names -> field of Visit

    def _values_of(self, visit: Visit | None) -> dict[str, Any]:
        found = super()._values_of(visit)  # type: ignore[misc]
        for stem, name in self.moments.items():
            at = getattr(visit, name, None)
            local = at.astimezone(self.zone) if at else None
            found[f"{stem}day"] = local.date() if local else None
            found[f"{stem}time"] = local.time() if local else None
        return found

    def moment(self, day_name: str, time_name: str) -> datetime | None:
        day, time = self.cleaned_data.get(day_name), self.cleaned_data.get(time_name)
        return datetime.combine(day, time, tzinfo=self.zone) if day and time else None


class PlanForm(WhenMixin, VersionedFormMixin, NhsForm):
    """A day in the calendar; with ``instance``, a visit that is moved."""

    moments = {"": "at"}
    plans = "day"  # the field that says for when
    day = DateField(label="Which day?")
    time = TimeField(label="What time?")
    mode = forms.ChoiceField(label="How will you meet?", choices=Visit.Mode.choices, widget=forms.RadioSelect)
    minutes = WholeNumberField(label="For how long?", min_value=5, max_value=480, required=False)
    buttons = ("Save the visit",)
    layout = (
        Field("day", width="20"),
        Field("time", width="10"),
        Field("minutes", suffix="min", width="4"),
        Field.tiles("mode"),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate(timezone=self.zone):
            raise forms.ValidationError("This day is past. To write down a visit that was, use ‘Log a visit’.")
        return day


def holds_steps(data: Any) -> bool:
    """Whether a form that was sent names next steps."""
    return bool(data) and any(data.get(f"step{number}", "").strip() for number in range(MOST_STEPS))


class VisitForm(WhenMixin, VersionedFormMixin, NhsForm):
    """What happened. Everything but the day and the mode may be left empty.

    Args:
        team: names of the lead team, offered as ticks; who else was met is typed.
        read_note: the private note of a visit for this reader, or None where it cannot be read. Then the form has
            no field for it, and what is kept stays as it is.
        is_correction: the visit is logged already; its next steps are actions by now and change over there.
    """

    adds = frozenset(f"step{number}" for number in range(MOST_STEPS))
    moments = {"": "at", "next_": "next_contact_at"}

    day = DateField(label="Which day?")
    time = TimeField(label="What time?")
    mode = forms.ChoiceField(label="How did you meet?", choices=Visit.Mode.choices, widget=forms.RadioSelect)
    minutes = WholeNumberField(label="With the team", min_value=0, max_value=1440, required=False)
    preparation_minutes = WholeNumberField(label="Preparing", min_value=0, max_value=1440, required=False)
    travel_minutes = WholeNumberField(label="Travel", min_value=0, max_value=1440, required=False)
    met = forms.MultipleChoiceField(label="Whom did you meet?", widget=forms.CheckboxSelectMultiple, required=False)
    people = forms.CharField(label="Somebody else?", max_length=300, required=False)
    phase = forms.ChoiceField(
        label="Where is the coaching?", choices=Visit.Phase.choices, widget=forms.RadioSelect, required=False
    )
    helped = forms.MultipleChoiceField(
        label="What did you mostly do?",
        choices=Visit.Help.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose any",
    )
    tools_used = forms.MultipleChoiceField(
        label="Tools you used",
        choices=[(tool.value, tool.label) for tool in TOOLS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    energy = forms.TypedChoiceField(
        label="How was the team's energy?",
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    progress = forms.CharField(label="What moved on?", max_length=2000, required=False, widget=forms.Textarea)
    barriers = forms.CharField(label="What got in the way?", max_length=2000, required=False, widget=forms.Textarea)
    next_in = forms.ChoiceField(
        label="When is the next visit?", choices=NEXT_IN, widget=forms.RadioSelect, required=False
    )
    next_day = DateField(label="Next visit: which day?", required=False)
    next_time = TimeField(label="What time?", required=False)
    note = forms.CharField(
        label="Private note for supervision",
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        help_text="Only you and your mentor can read it. It is kept encrypted.",
    )
    note_sealed = forms.CharField(widget=forms.HiddenInput, max_length=30_000, required=False)
    needs_help = forms.BooleanField(label="I need help with this team", required=False)
    buttons = ("Save visit",)

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        read_note: Callable[[Visit], str | None],
        team: Sequence[str] = (),
        is_correction: bool = False,
        **kwargs: Any,
    ):
        self.zone, self.read_note, self.team = zone, read_note, team
        super().__init__(*args, **kwargs)
        self.fields["met"].choices = [(name, name) for name in team]
        if not team:
            del self.fields["met"]
            self.fields["people"].label = "Whom did you meet?"
        if self.initial["note"] is None:
            del self.fields["note"], self.fields["note_sealed"]
        self.is_correction = is_correction
        if not is_correction:
            for number in range(MOST_STEPS):
                self.fields[f"step{number}"] = forms.CharField(
                    label="Next step" if number == 0 else f"Next step {number + 1}",
                    max_length=300,
                    required=False,
                    help_text="Who: what, by when. For example ‘Dr Sethi: draft the aim, by Friday’."
                    if number == 0
                    else "",
                )
        self.reword()

    def _values_of(self, visit: Visit) -> dict[str, Any]:
        met, others = split_people(visit.people, self.team)
        found = super()._values_of(visit)
        found |= self._next_values(visit, found)
        more = {"met": met, "people": others, "note": self.read_note(visit), "note_sealed": ""}
        return {**found, **more}

    def _next_values(self, visit: Visit, found: dict[str, Any]) -> dict[str, Any]:
        """The next visit as it was chosen: some weeks on at the same time, or a day and a time."""
        if not visit.next_contact_at:
            return {"next_in": ""}
        for weeks, _ in NEXT_IN[:-1]:
            if self.weeks_on(visit.at, weeks) == visit.next_contact_at:
                return {"next_in": weeks, "next_day": None, "next_time": None}
        return {"next_in": ANOTHER_DAY}

    @property
    def plans(self) -> str:
        """The field that says for when the next visit is planned."""
        return "next_day" if self.cleaned_data["next_in"] == ANOTHER_DAY else "next_in"

    def weeks_on(self, at: datetime, weeks: str) -> datetime:
        """The same time of the clock some weeks later."""
        return (at.astimezone(self.zone).replace(tzinfo=None) + timedelta(weeks=int(weeks))).replace(tzinfo=self.zone)

    def next_at(self) -> datetime | None:
        weeks, at = self.cleaned_data.get("next_in"), self.moment("day", "time")
        if weeks and weeks != ANOTHER_DAY and at:
            return self.weeks_on(at, weeks)
        return self.moment("next_day", "next_time")

    def get_layout(self) -> list[Any]:
        steps = [] if self.is_correction else [Field(f"step{number}") for number in range(MOST_STEPS)]
        more = [Fold("Add more next steps", *steps[1:])] if steps else []
        return [
            Field.tiles("mode"),
            Group(
                "How long?",
                Columns(
                    Field("minutes", suffix="min", width="4"),
                    Field("preparation_minutes", suffix="min", width="4"),
                    Field("travel_minutes", suffix="min", width="4"),
                    classes="app-grid--minutes",
                ),
                size="s",
            ),
            Field.tiles("helped"),
            Field.scale("energy", "Flat", "Steady", "Flying"),
            Field("progress", rows=3),
            Field("barriers", rows=3),
            *steps[:1],
            *more,
            Field.tiles("next_in", reveals={ANOTHER_DAY: ["next_day", "next_time"]}),
            Closed(
                "Day, people, tools and phase",
                Columns("day", "time"),
                *([Field("met", small=True)] if self.team else []),
                "people",
                Field("tools_used", small=True),
                Field("phase", small=True),
            ),
            *([Fold("Private note for supervision", Field("note", rows=4))] if "note" in self.fields else []),
            "needs_help",
        ]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if not typed.get("next_in") and (typed.get("next_day") or typed.get("next_time")):
            typed["next_in"] = ANOTHER_DAY  # a day was typed: that is a choice
        cleaned = super().clean()
        if len(self.people_met()) > Visit._meta.get_field("people").max_length:
            self.add_error("people", "These are more names than fit. Leave some out.")
        if cleaned.get("note_sealed") == LOST_NOTE:
            self.add_error("note", "The note that was sealed on your phone cannot be opened. Write it again.")
            self.data = self.data.copy()
            self.data["note_sealed"] = ""  # said once: who leaves the note empty now has none
        for number, line in enumerate(self._step_lines()):
            if line.strip() and not read_action(line, (), timezone.localdate()).what:
                self.add_error(f"step{number}", "Say what is to be done, too.")
        at = self.moment("day", "time")
        if at and at > timezone.now() and "day" not in self.errors:
            self.add_error("day", "This visit has not happened yet. Log it afterwards.")
        if cleaned.get("next_in", "") in {"", ANOTHER_DAY}:
            self._check_next_day(cleaned, at)
        return cleaned

    def _check_next_day(self, cleaned: dict[str, Any], at: datetime | None) -> None:
        given = {name for name in ("next_day", "next_time") if cleaned.get(name) or name in self.errors}
        wanted = {"next_day", "next_time"} if cleaned.get("next_in") else set()
        if "next_day" in wanted - given:
            self.add_error("next_day", "Which day is the next visit?")
        if "next_time" in wanted - given:
            self.add_error("next_time", "What time is the next visit?")
        following = self.moment("next_day", "next_time")
        if following and at and following <= at:
            self.add_error("next_day", "The next visit is after this one.")

    def visit_values(self) -> dict[str, Any]:
        names = (
            "mode",
            "minutes",
            "preparation_minutes",
            "travel_minutes",
            "helped",
            "tools_used",
            "energy",
        )
        values = {name: self.cleaned_data[name] for name in (*names, "progress", "barriers", "needs_help")}
        values["phase"] = self.cleaned_data["phase"] or self.instance.phase
        values["at"] = self.moment("day", "time")
        values["people"] = self.people_met()
        return values

    def people_met(self) -> str:
        """Those who are ticked, in the team's order, and who else is named."""
        others = " ".join(self.cleaned_data.get("people", "").split())
        return ", ".join([*self.cleaned_data.get("met", []), *([others] if others else [])])

    def next_steps(self) -> list[str]:
        return [line for line in self._step_lines() if line.strip()]

    def _step_lines(self) -> list[str]:
        return [self.cleaned_data.get(f"step{number}", "") for number in range(MOST_STEPS)]
