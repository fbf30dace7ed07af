from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Template:
    slug: str
    title: str
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)
