"""Names of invented practices, people and measures. Codes are from ranges that no list uses."""

from random import Random

PLACES = (
    "Alder Ash Beck Birch Bramble Brook Calder Cherry Clover Coppice Crane Dale Elm Fallow Fern Finch Gorse Hazel "
    "Heather Heron Holly Juniper Kestrel Lark Linden Maple Marl Meadow Mill Moor Nether Oak Orchard Osier Otter "
    "Pebble Pine Quarry Reed Rowan Saltern Sedge Thorn Willow"
).split()
ENDS = "bank bridge brook combe field ford gate green hall ham hurst ley mere mouth ridge side stead ton wick wood".split()
KINDS = ("Surgery", "Medical Centre", "Health Centre", "Practice", "Family Practice", "Medical Practice")
FIRST = "Ada Ben Cora Dan Ella Finn Gita Hugh Ines Jack Kim Leo Mina Noor Owen Priya Rosa Sami Tess Umar Vera Wes".split()
LAST = "Abbot Bishop Carver Dunn Ellery Farrow Gale Hollis Ingram Joiner Keane Lowe Marsh Nash Orme Pell Quayle Rudd".split()


def practice_name(number: int, random: Random) -> str:
    """Some names stand twice, as they do in the real list."""
    place = f"{random.choice(PLACES)}{random.choice(ENDS)}"
    before = ("Old ", "New ", "Upper ", "Lower ", "")[number % 5]
    return f"{before}{place} {random.choice(KINDS)}"


def person_name(random: Random) -> str:
    return f"{random.choice(FIRST)} {random.choice(LAST)}"
