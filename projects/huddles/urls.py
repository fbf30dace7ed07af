from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/huddle/", views.HuddleDetail.as_view(), name="huddle-detail"),
    path("projects/<uuid:project_id>/huddle/set/", views.HuddleUpdate.as_view(), name="huddle-update"),
]
