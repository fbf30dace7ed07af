"""Organisations, and the dated relations between them.

Commissioners keep changing (CCG, sub-ICB location, ICB), practices move and change their names: whatever can change
hands is a relation with a start and an end, and what was true on a day can be read for that day.
"""

from .closures import Closure
from .imports import PracticeImport
from .opendata import Appointments, OpenDataImport, RegisteredPatients, Workforce
from .organisations import PCN, Commissioner, CommissionerName, PartnerOrganisation, Practice
from .programmes import Programme, ProgrammeCommissioner, ProgrammeMembership, ProgrammePartner
from .relations import PartnerMembership, PracticeCommissioner, PracticeMembership, PracticePCN

__all__ = [
    "PCN",
    "Appointments",
    "Closure",
    "Commissioner",
    "CommissionerName",
    "OpenDataImport",
    "PartnerMembership",
    "PartnerOrganisation",
    "Practice",
    "PracticeCommissioner",
    "PracticeImport",
    "PracticeMembership",
    "PracticePCN",
    "Programme",
    "ProgrammeCommissioner",
    "ProgrammeMembership",
    "ProgrammePartner",
    "RegisteredPatients",
    "Workforce",
]
