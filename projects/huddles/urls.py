from django.urls import path

from . import running_views, views

HUDDLE = "projects/<uuid:project_id>/huddle/"
ITEM = HUDDLE + "items/<uuid:item_id>/"

urlpatterns = [
    path(HUDDLE, views.HuddleDetail.as_view(), name="huddle-detail"),
    path(HUDDLE + "set/", views.HuddleUpdate.as_view(), name="huddle-update"),
    path(HUDDLE + "today/", running_views.HuddleBegin.as_view(), name="huddle-begin"),
    path(HUDDLE + "<uuid:huddle_id>/", views.HuddleRecord.as_view(), name="huddle-record"),
    path(HUDDLE + "<uuid:huddle_id>/finish/", running_views.HuddleFinish.as_view(), name="huddle-finish"),
    path(HUDDLE + "<uuid:huddle_id>/<slug:slug>/", running_views.HuddleQuestion.as_view(), name="huddle-question"),
    path(ITEM, running_views.HuddleItemUpdate.as_view(), name="huddleitem-update"),
    path(ITEM + "done/", running_views.HuddleItemSettle.as_view(), name="huddleitem-settle"),
    path(ITEM + "action/", running_views.HuddleItemAssign.as_view(), name="huddleitem-assign"),
]
