from django.urls import include, path

urlpatterns = [
    path("", include("toolkit.workbook.urls")),
    path("", include("toolkit.fishbone.urls")),
    path("", include("toolkit.aims.urls")),
]
