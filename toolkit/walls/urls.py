from django.urls import path

from . import open_views, poster_views, team_views, views

WALL = "projects/<uuid:project_id>/wall/"
LINK = WALL + "links/<uuid:link_id>/"

urlpatterns = [
    path(WALL, views.WallDetail.as_view(), name="wall-detail"),
    path("walls/", views.WallList.as_view(), name="wall-list"),
    path(WALL + "settings/", team_views.WallSettings.as_view(), name="wall-settings"),
    path(WALL + "charts/<uuid:measure_id>/move/", team_views.WallChartMove.as_view(), name="wall-move"),
    path(WALL + "poster/", poster_views.WallPoster.as_view(), name="wall-poster"),
    path(WALL + "links/", team_views.WallLinkList.as_view(), name="walllink-list"),
    path(WALL + "links/screen/", team_views.WallScreenCreate.as_view(), name="wallscreen-create"),
    path(WALL + "links/public/", team_views.WallPublicCreate.as_view(), name="wallpublic-create"),
    path(LINK, team_views.WallLinkDetail.as_view(), name="walllink-detail"),
    path(LINK + "withdraw/", team_views.WallLinkRevoke.as_view(), name="walllink-revoke"),
    # Without signing in. The worker's script stands at the path that it serves.
    path("wall/worker.js", open_views.WallWorker.as_view(), name="wall-worker"),
    path("wall/<str:token>/", open_views.WallOpen.as_view(), name="wall-open"),
    path("wall/<str:token>/now/", open_views.WallNow.as_view(), name="wall-now"),
    path("screen/", open_views.ScreenStart.as_view(), name="screen-start"),
    path("screen/<str:ticket>/", open_views.ScreenPair.as_view(), name="screen-pair"),
]
