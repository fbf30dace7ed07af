"""The forms every page builds on: NhsForm, NhsModelForm, and the mixins behind them.

A form validates and lays out; it never saves. Views hand ``cleaned_data`` to a service.
"""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.http import QueryDict

from cmsportal.nhsuk import fields as own
from cmsportal.nhsuk.layout import Buttons, Field, _Holder
from cmsportal.nhsuk.wording import default_messages
from cmsportal.safetext import find_birth_date, find_nhs_number

TEXT_LIMIT = 20_000  # characters in a text field that sets no limit of its own


class NhsFormHelper(FormHelper):
    """Lays the form out in the ``nhsuk`` pack. Hidden fields are drawn even when the layout leaves them out."""

    render_hidden_fields = True
    include_media = False


class SafeTextMixin:
    """Refuses NHS numbers, NUL characters and endless text in every text field; notes what looks like a birthday.

    ``warnings`` is filled by validation and blocks nothing: pages show it after saving.
    """

    warnings: list[str]

    def _clean_fields(self) -> None:
        self.warnings = []
        self.data = _with_plain_newlines(self.data)
        super()._clean_fields()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and name in self.fields:
                self._check_text(name, value)
            elif isinstance(value, list) and name in self.fields and all(isinstance(line, str) for line in value):
                self._check_text(name, "\n".join(value))

    def _check_text(self, name: str, value: str) -> None:
        label = self.fields[name].label or name.replace("_", " ").capitalize()
        if isinstance(self.fields[name].widget, forms.PasswordInput):
            return
        if "\x00" in value:
            self.add_error(name, f"'{label}' holds a character that cannot be kept. Type it again.")
        elif find_nhs_number(value):
            self.add_error(
                name,
                f"'{label}' holds what looks like an NHS number. Take it out; everything else you typed is kept.",
            )
        elif getattr(self.fields[name], "max_length", None) is None and len(value) > TEXT_LIMIT:
            self.add_error(name, f"'{label}' holds {len(value):,} characters. The most is {TEXT_LIMIT:,}.")
        elif find_birth_date(value):
            self.warnings.append(f"'{label}' may hold a date of birth. Take it out if it is a patient's.")


def _with_plain_newlines(data: Any) -> Any:
    """Browsers send two characters for a new line and count one: limits must count as the person does."""
    if isinstance(data, QueryDict):
        if not any("\r\n" in value for values in data.lists() for value in values[1] if isinstance(value, str)):
            return data
        data = data.copy()
        for name, values in data.lists():
            data.setlist(name, [v.replace("\r\n", "\n") if isinstance(v, str) else v for v in values])
        return data
    return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in data.items()}


class RevealMixin:
    """Choices that uncover fields: ``reveals = {"mode": {"other": ["mode_other"]}}``.

    What was typed under a choice not taken is dropped here, on the server, with any problem in it.
    ``required_when_revealed`` names the fields that must be filled while they show.
    """

    reveals: dict[str, dict[Any, list[str]]] = {}
    required_when_revealed: frozenset[str] | set[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, branches in self.reveals.items():
            answer = cleaned.get(name)
            taken = {str(a) for a in answer} if isinstance(answer, list | tuple | set) else {str(answer)}
            shown = {field for choice, under in branches.items() if str(choice) in taken for field in under}
            for field in {field for under in branches.values() for field in under}:
                self._keep(field, cleaned) if field in shown else self._drop(field, cleaned)
        return cleaned

    def _keep(self, name: str, cleaned: dict[str, Any]) -> None:
        empty = cleaned.get(name) in self.fields[name].empty_values
        if name in self.required_when_revealed and empty and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])

    def _drop(self, name: str, cleaned: dict[str, Any]) -> None:
        field = self.fields[name]
        self._errors.pop(name, None)
        was, field.required = field.required, False
        cleaned[name] = field.clean(field.widget.value_from_datadict({}, {}, name))
        field.required = was


class NhsFormMixin(RevealMixin, SafeTextMixin):
    """Look and words of a form. Set ``layout`` (parts), ``looks`` (name -> options) and ``buttons`` in the class.

    ``keep``: a name under which the browser keeps unsent text on the device until the form is sent.
    """

    layout: tuple[Any, ...] = ()
    looks: dict[str, dict[str, Any]] = {}
    buttons: tuple[Any, ...] = ("Save",)
    keep: str = ""
    form_id: str = ""
    method: str = "post"
    action: str = ""
    form_tag: bool = True
    clashes: dict[str, Any] = {}

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.warnings = []
        self.reword()

    def reword(self) -> None:
        """Labels where there are none, and our messages. Call it again after changing labels or adding fields."""
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            default_messages(field)

    def get_layout(self) -> list[Any]:
        """The parts of the form; override when they depend on the instance."""
        if self.layout:
            return list(self.layout)
        revealed = {name for branches in self.reveals.values() for under in branches.values() for name in under}
        return [name for name, field in self.fields.items() if name not in revealed and not field.widget.is_hidden]

    def get_buttons(self) -> tuple[Any, ...]:
        return self.buttons

    @property
    def helper(self) -> NhsFormHelper:
        from crispy_forms.layout import Layout

        helper = NhsFormHelper()
        helper.form_tag, helper.form_method, helper.form_action = self.form_tag, self.method, self.action
        helper.form_id = self.form_id
        if self.keep:
            helper.attrs = {"data-keep": self.keep}
        parts = [as_fields(part) for part in self.get_layout()]
        buttons = self.get_buttons()
        helper.layout = Layout(*parts, *([Buttons(*buttons)] if buttons else []))
        return helper


def as_fields(part: Any) -> Any:
    """Names become Field objects, so that ``looks`` and ``reveals`` apply wherever they stand."""
    if isinstance(part, str):
        return Field(part)
    if isinstance(part, _Holder):
        part.fields = [as_fields(inner) for inner in part.fields]
    return part


class NhsForm(NhsFormMixin, forms.Form):
    """A form of its own."""


def model_field(db_field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field for a model's field: dates, times and numbers read what people type."""
    classes: list[tuple[type[models.Field], type[forms.Field]]] = [
        (models.DateTimeField, forms.DateTimeField),
        (models.DateField, own.DateField),
        (models.TimeField, own.TimeField),
        (models.DecimalField, own.NumberField),
        (models.IntegerField, own.WholeNumberField),
    ]
    if not db_field.choices and "form_class" not in kwargs:
        for model_class, form_class in classes:
            if isinstance(db_field, model_class):
                return db_field.formfield(form_class=form_class, **kwargs)
    return db_field.formfield(**kwargs)


class NhsModelFormMetaclass(ModelFormMetaclass):
    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> type:
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            meta.formfield_callback = staticmethod(model_field)
        return super().__new__(mcs, name, bases, attrs)


class NhsModelForm(NhsFormMixin, forms.ModelForm, metaclass=NhsModelFormMetaclass):
    """A form for a record. ``save`` is closed: the service saves, and writes the audit row with it."""

    def save(self, commit: bool = True) -> Any:
        raise TypeError("Forms do not save. Hand cleaned_data to a service.")
