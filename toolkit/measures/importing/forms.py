from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Field, Save

from .cells import MOST_BYTES, TOO_LARGE, Rows
from .columns import Columns, choices, names, samples


class BringInForm(NhsForm):
    """Pasted cells, or one file."""

    keep = "figures"
    pasted = forms.CharField(
        label="Paste cells from a spreadsheet",
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text="Copy the cells with their headings: a column of dates, and a column for each figure.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text=".xlsx or .csv, 2 MB at most.",
        widget=forms.FileInput,  # nothing is kept that a box could clear
    )
    looks = {"pasted": {"rows": 6}}

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        self.cancel_url = cancel_url
        super().__init__(*args, **kwargs)

    def _check_text(self, name: str, value: str) -> None:
        """What is pasted is looked at cell by cell, so that the sentence can say which one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        pasted, file = cleaned.get("pasted", "").strip(), cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", TOO_LARGE)
        elif file is not None and pasted:
            self.add_error("file", "Paste cells or choose a file, one of the two.")
        elif file is None and not pasted and not self.errors:
            self.add_error("pasted", "Paste some cells, or choose a file.")
        return cleaned

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Look at them first"), Away("Cancel", self.cancel_url))


class ColumnsForm(NhsForm):
    """What each column holds: one question a column, with its first cells beside it.

    ``asked``: nothing can be saved before they are named, so this is the page's main button.
    """

    head = forms.BooleanField(label="The first row holds headings", required=False)

    def __init__(self, *args: Any, rows: Rows, columns: Columns, measures: Any, asked: bool, **kwargs: Any):
        self.asked = asked
        initial = {"head": columns.head, **{f"column{n}": role for n, role in enumerate(columns.roles)}}
        super().__init__(*args, initial=initial, **kwargs)
        shown = samples(rows, columns.head)
        for number, name in enumerate(names(rows, columns.head)):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=name, choices=choices(measures), help_text=", ".join(cell[:24] for cell in shown[number])
            )
        self.reword()

    def get_layout(self) -> list[Any]:
        return [*(Field(name) for name in self.fields if name != "head"), "head"]

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Use these columns", variant="primary" if self.asked else "secondary"),)

    @property
    def columns(self) -> Columns:
        given = self.cleaned_data
        roles = tuple(given[name] for name in self.fields if name != "head")
        return Columns(roles, given["head"])
