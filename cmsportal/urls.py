from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cmsportal.programme.urls")),
    path("", include("cmsportal.accounts.urls")),
    path("", include("cmsportal.audit.urls")),
    path("", include("practices.urls")),
    path("", include("projects.urls")),
    path("", include("toolkit.urls")),
    path("", include("coaching.urls")),
    path("account/", include("cmsportal.accounts.allauth_urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
