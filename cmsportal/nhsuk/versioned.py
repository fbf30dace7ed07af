"""Two people on one page: the later one sees both texts, and neither is lost."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

from cmsportal.nhsuk import formats
from cmsportal.versions import last_editor


@dataclass(frozen=True)
class Clash:
    """One field in which the two texts differ."""

    label: str
    yours: str
    theirs: str
    who: str


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(_in_words(field, item) for item in value)
    if isinstance(value, dt.date):
        return formats.day_full(value)
    if isinstance(value, dt.time):
        return formats.clock(value)
    if isinstance(field, forms.ModelChoiceField):
        if isinstance(value, models.Model):
            return str(value)
        found = field.queryset.filter(pk=value).first()
        return str(found) if found else ""
    if isinstance(field, forms.ChoiceField):
        flat = {}
        for key, label in field.choices:
            flat.update(
                {str(k): str(v) for k, v in label} if isinstance(label, list | tuple) else {str(key): str(label)}
            )
        return flat.get(str(value), str(value))
    return str(value)


class VersionedFormMixin:
    """Put before NhsForm or NhsModelForm; give the form the record as it stands now as ``instance``.

    The page carries the version it was drawn from. When the record has moved on, validation stops with both texts
    side by side in every field that differs (``clashes``), and the next save goes on from the newer version. A save
    that loses the race after validation ends the same way: catch ``Stale`` and call ``show_stale(stale.current)``.
    """

    instance: Any
    adds: frozenset[str] = frozenset()  # fields that overwrite nothing: what they hold comes beside what is saved

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any):
        if issubclass(type(self), forms.ModelForm):
            kwargs["instance"] = instance
        else:
            self.instance = instance
            given = kwargs.get("initial") or {}
            kwargs["initial"] = {**self._values_of(instance), **given}
        super().__init__(*args, **kwargs)
        # A new row has its id before it is saved: the id says nothing about whether somebody else can have written.
        is_new = instance is None or not instance.pk or getattr(getattr(instance, "_state", None), "adding", False)
        self.clashes: dict[str, Clash] = {}
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput,
            required=False,
            initial=getattr(instance, "version", 0),
            error_messages={"invalid": "This page is no longer whole. Open it again."},
        )
        self.stands_at = getattr(instance, "version", 0) if not is_new else None
        self.saved_values = self._values_of(instance) if not is_new else {}

    def _values_of(self, instance: Any) -> dict[str, Any]:
        """The record's values by field name. Forms whose fields are no fields of the record add theirs."""
        if instance is None:
            return {}
        names = getattr(self, "fields", None) or type(self).base_fields
        found = {}
        for name in names:
            if name != "version" and hasattr(instance, name):
                value = getattr(instance, name)
                found[name] = (
                    list(value.all()) if isinstance(value, models.Manager) or hasattr(value, "all") else value
                )
        return found

    @property
    def expected_version(self) -> int:
        """The version the page was drawn from: what ``save_versioned`` must find."""
        return self.cleaned_data["version"]

    def clean_version(self) -> int:
        version = self.cleaned_data.get("version")
        return version if version is not None else (-1 if self.stands_at is not None else 0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        version = cleaned.get("version")
        if self.stands_at is not None and version is not None and version != self.stands_at:
            if version >= 0 and self.says_the_same():
                cleaned["version"] = self.stands_at  # a double click, or two people of one mind
            else:
                self._mark(last_editor(self.instance), self.stands_at)
        return cleaned

    def says_the_same(self) -> bool:
        """Whether every field holds what is saved; False where the record does not say what a field holds."""
        fields = {name: field for name, field in self.fields.items() if name not in {"version", *self.adds}}
        return all(
            name in self.saved_values and not self._differs(*self._both_texts(name, field))
            for name, field in fields.items()
        )

    def _both_texts(self, name: str, field: forms.Field) -> tuple[str, str]:
        """What was typed and what is saved, in words."""
        typed = self.cleaned_data.get(name, self[name].data)
        return _in_words(field, typed), _in_words(field, self.saved_values[name])

    @staticmethod
    def _differs(yours: str, theirs: str) -> bool:
        return yours.replace("\r\n", "\n").strip() != theirs.replace("\r\n", "\n").strip()

    def show_stale(self, current: Any) -> None:
        """After ``Stale``: both texts on the form, which then stands on the newer version."""
        if current is None:
            self.add_error(None, "This was removed meanwhile. Copy what you want to keep.")
            return
        self.saved_values = self._values_of(current)
        self._mark(last_editor(current), current.version)

    def _mark(self, who: str, version: int) -> None:
        for name, field in self.fields.items():
            if name not in self.saved_values:
                continue
            yours, theirs = self._both_texts(name, field)
            if self._differs(yours, theirs):
                self.clashes[name] = Clash(str(field.label), yours, theirs, who)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        self.add_error(
            None,
            f"{who[:1].upper()}{who[1:]} saved this page while you were writing. Nothing is lost: where the texts"
            " differ, both are shown. Keep what you want, then save again.",
        )
