"""What the forms say when something is missing or cannot be read, in place of the framework's words."""

from django import forms

from cmsportal.nhsuk import fields as own


def _in_sentence(label: str) -> str:
    """'Your name' -> 'your name'; abbreviations and names of several capitals stay as they are."""
    first = label.split(" ", 1)[0]
    keep = first != "A" and (len(first) == 1 or not first[1:].islower())
    return label if keep else label[:1].lower() + label[1:]


POINTS_ALREADY = {"the", "a", "an", "this", "that", "your", "our", "who", "what", "how", "why", "when", "where"}


def _with_article(label: str) -> str:
    """'Email address' -> 'the email address'; 'Who does it' -> 'who does it'."""
    words = _in_sentence(label)
    return words if words.split(" ", 1)[0].lower() in POINTS_ALREADY else f"the {words}"


def _required(field: forms.Field, label: str) -> str:
    if label.endswith("?"):
        return f"Answer '{label}'"
    if isinstance(field, forms.FileField):
        return "Choose a file"
    if isinstance(field, forms.BooleanField):
        return f"Tick '{label}'"
    verb = "Choose" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "Enter"
    return f"{verb} {_with_article(label)}"


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    words = {
        "required": _required(field, label),
        "max_length": f"'{label}' holds %(show_value)d characters. The most is %(limit_value)d.",
        "min_length": f"'{label}' needs at least %(limit_value)d characters.",
        "max_value": f"'{label}' can be %(limit_value)s at most.",
        "min_value": f"'{label}' must be %(limit_value)s or more.",
        "invalid_choice": "That choice is no longer there. Choose another one.",
        "null_characters_not_allowed": f"'{label}' holds a character that cannot be kept. Type it again.",
        "max_digits": f"'{label}' has too many digits.",
        "max_decimal_places": f"'{label}' can have %(max)s figures after the point.",
        "max_whole_digits": f"'{label}' is too large.",
        "empty": "This file is empty. Choose another one.",
    }
    if isinstance(field, own.WholeNumberField):
        words["invalid"] = f"'{label}' must be a whole number, like 12."
    elif isinstance(field, forms.DecimalField | forms.IntegerField | forms.FloatField):
        words["invalid"] = f"'{label}' must be a number, like 12.5."
    elif isinstance(field, forms.EmailField):
        words["invalid"] = "Write the address in full, like name@example.org."
    elif isinstance(field, forms.URLField):
        words["invalid"] = "Write the address in full, like https://www.example.org."
    elif isinstance(field, forms.FileField):
        words["invalid"] = "The file did not arrive. Choose it again."
        words["missing"] = "The file did not arrive. Choose it again."
    return words


def default_messages(field: forms.Field) -> None:
    """Put our words where the field still has the framework's; words given in the form's class stay."""
    framework = {}
    for cls in reversed(type(field).__mro__):
        framework.update(getattr(cls, "default_error_messages", {}))
    ours = getattr(field, "our_messages", {})
    for code, text in _messages(field, str(field.label)).items():
        present = field.error_messages.get(code)
        if present is None or present is framework.get(code) or present == ours.get(code):
            field.error_messages[code] = text
            ours[code] = text
    field.our_messages = ours
