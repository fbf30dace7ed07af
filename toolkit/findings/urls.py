from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/found/<str:kind>/<uuid:thing_id>/", views.FoundPage.as_view(), name="found-take")
]
