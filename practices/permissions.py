"""Who may look after organisations and programmes. ``access`` to a project is for projects.permissions."""

from typing import Any

from .models import PartnerOrganisation, Programme, ProgrammeMembership


def manages_any_programme(user: Any) -> bool:
    """Kept on the user for the request."""
    if "_manages_any" not in user.__dict__:
        user.__dict__["_manages_any"] = (
            ProgrammeMembership.objects.current().filter(user=user, role=ProgrammeMembership.Role.MANAGER).exists()
        )
    return user.__dict__["_manages_any"]


def can_see_directory(user: Any, target: Any = None) -> bool:
    """Practices and partners as lists: programme managers and administrators."""
    return user.is_superuser or manages_any_programme(user)


def can_import_practices(user: Any, target: Any = None) -> bool:
    return can_see_directory(user)


def can_import_open_data(user: Any, target: Any = None) -> bool:
    """Published figures are of all practices, as the list of practices is."""
    return can_see_directory(user)


def can_keep_partners(user: Any, target: PartnerOrganisation | None = None) -> bool:
    """Add and change partners; which of them one meets at all is for ``visible_to``."""
    return can_see_directory(user)


def can_keep_partner(user: Any, partner: PartnerOrganisation) -> bool:
    """Change this one: those who run a programme that works with it."""
    return user.is_superuser or Programme.objects.managed_by(user).filter(partner_relations__partner=partner).exists()


def can_create_programme(user: Any, target: Any = None) -> bool:
    return user.is_superuser


def is_manager(user: Any, programme: Programme) -> bool:
    """Runs the programme: signs practices up, looks over its projects."""
    return (
        user.is_authenticated
        and ProgrammeMembership.objects.current()
        .filter(user=user, programme=programme, role=ProgrammeMembership.Role.MANAGER)
        .exists()
    )


def can_manage_programme(user: Any, programme: Programme) -> bool:
    """Its settings, commissioner, partners and people: its managers; the administrator helps where none is left."""
    return user.is_superuser or is_manager(user, programme)
