"""People, and the invitations by which they come."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from cmsportal.models import Row, paired

from .querysets import InvitationQuerySet, UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=email.strip().lower(), name=name, **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        return self.create_user(email, name, password, is_superuser=True)


class User(Row, AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``is_superuser`` marks an administrator of the installation."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    seen_at = models.DateTimeField("last visit", null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Somebody with this email address has an account already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    @property
    def first_name(self) -> str:
        """What to greet the person by: the first word that is no title."""
        words = [
            word for word in self.name.split() if word.rstrip(".") not in {"Dr", "Mr", "Mrs", "Ms", "Miss", "Prof"}
        ]
        return words[0] if words else self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.first_name


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(Row):
    """An invitation to take a role in something (see ``scopes``); without a scope, to administer the installation.

    Only the hash of the token is kept. The link shows a page; the button on it accepts.
    """

    email = models.EmailField("email address")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    scope_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scope_id = models.UUIDField(null=True, blank=True)
    scope = GenericForeignKey("scope_type", "scope_id")
    options = models.JSONField(
        default=dict, blank=True, help_text="What the role needs besides, for example a coach's mentor."
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mailed_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accepted_invitations",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            paired("invitation_accepted_pair", "accepted_at", "accepted_by"),
            paired("invitation_revoked_pair", "revoked_at", "revoked_by"),
            paired("invitation_scope_pair", "scope_type", "scope_id"),
            models.CheckConstraint(
                name="invitation_scope_unless_administrator",
                condition=Q(role="administrator", scope_id__isnull=True)
                | (~Q(role="administrator") & Q(scope_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="invitation_not_accepted_and_revoked",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                "scope_id",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(32)

    @property
    def is_pending(self) -> bool:
        """Neither accepted nor withdrawn; the link may have run out."""
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_open(self) -> bool:
        return self.is_pending and self.expires_at > timezone.now()
