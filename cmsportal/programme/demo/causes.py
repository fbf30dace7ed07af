"""The fishbone of the demo's leading project."""

EFFECT = {"Larkmead Surgery": "Patients wait more than 5 minutes when they ring at 8"}
CAUSES: dict[str, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    "People": (
        ("One person on the phones at 8", 9, ("The second shift starts at 9",)),
        ("New receptionist still learning", 2, ()),
    ),
    "Process": (
        ("Repeat scripts come by phone", 11, ("The form is hard to find", "People do not trust it yet")),
        ("All same-day slots open at 8", 7, ()),
        ("Results read out by phone", 3, ()),
    ),
    "Equipment": (("Queue message says nothing", 4, ()), ("Two lines shared with back office", 2, ())),
    "Materials": (("Website form hard to find", 6, ()), ("Leaflet gives only the number", 4, ())),
    "Environment": (("Front door opens at 8 too", 5, ()), ("Desk and phones in one room", 3, ())),
    "Policies": (("Ring at 8 is the only rule", 8, ()),),
}
