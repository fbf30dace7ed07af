from django.urls import path

from . import open_views, team_views

LINK = "projects/<uuid:project_id>/links/<uuid:link_id>/"

urlpatterns = [
    path(LINK, team_views.WayInDetail.as_view(), name="wayin-detail"),
    path(LINK + "withdraw/", team_views.WayInRevoke.as_view(), name="wayin-revoke"),
    path("in/", open_views.CodePage.as_view(), name="wayin-code"),
]
