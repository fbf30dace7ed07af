"""What the header of a page shows. ``settings.FRAME_PROVIDER`` names the function that fills it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    programme_name: str = "Clinical microsystems"
    entries: tuple[Entry, ...] = ()
    projects: tuple[Entry, ...] = ()
    account_name: str = ""
    extra: dict[str, str] = field(default_factory=dict)
