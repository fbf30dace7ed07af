from django.urls import path

from . import views

urlpatterns = [
    path("practices/", views.PracticeListView.as_view(), name="practice-list"),
    path("practices/download/", views.PracticeDownload.as_view(), name="practice-download"),
    path("practices/import/", views.PracticeImportView.as_view(), name="practice-import"),
    path("practices/import/<uuid:import_id>/", views.PracticeImportPreview.as_view(), name="practice-import-preview"),
    path("practices/<uuid:practice_id>/", views.PracticeDetail.as_view(), name="practice-detail"),
]
