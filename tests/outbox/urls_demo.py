"""The portal's pages as the demo has them."""

from django.urls import include, path

from cmsportal.urls import handler400, handler403, handler404, handler500
from cmsportal.urls import urlpatterns as usual

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*usual, path("", include("cmsportal.outbox.urls"))]
