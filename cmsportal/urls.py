from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cmsportal.health")),
    path("", include("cmsportal.programme.urls")),
    path("", include("cmsportal.accounts.urls")),
    path("", include("cmsportal.nhsuk.urls")),
    path("", include("cmsportal.audit.urls")),
    path("", include("practices.urls")),
    path("", include("projects.urls")),
    path("", include("toolkit.urls")),
    path("", include("coaching.urls")),
    path("account/", include("cmsportal.accounts.allauth_urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]

if settings.MODE == "demo":
    urlpatterns.append(path("", include("cmsportal.outbox.urls")))

handler400 = "cmsportal.views.bad_request"
handler403 = "cmsportal.views.permission_denied"
handler404 = "cmsportal.views.page_not_found"
handler500 = "cmsportal.views.server_error"
