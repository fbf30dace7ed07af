"""Who works there."""

from .kinds import Group, Part, number, percent, role, text

ROLES = (
    role("gp_partner", "GP partners"),
    role("gp_salaried", "Salaried GPs"),
    role("gp_trainee", "GPs in training"),
    role("nurse", "Practice nurses"),
    role("practitioner", "Nurse and other practitioners"),
    role("hca", "Health care assistants"),
    role("pharmacist", "Pharmacists and technicians"),
    role("manager", "Managers"),
    role("reception", "Reception and care navigation"),
    role("admin", "Secretaries and administrators"),
    role("other", "Others, for example physiotherapists"),
)

PROFESSIONALS = Part(
    "professionals",
    "Professionals",
    "Professionals: who we are",
    (
        Group(
            "roles",
            "Who works here",
            "People, and what they add up to in full-time posts. Half time is 0.5.",
            "Workload feels personal until it stands beside the hours there are to do it.",
            tuple(question for row in ROLES for question in (row.heads, row.wte)),
            shape="roles",
            roles=ROLES,
        ),
        Group(
            "time",
            "What the time goes on",
            "Ask each group to name its three biggest jobs, and one that somebody else could do.",
            "Work drifts to whoever is nearest. This often finds hours that nobody had to pay for.",
            (
                text("professionals.time_clinical", "GPs and other prescribers"),
                text("professionals.time_nursing", "Nurses and health care assistants"),
                text("professionals.time_reception", "Reception"),
                text("professionals.time_office", "Managers and administrators"),
            ),
        ),
        Group(
            "skills",
            "What we can do",
            "Skills in use, skills asleep, and skills that only one person has.",
            "If one person's holiday stops a service, that is a risk and a quick thing to mend.",
            (
                text("professionals.skills", "Skills we have and could use more"),
                text("professionals.skills_missing", "Skills we lack, or that only one person has"),
            ),
        ),
        Group(
            "morale",
            "How it feels to work here",
            "From a short, anonymous question to everybody, or your best guess.",
            "People who are worn out cannot improve much. Morale is also the first thing that a good change lifts.",
            (
                percent("professionals.satisfied", "Would recommend working here"),
                percent("professionals.stressed", "Feel worn out most weeks"),
                text("professionals.morale", "What lifts people, and what wears them down?", counts=False),
            ),
        ),
        Group(
            "cover",
            "Cover and access",
            "Look at the last full month.",
            "A long wait for a routine appointment fills the phones with people who ring again.",
            (
                number("professionals.locum", "Sessions covered by locums in a month", "sessions", places=1),
                number("professionals.next_gp", "Next free routine appointment with a GP", "working days", places=1),
                number(
                    "professionals.next_nurse", "Next free routine appointment with a nurse", "working days", places=1
                ),
            ),
        ),
    ),
)
