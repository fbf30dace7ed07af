from django.urls import path

from . import views

PROJECT = "projects/<uuid:project_id>/"

urlpatterns = [
    path(PROJECT + "tests/", views.RampList.as_view(), name="ramp-list"),
    path(PROJECT + "tests/new/", views.RampCreate.as_view(), name="ramp-create"),
    path(PROJECT + "ideas/new/", views.IdeaCreate.as_view(), name="idea-create"),
    path(PROJECT + "ramps/<uuid:ramp_id>/picture.svg", views.RampPicture.as_view(), name="ramp-picture"),
    path(PROJECT + "tests/<uuid:cycle_id>/", views.CycleDetail.as_view(), name="cycle-detail"),
    path(PROJECT + "tests/<uuid:cycle_id>/<slug:stage>/", views.CycleStage.as_view(), name="cycle-stage"),
    path(PROJECT + "tests/<uuid:cycle_id>/move/<slug:move>/", views.CycleMove.as_view(), name="cycle-move"),
    path(PROJECT + "playbook/", views.StandardList.as_view(), name="standard-list"),
    path(PROJECT + "playbook/new/", views.StandardCreate.as_view(), name="standard-create"),
    path(PROJECT + "playbook/<uuid:standard_id>/", views.StandardDetail.as_view(), name="standard-detail"),
    path(PROJECT + "playbook/<uuid:standard_id>/change/", views.StandardUpdate.as_view(), name="standard-update"),
]
