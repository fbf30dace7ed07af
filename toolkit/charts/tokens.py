"""Colours, line widths and sizes of every picture. Contrast on white is noted beside each colour."""

from __future__ import annotations

from dataclasses import dataclass

INK = "#212b32"  # 14.4
GREY_1 = "#4c6272"  # 6.4
GREY_2 = "#768692"  # 3.8
GREY_4 = "#d8dde0"  # grid only
GREY_5 = "#f0f4f5"  # ground only
WHITE = "#ffffff"
BLUE = "#005eb8"  # 6.4
BETTER_EDGE = "#003087"  # 11.9
BETTER_TINT = "#e3edf8"
WORSE = "#c65d00"  # 4.2
WORSE_EDGE = "#7a2e00"  # 9.5
WORSE_TINT = "#fbeedd"
AIM = "#007f3b"  # 5.1

FILL = {"better": BLUE, "worse": WORSE, "neither": INK, "change": INK}
EDGE = {"better": BETTER_EDGE, "worse": WORSE_EDGE, "neither": INK, "change": INK}
TINT = {"better": BETTER_TINT, "worse": WORSE_TINT, "neither": GREY_5, "change": GREY_5}

FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Size:
    """One named format: outer size in pixels, text size and how much is written on it.

    ``labels``: changes are named beside their numbers where all names fit. ``top``: room above the plot for
    changes. ``thick``: factor for lines. ``spare``: only what can be read from afar.

    For walls: ``tv`` is a third of a 1920 x 1080 screen (five or six charts), ``tv_half`` a half (two to four, or
    page after page of four), ``tv_small`` a quarter, ``tv_large`` the whole width (one chart, with the names of its
    changes), ``poster`` the width of an A3 sheet (half of it at A4). Texts of the TV
    sizes are at least 20 pixels of that screen: a 50 inch screen shows capitals 8 mm high, read from 4 m.
    """

    width: int
    height: int
    text: float
    point: float
    labels: bool
    top: int
    thick: float = 1.0
    spare: bool = False


SIZES = {
    "full": Size(1152, 390, 15, 4.2, True, 52),
    "beside": Size(752, 350, 14, 4.2, True, 50),
    "half": Size(552, 250, 14, 4.0, False, 34),
    "phone": Size(358, 260, 13, 3.2, False, 34),
    "tv": Size(570, 214, 22, 6.0, False, 46, 1.25, True),
    "tv_half": Size(870, 250, 26, 7.0, False, 54, 1.5, True),
    "tv_small": Size(424, 168, 20, 5.0, False, 42, 1.2, True),
    "tv_large": Size(1800, 620, 32, 9.0, True, 104, 2.0),
    "poster": Size(1152, 620, 20, 5.5, True, 66, 1.25),
    "small": Size(204, 52, 0, 3.2, False, 4),
}
