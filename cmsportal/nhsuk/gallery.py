"""Every component and form control on one page, in all its states: for whoever builds or checks a page."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import Guarded, is_administrator, public
from cmsportal.nhsuk import fields
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Buttons, Columns, Field, FigureRow, Fold, Group, Save, Words
from cmsportal.nhsuk.versioned import VersionedFormMixin

CERTAINTY = [("known", "Known"), ("estimate", "Estimate"), ("unknown", "Not known"), ("none", "Does not apply")]
MODES = [("visit", "At the practice"), ("video", "Video"), ("phone", "Phone"), ("other", "Another way")]
ROLES = [("gp", "GP"), ("nurse", "Practice nurse"), ("reception", "Receptionist"), ("patient", "Patient partner")]


class EveryControlForm(NhsForm):
    """One of each."""

    keep = "gallery"
    action = ""
    figure = fields.NumberField(label="This week", min_value=0, max_value=100, help_text="A number from 0 to 100")
    on = fields.DateField(label="Date")
    at = fields.TimeField(label="Time", required=False)
    born = fields.DatePartsField(
        label="When did the practice open?", required=False, help_text="For example, 31 3 1980"
    )
    name = forms.CharField(label="Name of the measure", max_length=60)
    email = forms.EmailField(label="Email address", required=False)
    code = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    patients = fields.WholeNumberField(label="Patients on our list", required=False, help_text="Published list size")
    certainty = forms.ChoiceField(
        label="How sure are we about our list?", choices=CERTAINTY, widget=forms.RadioSelect, required=False
    )
    women = fields.WholeNumberField(label="Women and girls", required=False, help_text="Published list size")
    women_certainty = forms.ChoiceField(
        label="How sure are we about women and girls?", choices=CERTAINTY, widget=forms.RadioSelect, required=False
    )
    mode = forms.ChoiceField(label="How did you meet?", choices=MODES, widget=forms.RadioSelect)
    mode_other = forms.CharField(label="Which way?", required=False)
    tools = forms.MultipleChoiceField(
        label="What did you mostly do?",
        help_text="Choose any",
        choices=[
            ("context", "Understood their situation"),
            ("trust", "Built trust"),
            ("helping", "Helped them decide"),
            ("tool", "Taught a tool"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    energy = forms.ChoiceField(
        label="How was the team's energy?",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect,
        required=False,
    )
    decision = forms.ChoiceField(
        label="What happens next?",
        choices=[("adopt", "Adopt"), ("adapt", "Adapt"), ("abandon", "Abandon")],
        widget=forms.RadioSelect,
        required=False,
    )
    present = forms.MultipleChoiceField(
        label="Who was there?", choices=ROLES, widget=forms.CheckboxSelectMultiple, required=False
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *ROLES], required=False)
    observations = forms.CharField(label="Observations", widget=forms.Textarea, max_length=300)
    note = forms.CharField(label="Private note", widget=forms.Textarea, required=False)
    upload = forms.FileField(label="Practice list", required=False, help_text="A CSV file, 20 MB at most")
    closed = forms.BooleanField(label="We were closed that week", required=False)

    reveals = {"mode": {"other": ["mode_other"]}}
    required_when_revealed = {"mode_other"}
    looks = {"name": {"width": "20"}, "on": {"width": "20"}, "at": {"width": "5"}, "email": {"width": "two-thirds"}}
    layout = (
        Field.big("figure", suffix="%"),
        Columns("on", "at"),
        "closed",
        "name",
        Group(
            "A figure and how sure we are",
            FigureRow("patients", "certainty", unit="people"),
            FigureRow("women", "women_certainty", unit="%"),
            hint="As on the workbook's pages",
        ),
        "mode",
        Field.tiles("tools"),
        Field.scale("energy", "Flat", "Steady", "Flying"),
        Field(
            "decision",
            item_hints={
                "adopt": "Keep it as it is",
                "adapt": "Change it, test again",
                "abandon": "Stop, and say why",
            },
        ),
        Field("present", small=True),
        "role",
        Field("born"),
        Field("email"),
        Field("code", width="20"),
        Field.counted("observations", 300, rows=4),
        Fold("Private note for supervision", "note"),
        "upload",
        Words("The team sees this, except the private note."),
        Buttons(Save("Save the figure"), Away("Cancel", "#"), note="You will see the chart next."),
    )
    buttons = ()


class MeanwhileForm(VersionedFormMixin, NhsForm):
    """Saved by two people: what it looks like."""

    form_tag = False
    buttons = ("Save again",)
    title = forms.CharField(label="Question", initial="")
    learned = forms.CharField(label="What did we learn?", widget=forms.Textarea, required=False)


def _meanwhile() -> MeanwhileForm:
    record = SimpleNamespace(pk=1, version=4, title="Will a text move requests online?", learned="Ask Sam first.")
    typed = {
        "meant-version": "3",
        "meant-title": record.title,
        "meant-learned": "Texts work if they say who they are from.",
    }
    form = MeanwhileForm(typed, instance=record, prefix="meant")
    form.is_valid()
    return form


STEPS = [
    {
        "title": "Lead team",
        "method": "organise",
        "state": "done",
        "text": "Since Monday 2 September. All six roles filled.",
    },
    {"title": "About our practice", "method": "5Ps", "state": "skipped", "text": "Skipped: the survey ran in July."},
    {"title": "What to improve", "method": "diagnose", "state": "done", "text": "Phones chosen, Monday 21 October."},
    {
        "title": "Small tests",
        "method": "treat",
        "state": "current",
        "text": "Test 4 has run. Next: study it.",
        "url": "#",
    },
    {"title": "Keep it going", "method": "follow up", "state": "", "text": "Starts when you say so."},
]
ROWS = [
    {
        "title": "Ask the phone company for hourly call counts",
        "text": "by Wednesday 5 March",
        "url": "#",
        "link": "Open",
    },
    {
        "title": "Put the new chart on the wall",
        "strong": "Late:",
        "text": "was due Friday 28 February",
        "post": ".",
        "link": "Mark done",
    },
    {"title": "Jo Pritchard", "aside": "Reception manager", "tag": "Champion"},
]


def examples() -> dict[str, Any]:
    return {
        "steps": STEPS,
        "rows": ROWS,
        "summary": [
            {"key": "Practice", "value": "Larkmead Surgery", "href": "#"},
            {"key": "Champion", "value": "Jo Pritchard", "href": "#", "hidden_text": "champion"},
        ],
        "head": ["Practice", "Step", {"text": "Last figure", "numeric": True}],
        "body": [("Larkmead Surgery", "Small tests", "78%"), ("Beckwater Surgery", "Lead team", "12%")],
        "page": Paginator(range(120), 10).page(6),
        "colours": ["grey", "white", "green", "aqua-green", "blue", "purple", "pink", "orange", "yellow"],
        "signals": [
            ("better", "Changed for the better"),
            ("worse", "Changed for the worse"),
            ("none", "No clear change yet"),
            ("early", "Too early to judge"),
            ("hidden", "Hidden: fewer than five"),
        ],
        "today": dt.date(2025, 3, 3),
        "figure": 1250,
    }


class GalleryView(Guarded):
    """For administrators of the installation; open to everybody in the demo, where no real work is kept."""

    permission = public if settings.MODE == "demo" else is_administrator

    def page(self, request: HttpRequest, form: EveryControlForm, status: int = 200) -> HttpResponse:
        context = {"gallery_form": form, "meanwhile": _meanwhile(), **examples()}
        return render(request, "nhsuk/gallery.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, EveryControlForm(initial={"on": dt.date(2025, 3, 3), "at": dt.time(8, 50)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EveryControlForm(request.POST, request.FILES)
        form.is_valid()
        return self.page(request, form)
