"""Measures that general practices often choose: a start that the team then makes its own.

Keys of ``values`` are fields of Measure. All words are this portal's own.
"""

from typing import Any

from .template_types import Template
from .templates_rare import RARE


def _percentage(counted: str, out_of: str, direction: str = "up", **more: Any) -> dict[str, Any]:
    return {
        "value_kind": "percentage",
        "unit": "%",
        "direction": direction,
        "numerator": counted,
        "denominator": out_of,
        **more,
    }


TEMPLATES: tuple[Template, ...] = (
    Template(
        "calls-5-minutes",
        "Calls answered within 5 minutes",
        "Shows how many callers get through quickly, not only the average.",
        _percentage(
            "calls answered within 5 minutes",
            "all calls",
            kind="outcome",
            definition="Calls between opening and closing time. The wait starts when the caller joins the queue.",
            exclusions="Calls that hang up within 10 seconds",
            data_source="Phone system report",
        ),
    ),
    Template(
        "phone-wait",
        "Time to answer the phone",
        "The wait that patients feel first.",
        {
            "value_kind": "value",
            "unit": "minutes",
            "decimals": 1,
            "direction": "down",
            "kind": "outcome",
            "definition": "The middle (median) wait of all calls in the week, from joining the queue to a person.",
            "data_source": "Phone system report",
        },
    ),
    Template(
        "third-next",
        "Days to the third next routine appointment",
        "A steadier sign of access than the very next free slot.",
        {
            "value_kind": "value",
            "unit": "working days",
            "direction": "down",
            "kind": "outcome",
            "definition": "Working days from today to the third free routine appointment with any GP.",
            "exclusions": "Appointments kept for urgent problems",
            "data_source": "Appointment book, the same hour each week",
        },
    ),
    Template(
        "did-not-attend",
        "Appointments missed without word",
        "Time that nobody could use.",
        _percentage(
            "booked appointments where the patient did not come or cancel",
            "booked appointments",
            "down",
            kind="outcome",
            decimals=1,
            data_source="Appointment report",
        ),
    ),
    Template(
        "results-in-time",
        "Test results handled in time",
        "Results that wait are a worry for patients and a risk.",
        _percentage(
            "results looked at and acted on within two working days",
            "results received",
            kind="outcome",
            data_source="Results inbox report",
        ),
    ),
    Template(
        "reviews-done",
        "Reviews done of reviews due",
        "Whether people with long-term conditions get their yearly check.",
        _percentage(
            "patients whose review was done in the month",
            "patients whose review was due in the month",
            kind="outcome",
            schedule="monthly",
            data_source="Recall search",
        ),
    ),
    Template(
        "repeat-prescriptions",
        "Repeat prescriptions ready in two working days",
        "The request that comes most often.",
        _percentage(
            "requests signed and sent within two working days",
            "requests received",
            kind="outcome",
            data_source="Prescription requests of the week",
        ),
    ),
    Template(
        "letters-coded",
        "Letters coded within five working days",
        "What the hospital found is in the record when it is needed.",
        _percentage(
            "letters coded within five working days",
            "letters received",
            kind="process",
            data_source="Workflow report",
        ),
    ),
    Template(
        "referrals-sent",
        "Referrals sent within two working days",
        "A letter that waits here is a patient who waits there.",
        _percentage(
            "referrals sent within two working days of the decision",
            "referrals decided on",
            kind="process",
            data_source="Referral task list",
        ),
    ),
    Template(
        "right-first-time",
        "Requests settled at the first contact",
        "Every call back is work for both sides.",
        _percentage(
            "requests settled without a second contact",
            "requests received",
            kind="outcome",
            definition="A request counts as settled when the patient need not ask again within five working days.",
            data_source="A sample of 30 requests each week",
        ),
    ),
    Template(
        "change-used",
        "How often the new way was used",
        "A change can only help when it happens.",
        _percentage("times the new way was used", "times it could have been used", kind="process"),
    ),
    Template(
        "online-requests",
        "Requests that came online",
        "Whether the phone has company.",
        {
            "value_kind": "count",
            "unit": "requests",
            "direction": "up",
            "kind": "process",
            "data_source": "Online requests report",
        },
    ),
    Template(
        "complaints",
        "Complaints about access",
        "Watch that nothing gets worse elsewhere.",
        {
            "value_kind": "count",
            "unit": "complaints",
            "direction": "down",
            "kind": "balancing",
            "schedule": "monthly",
        },
    ),
    Template(
        "staff-pulse",
        "How was your week? (staff pulse)",
        "A change that wears people out will not last.",
        {
            "value_kind": "value",
            "unit": "out of 5",
            "decimals": 1,
            "direction": "up",
            "kind": "balancing",
            "definition": "The average answer from 1 (hard) to 5 (good), asked on the same day each week.",
            "exclusions": "Weeks with fewer than five answers",
        },
    ),
    Template(
        "test-minutes",
        "Minutes a task takes, in each small test",
        "Shows at once whether a test made the work quicker.",
        {
            "value_kind": "value",
            "unit": "minutes",
            "decimals": 1,
            "direction": "down",
            "kind": "process",
            "schedule": "cycle",
            "definition": "The middle (median) time of the tasks that were timed during the test.",
            "data_source": "A stopwatch and a tally sheet, kept by whoever runs the test",
        },
    ),
    Template(
        "unplanned-each-day",
        "Unplanned interruptions in a day",
        "What breaks into the work is often what can be planned for.",
        {
            "value_kind": "count",
            "unit": "interruptions",
            "direction": "down",
            "kind": "process",
            "schedule": "daily",
            "definition": "Times that somebody had to leave what they were doing for something that was not planned.",
            "data_source": "Tally at the front desk",
        },
    ),
    *RARE,
    Template(
        "overtime",
        "Staff who left late",
        "Shows whether the work only moved to the end of the day.",
        {
            "value_kind": "count",
            "unit": "times",
            "direction": "down",
            "kind": "balancing",
            "definition": "Times in the week that somebody left more than 15 minutes after their shift.",
        },
    ),
    Template(
        "urgent-contacts",
        "Urgent contacts for every 1,000 patients",
        "Demand that can be compared when the list grows.",
        {
            "value_kind": "rate",
            "unit": "patients",
            "numerator": "urgent contacts",
            "denominator": "patients on the list",
            "per": 1000,
            "decimals": 1,
            "direction": "neutral",
            "kind": "balancing",
        },
    ),
)
BY_SLUG = {template.slug: template for template in TEMPLATES}
