from django.urls import path

from . import views

urlpatterns = [
    path("practices/published/", views.OpenDataList.as_view(), name="open-data-list"),
    path("practices/published/<uuid:import_id>/", views.OpenDataPreview.as_view(), name="open-data-preview"),
]
