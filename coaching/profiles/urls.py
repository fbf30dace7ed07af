from django.urls import path

from . import views

COACH = "programmes/<uuid:programme_id>/coaches/<uuid:membership_id>/"

urlpatterns = [
    path(COACH, views.CoachDetail.as_view(), name="coach-detail"),
    path(COACH + "profile/", views.ProfileUpdate.as_view(), name="coach-profile"),
    path(COACH + "training/new/", views.TrainingCreate.as_view(), name="training-create"),
    path(COACH + "training/<uuid:training_id>/remove/", views.TrainingDelete.as_view(), name="training-delete"),
]
