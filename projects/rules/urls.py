from django.urls import path

from . import views

LIST = "projects/<uuid:project_id>/ground-rules/"
ONE = LIST + "<uuid:rule_id>/"

urlpatterns = [
    path(LIST, views.RuleList.as_view(), name="rule-list"),
    path(ONE, views.RuleUpdate.as_view(), name="rule-update"),
    path(ONE + "move/", views.RuleMove.as_view(), name="rule-move"),
    path(ONE + "delete/", views.RuleDelete.as_view(), name="rule-delete"),
]
