from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/checks/<int:months>/", views.CheckUpdate.as_view(), name="check-update"),
]
