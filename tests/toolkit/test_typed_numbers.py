from decimal import Decimal

import pytest

from toolkit.figures import NotAFigure, read_figure

MOST = Decimal(99_999_999)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("9,500", "9500"),
        ("9500", "9500"),
        (" 9 500 ", "9500"),
        ("1,234,567.5", "1234567.5"),
        ("51%", "51"),
        ("51 %", "51"),
        ("£1,500", "1500"),
        (".5", "0.5"),
        ("0", "0"),
        ("-3", "-3"),
        ("\u22123", "-3"),
    ],
)
def test_reads_what_people_type(typed: str, figure: str) -> None:
    assert read_figure(typed, largest=MOST) == Decimal(figure)


@pytest.mark.parametrize("typed", ["", "  ", "%"])
def test_nothing_typed_is_no_figure(typed: str) -> None:
    assert read_figure(typed, largest=MOST) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,2", "Did you mean 1.2 or 12?"),
        ("12,34", "Did you mean 12.34 or 1234?"),
        ("about 50", "Write this as a number"),
        ("1.2.3", "Write this as a number"),
        ("1e5", "Write this as a number"),
        ("NaN", "Write this as a number"),
        ("٤٥", "Write this as a number"),
        ("--5", "Write this as a number"),
        ("100000000", "cannot be more than 99,999,999"),
        ("1.2345", "at most three digits"),
    ],
)
def test_says_what_to_write_instead(typed: str, words: str) -> None:
    with pytest.raises(NotAFigure, match=words.replace("?", r"\?").replace(".", r"\.")):
        read_figure(typed, largest=MOST)


def test_whole_numbers_and_least_value() -> None:
    with pytest.raises(NotAFigure, match="whole number"):
        read_figure("1.5", places=0, largest=MOST)
    assert read_figure("1.0", places=0, largest=MOST) == 1
    with pytest.raises(NotAFigure, match="less than 0"):
        read_figure("-1", smallest=Decimal(0), largest=MOST)
