from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/tests/method/", views.FidelityDetail.as_view(), name="fidelity-detail"),
]
