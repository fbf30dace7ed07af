from django.urls import path

from . import driver_views, map_views

MAPS = "projects/<uuid:project_id>/maps/"
MAP = f"{MAPS}<uuid:diagram_id>/"
STEP = f"{MAP}steps/<uuid:node_id>/"
LANE = f"{MAP}lanes/<uuid:lane_id>/"
DRIVERS = "projects/<uuid:project_id>/drivers/"
ENTRY = f"{DRIVERS}<uuid:node_id>/"

urlpatterns = [
    path(MAPS, map_views.MapList.as_view(), name="map-list"),
    path(f"{MAPS}new/", map_views.MapCreate.as_view(), name="map-create"),
    path(MAP, map_views.MapDetail.as_view(), name="map-detail"),
    path(f"{MAP}operations/", map_views.MapOperations.as_view(), name="map-operations"),
    path(f"{MAP}picture/", map_views.MapPicture.as_view(), name="map-picture"),
    path(f"{MAP}name/", map_views.MapEdit.as_view(), name="map-edit"),
    path(f"{MAP}undo/", map_views.MapUndo.as_view(), name="map-undo"),
    path(f"{MAP}future/", map_views.MapFuture.as_view(), name="map-future"),
    path(f"{MAP}remove/", map_views.MapDelete.as_view(), name="map-delete"),
    path(f"{MAP}steps/new/", map_views.StepCreate.as_view(), name="step-create"),
    path(STEP, map_views.StepEdit.as_view(), name="step-edit"),
    path(f"{STEP}move/", map_views.StepMove.as_view(), name="step-move"),
    path(f"{STEP}remove/", map_views.StepDelete.as_view(), name="step-delete"),
    path(f"{STEP}lines/new/", map_views.LineCreate.as_view(), name="line-create"),
    path(f"{MAP}lines/<uuid:edge_id>/remove/", map_views.LineDelete.as_view(), name="line-delete"),
    path(f"{MAP}lanes/new/", map_views.LaneCreate.as_view(), name="lane-create"),
    path(LANE, map_views.LaneEdit.as_view(), name="lane-edit"),
    path(f"{LANE}move/", map_views.LaneMove.as_view(), name="lane-move"),
    path(f"{LANE}remove/", map_views.LaneDelete.as_view(), name="lane-delete"),
    path(DRIVERS, driver_views.DriverDetail.as_view(), name="driver-detail"),
    path(f"{DRIVERS}operations/", driver_views.DriverOperations.as_view(), name="driver-operations"),
    path(f"{DRIVERS}picture/", driver_views.DriverPicture.as_view(), name="driver-picture"),
    path(f"{DRIVERS}aim/", driver_views.DriverEdit.as_view(), name="driver-edit"),
    path(f"{DRIVERS}undo/", driver_views.DriverUndo.as_view(), name="driver-undo"),
    path(f"{DRIVERS}joins/<uuid:edge_id>/remove/", driver_views.JoinDelete.as_view(), name="join-delete"),
    path(f"{DRIVERS}new/", driver_views.EntryCreate.as_view(), name="entry-create"),
    path(ENTRY, driver_views.EntryEdit.as_view(), name="entry-edit"),
    path(f"{ENTRY}joins/new/", driver_views.JoinCreate.as_view(), name="join-create"),
    path(f"{ENTRY}move/", driver_views.EntryMove.as_view(), name="entry-move"),
    path(f"{ENTRY}remove/", driver_views.EntryDelete.as_view(), name="entry-delete"),
    path(f"{ENTRY}test/", driver_views.EntryTest.as_view(), name="entry-test"),
]
