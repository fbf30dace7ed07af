"""Form fields that read what people type: UK dates and times, numbers with commas or a unit behind them."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmsportal.nhsuk import dates, formats


class DateInput(forms.TextInput):
    """One text box, filled with the date in words."""

    def format_value(self, value: Any) -> str:
        return formats.day_full(value) if isinstance(value, dt.date) else (value or "")


class TimeInput(forms.TextInput):
    def format_value(self, value: Any) -> str:
        return formats.clock(value) if isinstance(value, dt.time) else (value or "")


class DateField(forms.Field):
    """A date typed as people write it. Without a year, the nearest such day to today is meant."""

    widget = DateInput
    default_error_messages = {"no_such_date": "%(sentence)s"}

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dates.read_date(str(value), timezone.localdate())
        except dates.NotADate as reason:
            raise ValidationError(
                self.error_messages["no_such_date"], code="no_such_date", params={"sentence": str(reason)}
            ) from reason

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class TimeField(forms.Field):
    """A time of day: '8:50', '1pm', '13:00'."""

    widget = TimeInput
    default_error_messages = {"no_such_time": "%(sentence)s"}

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.time):
            return value
        try:
            return dates.read_time(str(value))
        except dates.NotADate as reason:
            raise ValidationError(
                self.error_messages["no_such_time"], code="no_such_time", params={"sentence": str(reason)}
            ) from reason


class DatePartsInput(forms.MultiWidget):
    """Three boxes: day, month, year. For dates people know by heart."""

    is_date_parts = True
    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, dt.date) else ["", "", ""]


class DatePartsField(forms.MultiValueField):
    """The three-box date. Cleans to a date; names the box that is missing."""

    widget = DatePartsInput
    default_error_messages = {
        "part_missing": "The date needs a %(part)s.",
        "no_such_date": "There is no such day. Check the day and the month.",
    }

    def __init__(self, **kwargs: Any):
        number = {"invalid": "Write the day, month and year as numbers."}
        parts = [forms.IntegerField(required=False, error_messages=number) for _ in DatePartsInput.parts]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> dt.date | None:
        if not any(value not in self.empty_values for value in values):
            return None
        for part, value in zip(DatePartsInput.parts, values, strict=True):
            if value in self.empty_values:
                raise ValidationError(self.error_messages["part_missing"], code="part_missing", params={"part": part})
        day, month, year = values
        try:
            return dt.date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["no_such_date"], code="no_such_date") from None


def _bare_figure(value: Any) -> Any:
    """'1,250 ' -> '1250', '78%' -> '78', '£1 500' -> '1500': what people add to a figure without meaning more."""
    if not isinstance(value, str):
        return value
    text = value.strip().removesuffix("%").removeprefix("£").strip()
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text)
    return text.replace(",", "") if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text) else text


_FIGURE = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")


class PlainFigure:
    """Before a number field: Python reads '1_000' and '1e3' as numbers too; nobody who types them here means it."""

    def to_python(self, value: Any) -> Any:
        bare = _bare_figure(value)
        if isinstance(bare, str) and bare and not _FIGURE.fullmatch(bare):
            raise ValidationError(self.error_messages["invalid"], code="invalid")  # type: ignore[attr-defined]
        return super().to_python(bare)  # type: ignore[misc]


class FigureInput(forms.TextInput):
    """A number in a text box: no spinner that a scroll wheel turns, and nothing the browser throws away."""

    def format_value(self, value: Any) -> str:
        if isinstance(value, Decimal):
            return formats.number(value).replace(",", "")
        return "" if value is None else str(value)


class WholeNumberField(PlainFigure, forms.IntegerField):
    widget = FigureInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric"}


class NumberField(PlainFigure, forms.DecimalField):
    widget = FigureInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}
