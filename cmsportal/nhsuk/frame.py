"""What stands around every page: the header, the navigation, the switcher between projects."""

from dataclasses import dataclass

SERVICE_NAME = "Clinical microsystems"


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """At most five ``entries``; ``projects`` is shown as a switcher from two projects up.

    ``entries`` and ``projects`` may be given as ``Entry`` or as ``(label, url, current)``.
    """

    programme_name: str = SERVICE_NAME
    entries: tuple[Entry, ...] = ()
    projects: tuple[Entry, ...] = ()
    account_name: str = ""

    def __post_init__(self) -> None:
        for name in ("entries", "projects"):
            entries = tuple(e if isinstance(e, Entry) else Entry(*e) for e in getattr(self, name))
            object.__setattr__(self, name, entries)
        if len(self.entries) > 5:
            raise ValueError("The navigation holds five entries at most.")

    @property
    def current_project(self) -> Entry | None:
        return next((entry for entry in self.projects if entry.current), None)
