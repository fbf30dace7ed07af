from django.urls import path

from . import ramp_views, views

PROJECT = "projects/<uuid:project_id>/"
RAMP = PROJECT + "ramps/<uuid:ramp_id>/"
CYCLE = PROJECT + "tests/<uuid:cycle_id>/"

urlpatterns = [
    path(PROJECT + "tests/", ramp_views.RampList.as_view(), name="ramp-list"),
    path(PROJECT + "tests/new/", ramp_views.RampCreate.as_view(), name="ramp-create"),
    path(PROJECT + "ideas/new/", ramp_views.IdeaCreate.as_view(), name="idea-create"),
    path(PROJECT + "ideas/learn/<slug:kind>/<uuid:source_id>/", ramp_views.IdeaLearn.as_view(), name="idea-learn"),
    path(RAMP, ramp_views.RampDetail.as_view(), name="ramp-detail"),
    path(RAMP + "picture.svg", ramp_views.RampPicture.as_view(), name="ramp-picture"),
    path(CYCLE, views.CycleDetail.as_view(), name="cycle-detail"),
    path(CYCLE + "chart.svg", views.CycleChart.as_view(), name="cycle-chart"),
    path(CYCLE + "<slug:stage>/", views.CycleStage.as_view(), name="cycle-stage"),
    path(CYCLE + "move/<slug:move>/", views.CycleMove.as_view(), name="cycle-move"),
]
