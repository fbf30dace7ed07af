"""How the work gets done."""

from .kinds import Group, Part, number, rating, text

CORE_PROCESSES = (
    rating("processes.phones", "Answering the phones"),
    rating("processes.online", "Requests that come online"),
    rating("processes.appointments", "Booking an appointment"),
    rating("processes.same_day", "Same-day and urgent requests"),
    rating("processes.arrival", "Arriving and checking in"),
    rating(
        "processes.consultation",
        "The appointment itself",
        "Running to time, the right person, what is needed to hand.",
    ),
    rating("processes.home_visits", "Home visits"),
    rating("processes.prescriptions", "Repeat prescriptions"),
    rating("processes.results", "Test results", "From the sample to the patient knowing."),
    rating("processes.referrals", "Referrals"),
    rating("processes.recall", "Recall for long-term conditions"),
    rating("processes.screening", "Vaccinations and screening"),
)
SUPPORT_PROCESSES = (
    rating("processes.registration", "Registering new patients"),
    rating("processes.letters", "Letters that come in"),
    rating("processes.messages", "Messages between us"),
    rating("processes.records", "Coding and summarising records"),
    rating("processes.reports", "Reports, forms and certificates"),
    rating("processes.complaints", "Complaints and thanks"),
    rating("processes.rota", "Rotas and leave"),
    rating("processes.training", "Starting and training new colleagues"),
    rating("processes.stock", "Supplies and equipment"),
    rating("processes.claims", "Claims and invoices"),
)

PROCESSES = Part(
    "processes",
    "Processes",
    "Processes: how the work gets done",
    (
        Group(
            "core",
            "What patients meet",
            "Rate each as it is on an ordinary Monday, not on its best day.",
            "Rating everything takes ten minutes and shows where people agree. "
            "Where half say fine and half say broken, talk first.",
            CORE_PROCESSES,
        ),
        Group(
            "support",
            "What goes on behind",
            "Patients rarely see these, and feel it when they fail.",
            "Trouble in front often starts behind. Slow letters make for long phone queues.",
            SUPPORT_PROCESSES,
        ),
        Group(
            "visit",
            "How long a visit takes",
            "Follow ten ordinary visits with a watch. Averages will do.",
            "The gap between the whole visit and the time with somebody is waiting.",
            (
                number("processes.visit_minutes", "From the door in to the door out", "minutes", places=1),
                number("processes.care_minutes", "Of that, time with somebody", "minutes", places=1),
                number("processes.late_minutes", "Appointments start late by", "minutes", places=1),
            ),
        ),
        Group(
            "maps",
            "What we have drawn",
            "Which processes you have walked through and drawn, and where the drawing hangs.",
            "Drawing it together is the point. Most teams find a step that nobody needs.",
            (text("processes.maps", "Processes we have drawn, and what we noticed"),),
        ),
    ),
)
