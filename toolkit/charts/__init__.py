"""Pictures of figures in time, and the words and the table that say the same.

``Chart`` holds what is shown; ``study`` analyses it; ``draw`` gives SVG, PNG or PDF bytes; ``words`` and
``table`` give what stands beside it. Equal input gives equal bytes, and ``fingerprint`` is the key to
cache them by.
"""

from .canvas import FORMATS
from .draw import changes_to_list, draw, fingerprint
from .model import Change, Chart, PhaseMark, Point, from_mapping, study
from .table import Table, table
from .tokens import SIZES
from .words import Words, rule_set_name, words

__all__ = [
    "FORMATS", "SIZES", "Change", "Chart", "PhaseMark", "Point", "Table", "Words", "changes_to_list", "draw",
    "fingerprint", "from_mapping", "rule_set_name", "study", "table", "words",
]
