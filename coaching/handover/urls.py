from django.urls import path

from . import note_views, views

PROGRAMME = "programmes/<uuid:programme_id>/"
DEPARTURE = PROGRAMME + "hand-overs/<uuid:departure_id>/"
COACH = PROGRAMME + "coaches/<uuid:membership_id>/"
NOTE = "projects/<uuid:project_id>/hand-over/<uuid:hand_over_id>/"

urlpatterns = [
    path(PROGRAMME + "hand-overs/", views.DepartureList.as_view(), name="departure-list"),
    path(COACH + "leave/", views.DepartureBegin.as_view(), name="departure-begin"),
    path(COACH + "notes/", note_views.CoachNotes.as_view(), name="coach-notes"),
    path(DEPARTURE, views.DepartureDetail.as_view(), name="departure-detail"),
    path(DEPARTURE + "stay/", views.DepartureCallOff.as_view(), name="departure-call-off"),
    path(DEPARTURE + "successors/", views.DepartureSuccessors.as_view(), name="departure-successors"),
    path(DEPARTURE + "teams/<uuid:hand_over_id>/alone/", views.HandOverAlone.as_view(), name="handover-alone"),
    path(DEPARTURE + "back/", views.DepartureBack.as_view(), name="departure-back"),
    path(NOTE, note_views.HandOverNote.as_view(), name="handover-note"),
    path(NOTE + "write/", note_views.HandOverWrite.as_view(), name="handover-write"),
    path(NOTE + "print/", note_views.HandOverPdf.as_view(), name="handover-pdf"),
]
