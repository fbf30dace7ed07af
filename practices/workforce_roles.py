"""Published roles of the workforce files as the workbook's: one place says which belongs to which.

Two forms are published. The detailed one has a column for each role and kind, such as TOTAL_GP_PTNR_PROV_HC; the
other a row for each, such as 'GP', 'Partner/Provider', 'Headcount'. Locums are kept and are no role of the workbook,
which asks for their sessions instead.
"""

import re

LABELS = {
    "gp_partner": "GP partners",
    "gp_salaried": "Salaried GPs",
    "gp_trainee": "GPs in training",
    "gp_locum": "Locum GPs",
    "nurse": "Practice nurses",
    "practitioner": "Nurse and other practitioners",
    "hca": "Health care assistants",
    "pharmacist": "Pharmacists and technicians",
    "manager": "Managers",
    "reception": "Reception and care navigation",
    "admin": "Secretaries and administrators",
    "other": "Others",
}
# Columns without which the detailed file is not what we know; the others may come and go.
FAMILIES = {
    "GP_PTNR_PROV": "GP partners",
    "GP_SAL_BY_PRAC": "salaried GPs",
    "N_PRAC_NURSE": "practice nurses",
    "DPC_HCA": "health care assistants",
    "ADMIN_MANAGER": "managers",
    "ADMIN_RECEPT": "receptionists",
    "ADMIN_MED_SECRETARY": "secretaries",
}
_COLUMN = re.compile(r"TOTAL_((?:GP|N|DPC|ADMIN)_\w+)_(HC|FTE)")
_STEMS = (  # the first that fits counts
    (re.compile(r"GP_(SEN_PTNR|PTNR_PROV)"), "gp_partner"),
    (re.compile(r"GP_(SAL_BY_\w+|RET)"), "gp_salaried"),
    (re.compile(r"GP_(TRN_GR_\w+|REG_\w+)"), "gp_trainee"),
    (re.compile(r"GP_LOCUM_\w+"), "gp_locum"),
    (re.compile(r"GP_\w+"), ""),  # sums of others, such as GP_EXTG
    (re.compile(r"N_(ADV_NURSE_PRAC|EXT_ROLE_NURSE)"), "practitioner"),
    (re.compile(r"N_\w+"), "nurse"),
    (re.compile(r"DPC_((ADV_)?PARAMED\w*|(APP_)?PHYSICIAN_ASSOC)"), "practitioner"),
    (re.compile(r"DPC_(APP_)?HCA"), "hca"),
    (re.compile(r"DPC_(ADV_PHARMA_PRAC|APP_PHARMA|PHARMA|PHARMT|TRAINEE_PHARMT)"), "pharmacist"),
    (re.compile(r"DPC_\w+"), "other"),
    (re.compile(r"ADMIN_(MANAGER|MANAGE_PTNR)"), "manager"),
    (re.compile(r"ADMIN_(RECEPT|TELEPH)"), "reception"),
    (re.compile(r"ADMIN_\w+"), "admin"),
)
_WORDS = {
    "gp": (
        ("partner|provider", "gp_partner"),
        ("salaried|retainer", "gp_salaried"),
        ("training|registrar|foundation", "gp_trainee"),
        ("locum", "gp_locum"),
    ),
    "nurse": (("advanced nurse|extended role", "practitioner"), ("", "nurse")),
    "direct patient care": (
        ("paramedic|physician associate", "practitioner"),
        ("health ?care assistant", "hca"),
        ("pharmac", "pharmacist"),
        ("", "other"),
    ),
    "admin": (("manage", "manager"), ("reception|telephonist", "reception"), ("", "admin")),
}


def role_of_column(heading: str) -> tuple[str, str] | None:
    """('gp_partner', 'HC') for a column of the detailed file; None for what is no role, sums included."""
    found = _COLUMN.fullmatch(heading.upper())
    if found is None:
        return None
    role = next(role for stem, role in _STEMS if stem.fullmatch(found[1]))
    return (role, found[2]) if role else None


def role_of_words(group: str, role: str) -> str | None:
    """The workbook's role of a row; '' for a sum, None for words that are not known."""
    group, role = group.lower(), role.lower()
    if role in {"total", "all"} or group in {"total", "all"}:
        return ""
    for start, roles in _WORDS.items():
        if group.startswith(start):
            return next((ours for words, ours in roles if re.search(words, role)), None)
    return None
