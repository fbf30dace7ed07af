from django.urls import include, path

from . import (
    chart_views,
    code_views,
    figure_views,
    link_views,
    mark_views,
    phase_views,
    reading_views,
    sheet_views,
    tally_views,
    views,
)

MEASURES = "projects/<uuid:project_id>/measures/"
MEASURE = MEASURES + "<uuid:measure_id>/"
FIGURE = MEASURE + "figures/<uuid:figure_id>/"
PICTURE = "pictures/<uuid:project_id>/<uuid:measure_id>/<slug:size>/<slug:key>/<slug:signature>.svg"
CHANGES = "projects/<uuid:project_id>/changes/"

urlpatterns = [
    path("", include("toolkit.measures.importing.urls")),
    path(MEASURES, views.MeasureList.as_view(), name="measure-list"),
    path(MEASURES + "sheet/", sheet_views.MeasureSheet.as_view(), name="measure-sheet"),
    path(MEASURES + "add/", views.MeasureCreate.as_view(), name="measure-create"),
    path(MEASURE, views.MeasureDetail.as_view(), name="measure-detail"),
    path(MEASURE + "change/", views.MeasureUpdate.as_view(), name="measure-update"),
    path(MEASURE + "archive/", views.MeasureArchive.as_view(), name="measure-archive"),
    path(MEASURE + "restore/", views.MeasureRestore.as_view(), name="measure-restore"),
    path(MEASURE + "lead/", views.MeasureLead.as_view(), name="measure-lead"),
    path(MEASURE + "move/", views.MeasureMove.as_view(), name="measure-move"),
    path(MEASURE + "chart.json", chart_views.MeasureData.as_view(), name="measure-data"),
    path(MEASURE + "hang/", views.MeasureHang.as_view(), name="measure-hang"),
    path(MEASURE + "take-down/", views.MeasureTakeDown.as_view(), name="measure-take-down"),
    path(MEASURE + "chart/", reading_views.ReadingPage.as_view(), name="measure-chart-settings"),
    path(MEASURE + "chart/preview/", reading_views.ReadingPreview.as_view(), name="measure-chart-preview"),
    path(MEASURE + "chart.<slug:fmt>", chart_views.MeasureChart.as_view(), name="measure-chart"),
    path(MEASURE + "figures.csv", chart_views.MeasureDownload.as_view(), name="measure-download"),
    path(MEASURE + "figures/add/", figure_views.FigureCreate.as_view(), name="figure-create"),
    path(MEASURE + "tally/", tally_views.FigureTally.as_view(), name="figure-tally"),
    path(FIGURE, figure_views.FigureSaved.as_view(), name="figure-saved"),
    path(FIGURE + "change/", figure_views.FigureUpdate.as_view(), name="figure-update"),
    path(FIGURE + "remove/", figure_views.FigureDelete.as_view(), name="figure-delete"),
    path(MEASURE + "phases/add/", phase_views.PhaseCreate.as_view(), name="phase-create"),
    path(MEASURE + "phases/begin/", phase_views.PhaseBegin.as_view(), name="phase-begin"),
    path(MEASURE + "phases/<uuid:phase_id>/remove/", phase_views.PhaseDelete.as_view(), name="phase-delete"),
    path(MEASURE + "links/<uuid:link_id>/", link_views.FigureLinkRevoke.as_view(), name="figurelink-revoke"),
    path(CHANGES + "add/", mark_views.ChartMarkCreate.as_view(), name="chartmark-create"),
    path(CHANGES + "<uuid:mark_id>/", mark_views.ChartMarkUpdate.as_view(), name="chartmark-update"),
    path(CHANGES + "<uuid:mark_id>/remove/", mark_views.ChartMarkDelete.as_view(), name="chartmark-delete"),
    path("chart-icons/<slug:name>.svg", chart_views.ChartIcon.as_view(), name="chart-icon"),
    path(MEASURES + "codes/", code_views.EntryCodeList.as_view(), name="entrycode-list"),
    path(MEASURES + "codes/make/", code_views.EntryCodeCreate.as_view(), name="entrycode-create"),
    path(MEASURE + "code.svg", code_views.EntryCodePicture.as_view(), name="entrycode-picture"),
    path(MEASURE + "codes/<uuid:code_id>/", code_views.EntryCodeRevoke.as_view(), name="entrycode-revoke"),
    path("scan/<str:token>/", code_views.CodeEntry.as_view(), name="code-entry"),
    path(PICTURE, chart_views.KeptPicture.as_view(), name="kept-picture"),
    path("figure/<str:token>/", link_views.FigureLinkEntry.as_view(), name="figure-link"),
]
