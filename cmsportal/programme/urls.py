from django.urls import include, path

from . import story_views, views, wall_views

urlpatterns = [
    path("", views.Today.as_view(), name="today"),
    path("projects/", views.ProjectList.as_view(), name="project-list"),
    path("projects/<uuid:project_id>/", views.ProjectDetail.as_view(), name="project-detail"),
    path("projects/<uuid:project_id>/so-far/", story_views.StoryDetail.as_view(), name="story-detail"),
    path("projects/<uuid:project_id>/so-far/done/", story_views.StoryDone.as_view(), name="story-done"),
    path("programmes/<uuid:programme_id>/", views.ProgrammeDetail.as_view(), name="programme-detail"),
    path("programmes/<uuid:programme_id>/projects.csv", views.ProgrammeDownload.as_view(), name="programme-download"),
    path("programmes/<uuid:programme_id>/tools-used.csv", views.UseDownload.as_view(), name="programme-use-download"),
    path("programmes/<uuid:programme_id>/wall/", wall_views.ProgrammeWall.as_view(), name="programme-wall"),
    path("programmes/<uuid:programme_id>/spread.svg", views.AdoptionPicture.as_view(), name="adoption-picture"),
    path("learn/", views.LibraryList.as_view(), name="library-list"),
    path("", include("cmsportal.programme.people.urls")),
]
