from django.urls import path

from . import open_views, views

STORMS = "projects/<uuid:project_id>/brainstorms/"
STORM = STORMS + "<uuid:storm_id>/"

urlpatterns = [
    path(STORMS, views.BrainstormList.as_view(), name="brainstorm-list"),
    path(STORMS + "new/", views.BrainstormCreate.as_view(), name="brainstorm-create"),
    path(STORM, views.BrainstormDetail.as_view(), name="brainstorm-detail"),
    path(STORM + "move/<str:move>/", views.BrainstormMove.as_view(), name="brainstorm-move"),
    path(STORM + "code/", views.BrainstormCode.as_view(), name="brainstorm-code"),
    path(STORM + "join/", views.StormJoin.as_view(), name="brainstorm-join"),
    path(STORM + "ideas/<uuid:idea_id>/<str:act>/", views.StormIdeaAct.as_view(), name="brainstorm-idea"),
    path(STORM + "theme/", views.BrainstormTheme.as_view(), name="brainstorm-theme"),
    path("in/brainstorm/<str:token>/", open_views.StormPart.as_view(), name="brainstorm-part"),
]
