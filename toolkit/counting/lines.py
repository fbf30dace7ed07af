"""A list that is typed one thing on each line."""

from collections.abc import Iterable
from typing import Any

from django import forms

LONGEST = 60  # characters in a line


class LinesInput(forms.Textarea):
    """Takes a list or the text that was typed."""

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(value or [])


class LinesField(forms.CharField):
    """Cleans to a list of different, non-empty lines."""

    def __init__(self, *, least: int, most: int, **kwargs: Any):
        self.least, self.most = least, most
        super().__init__(widget=LinesInput(attrs={"rows": 7}), max_length=(LONGEST + 40) * most, **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [line for line in (" ".join(line.split()) for line in str(super().clean(value)).splitlines()) if line]
        if len(lines) < self.least:
            raise forms.ValidationError(f"Write at least {'two lines' if self.least == 2 else 'one line'}.")
        if len(lines) > self.most:
            raise forms.ValidationError(f"Write {self.most} lines at most. There are {len(lines)}.")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST:
                raise forms.ValidationError(f"Line {number} is longer than {LONGEST} characters.")
        if twice := next(iter(_twice(lines)), ""):
            raise forms.ValidationError(f"‘{twice}’ stands there twice.")
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return LinesInput().format_value(initial) != LinesInput().format_value(data)


def _twice(lines: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for line in lines:
        if line.casefold() in seen:
            yield line
        seen.add(line.casefold())
