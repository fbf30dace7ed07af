import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, TimeField, WholeNumberField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Columns, Field, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import AgendaItem, Meeting, MeetingNote, MeetingRole, MeetingSeries, TeamMember
from projects.series import local_time

from .days import local
from .defaults import DEFAULTS, Point

TITLE_LIMIT = AgendaItem._meta.get_field("title").max_length
MOST_POINTS = 20
_POINT = re.compile(r"^(.*\S)[,;\s]+(\d{1,4})\s*(?:min(?:ute)?s?)?\.?$", re.IGNORECASE)
Rhythm = MeetingSeries.Rhythm


def points_words(points: Iterable[Any]) -> str:
    return "\n".join(f"{point.title}, {point.minutes}" for point in points)


class SeriesForm(VersionedFormMixin, NhsForm):
    """When a kind of meeting comes round, and the points that always stand on its agenda."""

    keep = "meeting-series"
    rhythm = forms.ChoiceField(label="How often?", choices=Rhythm.choices, widget=forms.RadioSelect)
    week = forms.TypedChoiceField(
        label="Which one in the month?",
        choices=[("", "Choose"), *MeetingSeries.Week.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    weekday = forms.TypedChoiceField(label="On which day?", choices=list(enumerate(WEEKDAYS)), coerce=int)
    time = TimeField(label="At what time?", help_text="For example 1pm.")
    minutes = WholeNumberField(label="How long?", min_value=5, max_value=240)
    place = forms.CharField(label="Where?", max_length=80, required=False, help_text="For example the meeting room.")
    starts_on = DateField(label="From which day on?")
    points = forms.CharField(
        label="What stands on every agenda?",
        widget=forms.Textarea,
        max_length=4000,
        help_text="One point a line, with its minutes: ‘Our numbers, 10’. What is open comes on by itself.",
    )
    is_paused = forms.BooleanField(label="Pause these meetings", required=False)
    paused_until = DateField(
        label="They start again on", required=False, help_text="Leave it empty to start them again yourselves."
    )
    reveals = {"rhythm": {Rhythm.MONTHLY: ["week"]}}
    required_when_revealed = {"week"}
    looks = {
        "time": {"width": "5"},
        "minutes": {"width": "3", "suffix": "minutes"},
        "points": {"rows": 8},
    }
    layout = (
        "rhythm",
        Columns("weekday", "time"),
        Columns("minutes", "place"),
        "starts_on",
        "points",
        Group("Pause", "is_paused", "paused_until", size="s"),
    )

    def __init__(self, *args: Any, kind: str, instance: MeetingSeries | None = None, **kwargs: Any):
        defaults = DEFAULTS[kind]
        if instance is None:
            kwargs["initial"] = {
                "rhythm": defaults.rhythm,
                "week": defaults.week,
                "minutes": defaults.minutes,
                "starts_on": timezone.localdate(),
                "points": points_words(defaults.points),
            }
        super().__init__(*args, instance=instance, **kwargs)

    def _values_of(self, instance: MeetingSeries | None) -> dict[str, Any]:
        found = super()._values_of(instance)
        if instance is not None:
            found["points"] = points_words(instance.template.all())
        return found

    def clean_points(self) -> str:
        text = self.cleaned_data["points"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_POINTS:
            raise forms.ValidationError(f"There are {len(lines)} points. The most is {MOST_POINTS}.")
        self.read_points = [_read_point(line) for line in lines]
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("is_paused"):
            cleaned["paused_until"] = None
        elif cleaned.get("paused_until") and cleaned["paused_until"] <= timezone.localdate():
            self.add_error("paused_until", "That day has come already. Choose a later one, or take the pause out.")
        length, total = cleaned.get("minutes"), sum(point.minutes for point in getattr(self, "read_points", []))
        if length and total > length:
            self.warnings.append(f"The points take {total} minutes, and the meeting has {length}.")
        return cleaned

    def details(self) -> dict[str, Any]:
        names = ("rhythm", "weekday", "week", "time", "minutes", "place", "starts_on", "is_paused", "paused_until")
        return {name: self.cleaned_data[name] for name in names}


def _read_point(line: str) -> Point:
    match = _POINT.match(line)
    shown = line if len(line) <= 40 else line[:39] + "…"
    if not match:
        raise forms.ValidationError(f"‘{shown}’ has no minutes. Write them at the end, after a comma.")
    title, minutes = match[1].rstrip(" ,;"), int(match[2])
    if not title:
        raise forms.ValidationError(f"‘{shown}’ has minutes, and no words. Say what the point is.")
    if len(title) > TITLE_LIMIT:
        raise forms.ValidationError(f"‘{shown}’ is longer than {TITLE_LIMIT} characters. Say it more shortly.")
    if not 1 <= minutes <= 240:
        raise forms.ValidationError(f"‘{shown}’ has {minutes} minutes. Choose between 1 and 240.")
    return Point(title, minutes)


class WhenForm(VersionedFormMixin, NhsForm):
    """Another day, time, length or place for one meeting."""

    on = DateField(label="On which day?", help_text="For example 7 March.")
    at = TimeField(label="At what time?", help_text="For example 1pm.")
    minutes = WholeNumberField(label="How long?", min_value=5, max_value=240)
    place = forms.CharField(label="Where?", max_length=80, required=False)
    looks = {"at": {"width": "5"}, "minutes": {"width": "3", "suffix": "minutes"}}
    buttons = ("Move the meeting",)

    def _values_of(self, instance: Meeting | None) -> dict[str, Any]:
        if instance is None:
            return {}
        at = local(instance)
        return {"on": at.date(), "at": at.time(), "minutes": instance.minutes, "place": instance.place}

    def starts_at(self, zone: str) -> datetime:
        return local_time(self.cleaned_data["on"], self.cleaned_data["at"], ZoneInfo(zone))


class MembersMixin:
    """Who is here, from the lead team, and who else."""

    members: dict[str, TeamMember]

    def set_members(self, members: Iterable[TeamMember]) -> None:
        self.members = {str(member.pk): member for member in members}
        self.fields["present"].choices = [(pk, member.name) for pk, member in self.members.items()]  # type: ignore[attr-defined]

    def present_members(self) -> list[TeamMember]:
        return [self.members[pk] for pk in self.cleaned_data["present"]]  # type: ignore[attr-defined]


def _present() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label="Who is here?", required=False, widget=forms.CheckboxSelectMultiple)


def _guests() -> forms.CharField:
    return forms.CharField(label="Who else?", required=False, max_length=300, help_text="Names of guests.")


class PeopleForm(MembersMixin, VersionedFormMixin, NhsForm):
    """Who has which role, and who is here."""

    leader, recorder, timekeeper, facilitator = (forms.ChoiceField(required=False) for _ in range(4))
    present = _present()
    guests = _guests()
    layout = (Columns("leader", "recorder"), Columns("timekeeper", "facilitator"), "present", "guests")

    def __init__(self, *args: Any, instance: Meeting, members: Iterable[TeamMember], **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        self.set_members(members)
        for role in MeetingRole.Role:
            self.fields[role.value].label = role.label
            self.fields[role.value].choices = [
                ("", "By turns"),
                *((pk, member.name) for pk, member in self.members.items()),
            ]

    def _values_of(self, instance: Meeting | None) -> dict[str, Any]:
        if instance is None:
            return {}
        roles = {row.role: str(row.member_id) for row in instance.roles.all()}
        return {
            **{role: roles.get(role, "") for role in MeetingRole.Role.values},
            "present": [str(member.pk) for member in instance.present.all()],
            "guests": instance.guests,
        }

    def roles(self) -> dict[str, TeamMember | None]:
        return {role: self.members.get(self.cleaned_data[role]) for role in MeetingRole.Role.values}


class CloseForm(MembersMixin, VersionedFormMixin, NhsForm):
    """The last question of a meeting: how good was it?"""

    score = forms.TypedChoiceField(
        label="How good was this meeting?",
        choices=[(number, str(number)) for number in range(1, 11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text="1: a waste of time. 10: as good as it can be. Ask everybody, and agree on one number.",
    )
    present = _present()
    guests = _guests()
    layout = (
        Field("score", look="tiles", classes="app-tiles--scale app-tiles--ten"),
        "present",
        "guests",
    )
    buttons = ("Close the meeting",)

    def __init__(self, *args: Any, instance: Meeting, members: Iterable[TeamMember], **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        self.set_members(members)
        if not self.initial["present"]:
            self.initial["present"] = list(self.members)

    def _values_of(self, instance: Meeting | None) -> dict[str, Any]:
        if instance is None:
            return {}
        return {
            "score": instance.score,
            "present": [str(member.pk) for member in instance.present.all()],
            "guests": instance.guests,
        }


class NewPointForm(NhsForm):
    title = forms.CharField(label="What do you want to talk about?", max_length=TITLE_LIMIT)
    minutes = WholeNumberField(label="For how long?", min_value=1, max_value=240, initial=5)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    looks = {"minutes": {"width": "3", "suffix": "minutes"}}
    buttons = ("Add the point",)


class PointForm(VersionedFormMixin, NhsModelForm):
    looks = {"minutes": {"width": "3", "suffix": "minutes"}}

    class Meta:
        model = AgendaItem
        fields = ("title", "minutes")
        labels = {"title": "What do you want to talk about?", "minutes": "For how long?"}


class NotesForm(NhsForm):
    """What one person has under a point now, and the text from which they began."""

    base = forms.CharField(required=False, strip=False, max_length=20_000, widget=forms.HiddenInput)
    notes = forms.CharField(label="Notes", required=False, strip=False, max_length=5000, widget=forms.Textarea)


class LiveForm(NotesForm):
    """The screen on which a meeting runs: notes of one point, and one line to write down what came of it."""

    text = forms.CharField(
        label="What came of it?",
        required=False,
        max_length=400,
        help_text="An action is typed as ‘Sam: ring the phone company, by Friday’.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    item = forms.UUIDField(widget=forms.HiddenInput, required=False)
    form_id = "live"
    buttons = ()


class NoteForm(VersionedFormMixin, NhsModelForm):
    class Meta:
        model = MeetingNote
        fields = ("text",)
        labels = {"text": "In other words"}
