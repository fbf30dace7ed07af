from django.urls import include, path

urlpatterns = [path("", include("toolkit.cycles.urls"))]
