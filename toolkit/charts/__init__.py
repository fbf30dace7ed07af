"""Pictures of figures in time, and the words and the table that say the same.

``Chart`` holds what is shown; ``study`` analyses it; ``draw`` gives SVG, PNG or PDF bytes; ``words`` and
``table`` give what stands beside it. Equal input gives equal bytes, and ``fingerprint`` is the key to
cache them by.
"""

from .adoption import adoption_curve
from .canvas import FORMATS
from .draw import changes_to_list, draw, fingerprint, fingerprints, sparkline
from .fishbone import Category, Cause, fishbone
from .icons import ICON_NAMES, icon, icon_words
from .model import Change, Chart, PhaseMark, Point, from_mapping, study
from .people import Staff, month_columns, population_pyramid, staff_bars
from .ramp import RampTest, ramp
from .ramp_time import chart_with_test, ramp_over_time
from .table import Table, table
from .tokens import SIZES
from .words import Words, rule_set_name, words

__all__ = [
    "FORMATS",
    "ICON_NAMES",
    "SIZES",
    "Category",
    "Cause",
    "Change",
    "Chart",
    "PhaseMark",
    "Point",
    "RampTest",
    "Staff",
    "Table",
    "Words",
    "adoption_curve",
    "changes_to_list",
    "chart_with_test",
    "draw",
    "fingerprint",
    "fingerprints",
    "fishbone",
    "from_mapping",
    "icon",
    "icon_words",
    "month_columns",
    "population_pyramid",
    "ramp",
    "ramp_over_time",
    "rule_set_name",
    "sparkline",
    "staff_bars",
    "study",
    "table",
    "words",
]
