"""Measures of what passes between rare events. All words are this portal's own."""

from .template_types import Template

RARE: tuple[Template, ...] = (
    Template(
        "days-between-events",
        "Days between significant events",
        "For something rare, the quiet time in between tells more than counts of none or one.",
        {
            "value_kind": "days_between",
            "unit": "days",
            "direction": "up",
            "kind": "outcome",
            "schedule": "event",
            "definition": "Days from one significant event to the next. The team decides what counts as one.",
            "data_source": "Significant event log",
        },
    ),
    Template(
        "days-between-lost-results",
        "Days between results that went astray",
        "Shows whether a safer way of handling results holds.",
        {
            "value_kind": "days_between",
            "unit": "days",
            "direction": "up",
            "kind": "outcome",
            "schedule": "event",
            "definition": "Days from one result that nobody acted on in time to the next such result.",
            "data_source": "Significant event log and complaints",
        },
    ),
    Template(
        "prescriptions-between-slips",
        "Prescriptions between two slips",
        "When slips are rare, how many go right in between shows the change sooner.",
        {
            "value_kind": "cases_between",
            "unit": "prescriptions",
            "direction": "up",
            "kind": "outcome",
            "schedule": "event",
            "definition": "Prescriptions signed since the last one that was put right after it left the practice.",
            "data_source": "Pharmacy queries, and the count of prescriptions signed",
        },
    ),
    Template(
        "samples-between-rejected",
        "Samples between two that the laboratory sent back",
        "A sample that is sent back means a second needle.",
        {
            "value_kind": "cases_between",
            "unit": "samples",
            "direction": "up",
            "kind": "process",
            "schedule": "event",
            "definition": "Samples taken since the last one that the laboratory could not use.",
            "data_source": "Laboratory reports, and the count of samples taken",
        },
    ),
)
