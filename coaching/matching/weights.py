"""How much each thing counts when a coach is sought, in points (docs/decisions/0060-matching.md)."""

PER_FREE_PLACE, MOST_PLACES = 4, 3
FULL = -60
SAME_AREA, SAME_TYPE, SAME_ADOPTER = 10, 8, 4
CONFLICT = -200
SAME_DISTRICT, GOES_THERE, SAME_POSTCODE_AREA, ELSEWHERE = 12, 10, 6, -8
COMMON_DAY, NO_COMMON_DAY = 6, -12
EXPERIENCED, NEW_WITHOUT_MENTOR = 4, -20
EXPERIENCED_FROM = 2  # projects
COACHED_HERE, SAID_NO = 12, -200
NOT_PROPOSED = -100  # of what the portal proposes by itself; a conflict or a no brings every pair below it
BARRED = -10_000  # is on the lead team, or keeps out of the practice: not to be chosen at all
A_WEEK_OF_WAITING, MOST_WEEKS = 1, 52
