from django.urls import path

from . import views

LIST = "projects/<uuid:project_id>/actions/"

urlpatterns = [
    path("actions/", views.ActionMine.as_view(), name="action-mine"),
    path(LIST, views.ActionListView.as_view(), name="action-list"),
    path(LIST + "new/", views.ActionCreate.as_view(), name="action-create"),
    path(LIST + "<uuid:action_id>/", views.ActionUpdate.as_view(), name="action-update"),
    path(LIST + "<uuid:action_id>/done/", views.ActionDone.as_view(), name="action-done"),
]
