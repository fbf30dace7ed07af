from django.urls import path

from . import views

urlpatterns = [
    path("account/calendar/", views.CalendarDetail.as_view(), name="calendar-detail"),
    path("account/calendar/new/", views.CalendarCreate.as_view(), name="calendar-create"),
    path("account/calendar/withdraw/", views.CalendarRevoke.as_view(), name="calendar-revoke"),
    path("calendar/<str:token>.ics", views.CalendarOpen.as_view(), name="calendar-open"),
]
