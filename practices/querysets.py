from typing import Any, Self

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from cmsportal.models import Current, current_on

LIKE_ENOUGH = 0.6  # PostgreSQL's own threshold for word similarity: one slip in an ordinary word


class DatedQuerySet(Current):
    """Relations and memberships: rows of their two ends, read through them and not on their own."""


class OpenDirectoryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published organisation data: open to everybody who is signed in."""
        return self if user.is_authenticated else self.none()


class CommissionerQuerySet(OpenDirectoryQuerySet):
    def with_practices(self, day: Any = None) -> Self:
        """Those to whom a practice belongs on a day (today)."""
        relations = self.model._meta.get_field("practice_relations").related_model.objects
        return self.filter(Exists(relations.on(day or timezone.localdate()).filter(commissioner=OuterRef("pk"))))

    def open_on(self, day: Any = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))


class PracticeQuerySet(OpenDirectoryQuerySet):
    def open(self) -> Self:
        return self.filter(status="A")

    def of_commissioner(self, commissioner: Any, day: Any = None) -> Self:
        """Practices that belong to a commissioner on a day (today)."""
        relations = self._relation("commissioner").on(day or timezone.localdate())
        return self.filter(Exists(relations.filter(practice=OuterRef("pk"), commissioner=commissioner)))

    def search(self, words: str) -> Self:
        """By code, postcode or name, best first; accents, capitals and a slip of the pen do not matter."""
        words = " ".join(words.replace("\x00", "").split())
        if not words:
            return self
        bare = words.replace(" ", "")
        return (
            self.annotate(
                likeness=TrigramWordSimilarity(words, "name__unaccent"),
                bare_postcode=Replace("postcode", Value(" "), Value("")),
            )
            .filter(
                Q(code__istartswith=bare)
                | Q(bare_postcode__istartswith=bare)
                | Q(name__unaccent__icontains=words)
                | Q(likeness__gte=LIKE_ENOUGH)
            )
            .order_by("-likeness", "name", "code")
        )

    def with_today(self, day: Any = None) -> Self:
        """With the commissioner and network of a day (today) in ``commissioners_then`` and ``pcns_then``."""
        day = day or timezone.localdate()
        commissioners = self._relation("commissioner").on(day).select_related("commissioner")
        networks = self._relation("pcn").on(day).select_related("pcn")
        return self.prefetch_related(
            Prefetch("commissioner_relations", queryset=commissioners, to_attr="commissioners_then"),
            Prefetch("pcn_relations", queryset=networks, to_attr="pcns_then"),
        )

    def with_projects_of(self, user: Any) -> Self:
        """With the projects of programmes that the person manages in ``managed_projects``."""
        projects = self.model._meta.get_field("projects").related_model.visible_to(user)
        if not user.is_superuser:
            projects = projects.managed_by(user)
        return self.prefetch_related(Prefetch("projects", queryset=projects, to_attr="managed_projects"))

    def _relation(self, name: str) -> Any:
        return self.model._meta.get_field(f"{name}_relations").related_model.objects


class ClosureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of practices of which the person may know a project."""
        practices = self.model._meta.get_field("practice").related_model
        projects = practices._meta.get_field("projects").related_model.visible_to(user)
        return self.filter(Exists(projects.filter(practice=OuterRef("practice"))))

    def touching(self, first_day: Any, last_day: Any) -> Self:
        """Those of which at least one day lies between these two, both included."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)


class PracticeImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What has been read in, and one's own uploads that wait."""
        return self.filter(Q(applied_at__isnull=False) | Q(by=user, expires_at__gt=timezone.now()))

    def applied(self) -> Self:
        return self.filter(applied_at__isnull=False)

    def expired(self) -> Self:
        return self.filter(applied_at__isnull=True, expires_at__lte=timezone.now())


class OpenDataImportQuerySet(PracticeImportQuerySet):
    def newest_days(self) -> dict[str, Any]:
        """The newest day of the figures read in, by source."""
        return dict(self.applied().order_by().values_list("source").annotate(newest=models.Max("last_day")))


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Programmes that one manages or coaches in; the administrator sees all."""
        if user.is_superuser:
            return self
        return self.filter(self._member(user)).distinct()

    def managed_by(self, user: Any) -> Self:
        return self.filter(self._member(user) & Q(memberships__role="manager")).distinct()

    def with_commissioners(self) -> Self:
        """With all its commissioners and what they were called."""
        return self.prefetch_related("commissioner_relations__commissioner__names")

    def kept_by(self, user: Any) -> Self:
        """Those whose settings one may change: one's own as manager; the administrator's are all."""
        return self if user.is_superuser else self.managed_by(user)

    @staticmethod
    def _member(user: Any) -> Q:
        return Q(memberships__user=user) & current_on(timezone.localdate(), "memberships__")


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Partners of the programmes one runs, also on the day that ends, and one's own organisation."""
        if user.is_superuser:
            return self
        own = Q(memberships__user=user) & current_on(timezone.localdate(), "memberships__")
        still = Q(programme_relations__ends_on__isnull=True) | Q(
            programme_relations__ends_on__gte=timezone.localdate()
        )
        return self.filter(own | (self._of_managed(user) & still)).distinct()

    def managed_by(self, user: Any) -> Self:
        """Partners that a programme of this manager works with today."""
        today = current_on(timezone.localdate(), "programme_relations__")
        return self.filter(self._of_managed(user) & today).distinct()

    @staticmethod
    def _of_managed(user: Any) -> Q:
        today = timezone.localdate()
        return (
            Q(programme_relations__programme__memberships__user=user)
            & Q(programme_relations__programme__memberships__role="manager")
            & current_on(today, "programme_relations__programme__memberships__")
        )

    def with_programmes_of(self, user: Any) -> Self:
        """With the relations to the programmes that the person keeps, past ones too, in ``kept_relations``."""
        relation = self.model._meta.get_field("programme_relations").related_model
        programmes = relation._meta.get_field("programme").related_model.visible_to(user).kept_by(user)
        relations = relation.objects.filter(programme__in=programmes).select_related("programme")
        return self.prefetch_related(Prefetch("programme_relations", queryset=relations, to_attr="kept_relations"))
