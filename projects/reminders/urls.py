from django.urls import path

from . import views

urlpatterns = [
    path("account/mails/", views.ReminderPreferences.as_view(), name="reminder-preferences"),
    path("mails/off/<str:token>/", views.ReminderOff.as_view(), name="reminder-off"),
    path("account/mails/log/", views.DeliveryList.as_view(), name="delivery-list"),
    path("reminders/<uuid:reminder_id>/seen/", views.ReminderSeen.as_view(), name="reminder-seen"),
    path("reminders/", views.ReminderList.as_view(), name="reminder-list"),
    path("reminders/<uuid:reminder_id>/send-again/", views.ReminderResend.as_view(), name="reminder-resend"),
    path("reminders/<uuid:reminder_id>/drop/", views.ReminderDrop.as_view(), name="reminder-drop"),
]
