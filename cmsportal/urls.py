from django.urls import URLPattern, URLResolver, include, path

from . import views

handler400 = "cmsportal.views.bad_request"
handler403 = "cmsportal.views.permission_denied"
handler404 = "cmsportal.views.page_not_found"
handler500 = "cmsportal.views.server_error"

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
    path("help/", views.InformationView.as_view(), {"page": "help"}, name="help"),
    path("privacy/", views.InformationView.as_view(), {"page": "privacy"}, name="privacy"),
    path("accessibility/", views.InformationView.as_view(), {"page": "accessibility"}, name="accessibility"),
]

handler400 = "cmsportal.views.bad_request"
handler403 = "cmsportal.views.permission_denied"
handler404 = "cmsportal.views.page_not_found"
handler500 = "cmsportal.views.server_error"
