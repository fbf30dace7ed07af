"""What a milestone is worth. Pure: no query, and Decimal throughout.

The rounding rule: a sum is rounded once, for one milestone, to the penny, and half a penny goes up
(``ROUND_HALF_UP``). Totals are sums of rounded amounts and are never rounded again, so that what finance adds up is
what the portal shows (docs/decisions/0064-payment.md).
"""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


def to_the_penny(sum_: Decimal) -> Decimal:
    """Pounds with two places; half a penny goes up."""
    return sum_.quantize(PENNY, rounding=ROUND_HALF_UP)


def full_amount(amount: Decimal, patients: int | None = None) -> Decimal:
    """In pounds: the sum itself or, with weighted patients, the sum for each of them."""
    return to_the_penny(amount if patients is None else amount * patients)


def under_cap(full: Decimal, cap: Decimal | None, claimed: Decimal) -> Decimal:
    """What is left of ``full`` once a project's other claims have taken their part of the cap; not below 0."""
    if cap is None:
        return full
    return max(NOTHING, min(full, cap - claimed))


def pounds(sum_: Decimal | None) -> str:
    """'£1,500', '£1,234.50', '-£20'; '' for None. Pence only where there are some."""
    if sum_ is None:
        return ""
    sign = "-" if sum_ < 0 else ""
    places = 0 if sum_ == sum_.to_integral_value() else 2
    return f"{sign}£{abs(sum_):,.{places}f}"


def rate(sum_: Decimal) -> str:
    """A sum for one patient, with as many places as it has and two at least: '£0.15', '£0.1275'."""
    places = max(2, -int(sum_.normalize().as_tuple().exponent))
    return f"£{sum_:,.{places}f}"
