"""Whom the practice cares for."""

from .kinds import Group, Part, number, percent, text

AGE_BANDS = (
    ("0_17", "0 to 17"),
    ("18_39", "18 to 39"),
    ("40_64", "40 to 64"),
    ("65_79", "65 to 79"),
    ("80_up", "80 and over"),
)

PATIENTS = Part(
    "patients",
    "Patients",
    "Patients: who we care for",
    (
        Group(
            "how_many",
            "How many",
            "The list size and the share of women are published every month.",
            "Later figures are read against these. "
            "200 calls a day mean something else for 4,000 patients than for 20,000.",
            (
                number("patients.list_size", "Patients on our list", "people"),
                percent("patients.female", "Women and girls"),
                number(
                    "patients.frequent",
                    "Come more than 20 times a year",
                    "people",
                    "A search in your clinical system.",
                ),
                text(
                    "patients.frequent_why",
                    "Why do they come so often?",
                    "What they need, in general. No names.",
                    counts=False,
                ),
            ),
        ),
        Group(
            "ages",
            "How old",
            "People on the list in each age band.",
            "Age says most about what people need and how they reach you.",
            tuple(number(f"patients.age_{key}", f"Aged {label}", "people") for key, label in AGE_BANDS),
            shape="bars",
        ),
        Group(
            "conditions",
            "What they live with",
            "The conditions you meet most. Your disease registers have the counts.",
            "A change that helps people with a common condition helps many people.",
            (
                text(
                    "patients.conditions", "The conditions we see most", "One a line, with the number if you have it."
                ),
                text(
                    "patients.groups",
                    "Groups who find it hard to reach us",
                    "Language, hearing, work hours, no smartphone.",
                ),
            ),
        ),
        Group(
            "opinion",
            "What they think of us",
            "A good guess is fine. Say that it is one.",
            "What patients say and what staff believe they say often differ. Where they differ most is worth a look.",
            (
                percent("patients.easy_phone", "Find it easy to get through by phone"),
                percent("patients.saw_wanted", "Saw the person they wanted"),
                percent("patients.enough_time", "Felt they had enough time"),
                percent("patients.overall", "Call us good overall"),
                text("patients.praise", "What do they praise, and what do they grumble about?", counts=False),
            ),
        ),
        Group(
            "walk",
            "Walk through as a patient",
            "An hour from the front door to the way home. Two people see more than one.",
            "You know the building too well to see it. Signs, waiting and noise show only on a slow walk.",
            (
                text("patients.walk", "What did you see, hear and wait for?"),
                text("patients.walk_surprise", "What surprised you?", counts=False),
            ),
        ),
    ),
)
