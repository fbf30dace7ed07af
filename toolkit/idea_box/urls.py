from django.urls import path

from . import open_views, views

BOX = "projects/<uuid:project_id>/idea-box/"
IDEA = BOX + "<uuid:idea_id>/"

urlpatterns = [
    path(BOX, views.BoxIdeaList.as_view(), name="boxidea-list"),
    path(BOX + "new/", views.BoxIdeaCreate.as_view(), name="boxidea-create"),
    path(BOX + "links/new/", views.BoxLinkCreate.as_view(), name="box-link-create"),
    path(IDEA + "answer/", views.BoxIdeaAnswer.as_view(), name="boxidea-answer"),
    path(IDEA + "versions/", views.BoxIdeaVersions.as_view(), name="boxidea-versions"),
    path(IDEA + "delete/", views.BoxIdeaDelete.as_view(), name="boxidea-delete"),
    path("in/ideas/<str:token>/", open_views.BoxPut.as_view(), name="boxidea-put"),
]
