from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day


def colleague_row(project: Any, membership: Any) -> dict[str, Any]:
    """For the ``row_list`` component."""
    return {
        "title": membership.user.name,
        "text": f"Since {day(membership.starts_on)}",
        "url": reverse("colleague-end", kwargs={"project_id": project.pk, "membership_id": membership.pk}),
        "link": "End",
        "described": f"the access of {membership.user.name}",
    }
