from django.urls import path

from . import views

LIST = "projects/<uuid:project_id>/closed-days/"

urlpatterns = [
    path(LIST, views.ClosureList.as_view(), name="closure-list"),
    path(LIST + "new/", views.ClosureCreate.as_view(), name="closure-create"),
    path(LIST + "nation/", views.NationUpdate.as_view(), name="nation-update"),
    path(LIST + "<uuid:closure_id>/", views.ClosureUpdate.as_view(), name="closure-update"),
    path(LIST + "<uuid:closure_id>/remove/", views.ClosureDelete.as_view(), name="closure-delete"),
]
