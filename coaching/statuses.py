"""In which states of a project something of the coaching goes on. Each set stands here once."""

from projects.models import Project

Status = Project.Status

CAN_WAIT = frozenset({Status.INVITED, Status.ACTIVE})  # for a coach
OPEN = frozenset({Status.ACTIVE, Status.PAUSED})
COACHED = OPEN | {Status.INVITED}  # it can have a coach
STARTED = OPEN | {Status.COMPLETED}  # what was reached counts, and the coach keeps in touch
