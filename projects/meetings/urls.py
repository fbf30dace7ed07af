from django.urls import path

from . import agenda_views, live_views, minutes_views, planning_views, views

LIST = "projects/<uuid:project_id>/meetings/"
ONE = LIST + "<uuid:meeting_id>/"
POINT = ONE + "points/<uuid:item_id>/"
NOTE = ONE + "written/<uuid:note_id>/"

urlpatterns = [
    path(LIST, views.MeetingList.as_view(), name="meeting-list"),
    path(LIST + "new/", planning_views.MeetingCreate.as_view(), name="meeting-create"),
    path(LIST + "series/<slug:kind>/", views.SeriesUpdate.as_view(), name="meetingseries-update"),
    path(ONE, views.MeetingDetail.as_view(), name="meeting-detail"),
    path(ONE + "when/", views.MeetingMove.as_view(), name="meeting-move"),
    path(ONE + "people/", views.MeetingPeople.as_view(), name="meeting-people"),
    path(ONE + "close/", views.MeetingClose.as_view(), name="meeting-close"),
    path(ONE + "do/<slug:move>/", views.MeetingStep.as_view(), name="meeting-step"),
    path(ONE + "live/", live_views.MeetingLive.as_view(), name="meeting-live"),
    path(ONE + "actions/new/", live_views.MeetingAction.as_view(), name="meetingaction-create"),
    path(ONE + "mail/", minutes_views.MinutesMail.as_view(), name="minutes-mail"),
    path(ONE + "minutes.docx", minutes_views.MinutesWord.as_view(), name="minutes-word"),
    path(ONE + "agenda/", agenda_views.AgendaUpdate.as_view(), name="agenda-update"),
    path(ONE + "points/new/", agenda_views.PointCreate.as_view(), name="agendaitem-create"),
    path(POINT, agenda_views.PointUpdate.as_view(), name="agendaitem-update"),
    path(POINT + "shift/", agenda_views.PointShift.as_view(), name="agendaitem-shift"),
    path(POINT + "off/", agenda_views.PointOff.as_view(), name="agendaitem-delete"),
    path(POINT + "notes/", live_views.PointNotes.as_view(), name="agendaitem-notes"),
    path(NOTE, live_views.NoteUpdate.as_view(), name="meetingnote-update"),
    path(NOTE + "back/", live_views.NoteBack.as_view(), name="meetingnote-delete"),
    path(NOTE + "settle/", live_views.NoteSettle.as_view(), name="meetingnote-settle"),
]
