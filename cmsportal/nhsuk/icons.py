"""Icons as inline SVG. They never stand alone: the words beside them say the same.

The names shared with nhsuk-frontend carry its paths (MIT); the signal shapes are this portal's own.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "arrow-left": (
        "M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 "
        "4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z"
    ),
    "arrow-right": (
        "m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 "
        "0 1 1 1.4-1.4Z"
    ),
    "arrow-right-circle": (
        "M12 2a10 10 0 0 0-10 9h11.7l-4-4a1 1 0 0 1 1.5-1.4l5.6 5.7a1 1 0 0 1 0 1.4l-5.6 5.7a1 1 0 0 1-1.5 0 1 1 0 0 "
        "1 0-1.4l4-4H2A10 10 0 1 0 12 2z"
    ),
    "cross": (
        "M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 "
        ".4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6"
        ".4-1 .4z"
    ),
    "tick": "M11.4 17.5a2 2 0 0 1-2.7.1h-.1L4 12.8a1.5 1.5 0 0 1 2.1-2L10 14.7l8.1-8.1a1.5 1.5 0 1 1 2.2 2l-8.9 9Z",
    "user": (
        "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22Zm0 2a9 9 0 0 0-5 16.5V18a4 4 0 0 1 4-4h2a4 4 0 0 1 4 4v1.5A9 9 0 0 "
        "0 12 3Zm0 3a3.5 3.5 0 1 1-3.5 3.5A3.4 3.4 0 0 1 12 6Z"
    ),
    "chevron-down": (
        "M5.3 8.3a1 1 0 0 1 1.4 0l5.3 5.3 5.3-5.3a1 1 0 1 1 1.4 1.4l-6 6a1 1 0 0 1-1.4 0l-6-6a1 1 0 0 1 0-1.4Z"
    ),
}

SIGNAL_SHAPES = {
    "better": '<path class="app-signal__shape" d="M12 2.5 21.5 12 12 21.5 2.5 12Z"/>',
    "worse": '<rect class="app-signal__shape" x="4" y="4" width="16" height="16"/>',
    "none": '<circle class="app-signal__shape" cx="12" cy="12" r="8"/>',
    "early": '<circle class="app-signal__shape" cx="12" cy="12" r="8"/>',
    "hidden": '<path class="app-signal__shape" d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9"/>',
    "stale": '<path class="app-signal__shape" d="M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Zm0 3.5v5l3.5 2"/>',
}


def icon(name: str, size: int = 16) -> SafeString:
    """The SVG element for ``name``; a KeyError for a name that is not drawn."""
    return format_html(
        '<svg class="nhsuk-icon nhsuk-icon--{}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{}"'
        ' height="{}" focusable="false" aria-hidden="true"><path d="{}"/></svg>',
        name,
        size,
        size,
        PATHS[name],
    )


def signal_shape(kind: str) -> SafeString:
    """The shape that repeats a signal's words; a KeyError for an unknown kind."""
    return format_html(
        '<svg class="app-signal__icon" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"'
        ' focusable="false" aria-hidden="true">{}</svg>',
        mark_safe(SIGNAL_SHAPES[kind]),
    )
