from django.urls import path

from . import views

IMPORTS = "projects/<uuid:project_id>/measures/bring-in/"
IMPORT = IMPORTS + "<uuid:import_id>/"

urlpatterns = [
    path(IMPORTS, views.FigureImportCreate.as_view(), name="figureimport-create"),
    path(IMPORT, views.FigureImportDetail.as_view(), name="figureimport-detail"),
    path(IMPORT + "save/", views.FigureImportApply.as_view(), name="figureimport-apply"),
    path(IMPORT + "throw-away/", views.FigureImportDelete.as_view(), name="figureimport-delete"),
]
