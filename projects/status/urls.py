from django.urls import path

from projects.workflow import Action

from .views import StatusView

urlpatterns = [
    path(
        f"projects/<uuid:project_id>/{action.value}/",
        StatusView.as_view(action=action),
        name=f"project-{action.value}",
    )
    for action in Action
]
