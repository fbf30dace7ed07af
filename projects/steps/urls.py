from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/steps/", views.StepsDetail.as_view(), name="steps-detail"),
    path("projects/<uuid:project_id>/steps/used/", views.UseList.as_view(), name="use-list"),
    path("projects/<uuid:project_id>/steps/<slug:part>/done/", views.ProgressDone.as_view(), name="progress-done"),
    path("projects/<uuid:project_id>/steps/<slug:part>/open/", views.ProgressOpen.as_view(), name="progress-open"),
    path("projects/<uuid:project_id>/steps/<slug:part>/skip/", views.ProgressSkip.as_view(), name="progress-skip"),
]
