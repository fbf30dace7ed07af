"""Bringing in figures: what would be written is shown first, then all of it is written, or nothing."""

import threading
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from tests.builders import make
from tests.toolkit.test_import_cells import book
from toolkit.measures.entering import correct_figure
from toolkit.measures.figures import Entry
from toolkit.measures.importing import services
from toolkit.models import Figure, FigureImport, Measure
from toolkit.tasks import forget_imports

SECRET = "943 476 5919"
MONDAYS = [date(2025, 3, 3), date(2025, 3, 10), date(2025, 3, 17)]


@pytest.fixture
def calls(world) -> Measure:
    return make.measure(world.project, value_kind="percentage", numerator="answered in time", denominator="all calls")


@pytest.fixture
def waits(world) -> Measure:
    return make.measure(
        world.project, name="Days to an appointment", value_kind="value", unit="days", is_lead=False, goal=None
    )


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def bring(client: Client, measure: Measure, pasted: str = "", file: SimpleUploadedFile | None = None):
    """The preview, or the page that says what is wrong."""
    sent = {"pasted": pasted, **({"file": file} if file else {})}
    url = reverse("figureimport-create", args=[measure.project_id])
    return client.post(f"{url}?measure={measure.pk}", sent, follow=True)


def only_import() -> FigureImport:
    return FigureImport.objects.get()


def save(client: Client, **more):
    row = only_import()
    plan = services.plan_of(row)
    url = reverse("figureimport-apply", args=[row.project_id, row.pk])
    return client.post(url, {"mark": plan.mark, **more}, follow=True)


def stored(measure: Measure) -> list[tuple]:
    return [
        (figure.date, figure.status, None if figure.value is None else float(figure.value))
        for figure in measure.figures.order_by("date")
    ]


PASTED = "Date\tCalls answered\n3/3/2025\t81%\n10/3/2025\tclosed\n17 March 2025\t~80"


def test_pasted_cells_are_shown_first_and_saved_by_the_button(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    page = text_of(bring(client, calls, PASTED))
    assert "Nothing is saved yet." in page
    assert "Monday 3 March 2025" in page
    assert "81%" in page
    assert "80%, an estimate" in page
    assert not Figure.objects.exists()
    page = text_of(save(client))
    assert "3 new figures saved." in page
    assert stored(calls) == [
        (MONDAYS[0], "figure", 81),
        (MONDAYS[1], "closed", None),
        (MONDAYS[2], "estimate", 80),
    ]
    assert {(figure.via, figure.entered_by) for figure in calls.figures.all()} == {("paste", world.member)}
    assert all(figure.history.get().history_user == world.member for figure in calls.figures.all())
    event = Event.objects.get(action="figures.brought_in")
    assert (event.actor, event.detail) == (world.member, {"via": "paste", "added": 3, "corrected": 0})
    assert only_import().cells == only_import().columns == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files(world, sign_in, calls, kind) -> None:
    if kind == "csv":
        content = b"Date,Answered in time,All calls\r\n03/03/2025,150,200\r\n10/03/2025,,\r\n17/03/2025,0,0\r\n"
    else:
        content = book(
            ["Date", "Answered in time", "All calls"],
            [MONDAYS[0], 150, 200],
            [MONDAYS[1], None, None],
            [MONDAYS[2], 0, 0],
        )
    client = sign_in(world.member)
    page = text_of(bring(client, calls, file=SimpleUploadedFile(f"phones.{kind}", content)))
    assert f"phones.{kind}, 3 rows" in page
    assert "75% (150 of 200)" in page
    assert "<strong>1</strong> empty" in page
    save(client)
    assert stored(calls) == [(MONDAYS[0], "figure", 75), (MONDAYS[2], "figure", None)]
    assert set(calls.figures.values_list("via", flat=True)) == {"file"}


def test_two_measures_side_by_side(world, sign_in, calls, waits) -> None:
    client = sign_in(world.member)
    head = f"Week\t{calls.name}\t{waits.name}\tSomething else\n"
    bring(client, calls, head + "3/3/2025\t81\t8\tx\n10/3/2025\t\t9\ty")
    save(client)
    assert stored(calls) == [(MONDAYS[0], "figure", 81)]
    assert stored(waits) == [(MONDAYS[0], "figure", 8), (MONDAYS[1], "figure", 9)]


def test_columns_can_be_matched_by_hand(world, sign_in, calls, waits) -> None:
    client = sign_in(world.member)
    page = text_of(bring(client, calls, "When\tA\tB\n3/3/2025\t81\t8 days"))
    row = only_import()
    url = reverse("figureimport-detail", args=[row.project_id, row.pk])
    roles = {"column0": "date", "column1": "leave", "column2": f"{waits.pk}:figure", "head": "on"}
    page = text_of(client.post(url, roles, follow=True))
    assert "8 days" in page
    save(client)
    assert stored(waits) == [(MONDAYS[0], "figure", 8)]
    assert not calls.figures.exists()


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["leave", "leave", "leave"], "Say which column holds the date."),
        (["date", "leave", "leave"], "Say which column holds the figures."),
        (["date", "date", "leave"], "Two columns are said to hold the same thing."),
        (["date", "{calls}:figure", "{calls}:figure"], "Two columns are said to hold the same thing."),
        (["date", "{calls}:counted", "leave"], "needs both counts"),
        (["date", "{calls}:note", "leave"], "Say which column holds the figures of"),
    ],
)
def test_wrong_columns_are_said_and_nothing_can_be_saved(world, sign_in, calls, roles, words) -> None:
    client = sign_in(world.member)
    bring(client, calls, "When\tA\tB\n3/3/2025\t81\t8")
    row = only_import()
    url = reverse("figureimport-detail", args=[row.project_id, row.pk])
    page = text_of(
        client.post(url, {f"column{n}": one.format(calls=calls.pk) for n, one in enumerate(roles)}, follow=True)
    )
    assert words in page
    assert "Save " not in page.split("<main")[1].split("</main>")[0].replace("Nothing is saved", "")
    save(client)
    assert not Figure.objects.exists()


def test_a_table_without_dates_asks_for_them(world, sign_in, calls) -> None:
    page = text_of(bring(sign_in(world.member), calls, "Name\tRoom\nAnn\tblue"))
    assert "Say which column holds the date." in page


def test_another_measures_column_cannot_be_named(world, sign_in, calls) -> None:
    foreign = make.measure(world.other_project, name="Theirs")
    client = sign_in(world.member)
    bring(client, calls, "When\tA\n3/3/2025\t81")
    row = only_import()
    url = reverse("figureimport-detail", args=[row.project_id, row.pk])
    client.post(url, {"column0": "date", "column1": f"{foreign.pk}:figure", "head": "on"})
    save(client)
    assert not foreign.figures.exists()


BAD = {
    "text": ("3/3/2025\teighty", "B2: ‘eighty’ is no number."),
    "formula": ("3/3/2025\t=SUM(B1:B9)", "B2: ‘=SUM(B1:B9)’ is a formula."),
    "future": ("3/3/2999\t81", "A2: Sunday 3 March 2999 is still to come."),
    "no date": ("\t81", "There is no date in this row."),
    "no such day": ("31/2/2025\t81", "A2: ‘31/2/2025’ is no such day."),
    "too large": ("3/3/2025\t810", "B2: A percentage lies between 0 and 100."),
    "month": ("Mar 2025\t81", "A2: March 2025 is a month"),
    "script": ("3/3/2025\t<script>alert(1)</script>", "‘&lt;script&gt;alert(1)&lt;/script&gt;’ is no number."),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_row_that_cannot_be_saved_says_why_and_holds_up_the_rest(world, sign_in, calls, kind) -> None:
    row, words = BAD[kind]
    client = sign_in(world.member)
    page = text_of(bring(client, calls, f"Date\tFigure\n{row}\n10/3/2025\t79"))
    assert "<strong>Row 2.</strong>" in page
    assert words in page
    page = text_of(save(client))
    assert "Some rows cannot be read." in page
    assert not Figure.objects.exists()
    save(client, leave_out="1")
    assert stored(calls) == [(MONDAYS[1], "figure", 79)]


def test_a_table_of_words_alone_is_told_row_by_row(world, sign_in, calls) -> None:
    page = text_of(bring(sign_in(world.member), calls, "Date\tPhones\n3/3/2025\teighty\n10/3/2025\tninety"))
    assert "B2: ‘eighty’ is no number." in page
    assert "B3: ‘ninety’ is no number." in page


def test_two_figures_on_one_date_name_both_rows(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    page = text_of(bring(client, calls, "Date\tFigure\n3/3/2025\t81\n10/3/2025\t79\n03-Mar-25\t80"))
    assert page.count("Rows 2 and 4 hold two figures for Monday 3 March 2025. Keep one.") == 2
    save(client, leave_out="1")
    assert stored(calls) == [(MONDAYS[1], "figure", 79)]


@pytest.mark.parametrize("way", ["pasted", "file"])
def test_an_nhs_number_keeps_nothing_of_the_table(world, sign_in, calls, way) -> None:
    table = f"Date,Figure,Note\n3/3/2025,81,\n10/3/2025,79,Ann {SECRET}"
    file = SimpleUploadedFile("x.csv", table.encode()) if way == "file" else None
    page = text_of(bring(sign_in(world.member), calls, "" if file else table, file))
    assert "C3 holds what looks like an NHS number." in page
    assert not FigureImport.objects.exists()
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "This is a PDF."),
        ("a.xls", b"\xd0\xcf\x11\xe0....", "This is an older Excel file (.xls)."),
        ("big.csv", b"x" * (2 * 1024 * 1024 + 1), "This is larger than 2 MB."),
        ("long.csv", b"Date,n\n" + b"3/3/2025,1\n" * 1_000_00, "more than 2,000 rows"),
        ("none.csv", b"", "This file is empty"),
    ],
    ids=["pdf", "xls", "large", "long", "empty"],
)
def test_files_of_the_wrong_kind_are_refused_beside_the_field(world, sign_in, calls, name, content, words) -> None:
    answer = bring(sign_in(world.member), calls, file=SimpleUploadedFile(name, content))
    page = text_of(answer)
    assert words in page or (name == "none.csv" and "empty" in page)
    assert "There is a problem" in page
    assert not FigureImport.objects.exists()


def test_a_file_named_by_an_nhs_number_is_refused(world, sign_in, calls) -> None:
    file = SimpleUploadedFile(f"{SECRET}.csv", b"Date,Figure\n3/3/2025,81")
    assert "Give it another name." in text_of(bring(sign_in(world.member), calls, file=file))
    assert not FigureImport.objects.exists()


def test_nothing_and_both_at_once_are_asked_about(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    assert "Paste some cells, or choose a file." in text_of(bring(client, calls))
    both = text_of(bring(client, calls, PASTED, SimpleUploadedFile("a.csv", b"Date,n\n3/3/2025,1")))
    assert "one of the two" in both
    assert "Calls answered" in both, "what was pasted stays"


class TestWhatIsThereAlready:
    @pytest.fixture(autouse=True)
    def there(self, calls) -> None:
        Figure.objects.create(measure=calls, date=MONDAYS[0], value=81, note="Half the line was down")
        Figure.objects.create(measure=calls, date=MONDAYS[1], value=70)

    def test_the_same_is_left_alone_and_what_differs_is_kept_unless_chosen(self, world, sign_in, calls) -> None:
        client = sign_in(world.member)
        page = text_of(bring(client, calls, "Date\tFigure\n3/3/2025\t81\n10/3/2025\t75\n17/3/2025\t80"))
        assert "<strong>1</strong> there already, the same" in page
        assert '<del>70%</del> <span class="nhsuk-u-visually-hidden">would become</span> <ins>75%</ins>' in page
        save(client)
        assert [value for _, _, value in stored(calls)] == [81, 70, 80]
        assert calls.figures.first().note == "Half the line was down"

    def test_a_correction_keeps_the_old_figure(self, world, sign_in, calls) -> None:
        client = sign_in(world.member)
        bring(client, calls, "Date\tFigure\n3/3/2025\t82\n10/3/2025\t75")
        page = text_of(save(client, replace=f"{calls.pk}:2025-03-10"))
        assert "1 corrected; the old one is in the history." in page
        assert [value for _, _, value in stored(calls)] == [81, 75]
        corrected = calls.figures.get(date=MONDAYS[1])
        assert (corrected.version, corrected.entered_by, corrected.via) == (1, world.member, "paste")
        assert corrected.history.first().history_user == world.member

    def test_all_at_once(self, world, sign_in, calls) -> None:
        client = sign_in(world.member)
        bring(client, calls, "Date\tFigure\n3/3/2025\t82\n10/3/2025\t75")
        save(client, differing="all")
        assert [value for _, _, value in stored(calls)] == [82, 75]
        assert calls.figures.first().note == "Half the line was down", "a table without notes takes none away"

    def test_what_somebody_changes_meanwhile_is_looked_at_again(self, world, sign_in, calls) -> None:
        client = sign_in(world.member)
        bring(client, calls, "Date\tFigure\n10/3/2025\t75")
        row = only_import()
        mark = services.plan_of(row).mark
        figure = calls.figures.get(date=MONDAYS[1])
        correct_figure(figure=figure, entry=Entry(MONDAYS[1], value=72), expected_version=0, by=world.lead)
        url = reverse("figureimport-apply", args=[row.project_id, row.pk])
        page = text_of(client.post(url, {"mark": mark, "differing": "all"}, follow=True))
        assert "Something changed since you looked" in page
        assert '<del>72%</del> <span class="nhsuk-u-visually-hidden">would become</span> <ins>75%</ins>' in page
        assert calls.figures.get(date=MONDAYS[1]).value == 72

    def test_a_rounded_percentage_is_the_same_as_its_counts(self, world, sign_in, calls) -> None:
        Figure.objects.create(measure=calls, date=MONDAYS[2], value="66.667", numerator=2, denominator=3)
        page = text_of(bring(sign_in(world.member), calls, "Date\tFigure\n17/3/2025\t67%"))
        assert "All of these figures are there already." in page


def test_a_second_click_writes_nothing_twice(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    bring(client, calls, PASTED)
    row = only_import()
    mark = services.plan_of(row).mark
    url = reverse("figureimport-apply", args=[row.project_id, row.pk])
    client.post(url, {"mark": mark})
    page = text_of(client.post(url, {"mark": mark}, follow=True))
    assert "Nothing was written twice." in page
    assert calls.figures.count() == 3
    assert Event.objects.filter(action="figures.brought_in").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_figure_once(world, calls) -> None:
    rows = [
        services.start_import(project=world.project, measure=calls, by=by, pasted=PASTED)
        for by in (world.lead, world.member)
    ]
    ready, ended = threading.Barrier(2), []

    def write(row: FigureImport) -> None:
        close_old_connections()
        mark = services.plan_of(row).mark
        ready.wait()
        try:
            services.apply_import(row=row, by=row.by, mark=mark, replace=(), leave_out_troubles=False)
            ended.append("written")
        except services.Moved:
            ended.append("moved")
        close_old_connections()

    threads = [threading.Thread(target=write, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls.figures.count() == 3
    assert "written" in ended


def test_only_whoever_brought_the_cells_sees_them(world, sign_in, calls) -> None:
    bring(sign_in(world.member), calls, PASTED)
    row = only_import()
    for name in ("figureimport-detail", "figureimport-apply", "figureimport-delete"):
        url = reverse(name, args=[world.project.pk, row.pk])
        client = sign_in(world.lead)
        assert client.post(url).status_code == 404
        elsewhere = reverse(name, args=[world.other_project.pk, row.pk])
        assert client.post(elsewhere).status_code == 404
    assert FigureImport.objects.filter(pk=row.pk).exists()
    assert not Figure.objects.exists()


def test_cells_can_be_thrown_away_and_are_forgotten_after_a_day(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    bring(client, calls, PASTED)
    client.post(reverse("figureimport-delete", args=[world.project.pk, only_import().pk]))
    assert only_import().cells == []
    bring(client, calls, PASTED)
    FigureImport.objects.update(created_at=timezone.now() - timedelta(hours=23))
    forget_imports()
    assert FigureImport.objects.exists()
    FigureImport.objects.update(created_at=timezone.now() - timedelta(hours=25))
    forget_imports()
    forget_imports()
    assert not FigureImport.objects.exists()


def test_months_stand_on_the_day_they_were_due(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="calls", schedule="monthly", goal=None)
    Figure.objects.create(measure=measure, date=date(2025, 2, 20), value=7)
    client = sign_in(world.member)
    bring(client, measure, "Month\tCalls\nJan 2025\t1,204\nFeb 2025\t8\n")
    save(client, differing="all")
    assert stored(measure) == [(date(2025, 1, 6), "figure", 1204), (date(2025, 2, 20), "figure", 8)]


def test_days_of_events_need_a_date_alone(world, sign_in) -> None:
    falls = make.measure(world.project, name="Falls", value_kind="days_between", schedule="event", goal=None)
    client = sign_in(world.member)
    page = text_of(bring(client, falls, "Date\n3/3/2025\n13/3/2025\n8/3/2025"))
    assert "it happened" in page
    row = only_import()
    plan = services.plan_of(row)
    services.apply_import(row=row, by=world.member, mark=plan.mark, replace=(), leave_out_troubles=False)
    assert [value for _, _, value in stored(falls)] == [None, 5, 5]


def test_hidden_numbers_are_left_out_and_said(world, sign_in, waits) -> None:
    client = sign_in(world.member)
    page = text_of(bring(client, waits, "Date\tFigure\n3/3/2025\t*\n10/3/2025\t8"))
    assert "<strong>1</strong> hidden as *, left out" in page
    save(client)
    assert stored(waits) == [(MONDAYS[1], "figure", 8)]


def test_notes_and_what_looks_like_a_birthday(world, sign_in, calls) -> None:
    client = sign_in(world.member)
    notes = "3/3/2025\t81\tsnow\n10/3/2025\t80\tborn 4/5/1961\n17/3/2025\t79\t=1+1"
    page = text_of(bring(client, calls, f"Date\tFigure\tNotes\n{notes}"))
    assert "C3 may hold a date of birth." in page
    assert "C4: The note begins like a formula." in page
    save(client, leave_out="1")
    assert calls.figures.first().note == "snow"


def test_shares_of_one_are_warned_of(world, sign_in, calls) -> None:
    page = text_of(bring(sign_in(world.member), calls, "Date\tFigure\n3/3/2025\t0.81\n10/3/2025\t0.79"))
    assert "read as 0.81%, not 81%" in page


def test_a_percentage_that_does_not_match_its_counts_is_asked_about(world, sign_in, calls) -> None:
    table = "Date\tFigure\tNumber\tOut of\n3/3/2025\t81%\t150\t200\n10/3/2025\t75%\t150\t200"
    page = text_of(bring(sign_in(world.member), calls, table.replace("Figure", calls.name)))
    assert "B2: 81% is not 150 of 200." in page
    assert "Row 3." not in page


def test_the_download_can_be_brought_in_again(world, sign_in, calls) -> None:
    Figure.objects.create(measure=calls, date=MONDAYS[0], value=75, numerator=150, denominator=200)
    Figure.objects.create(measure=calls, date=MONDAYS[1], status="closed")
    Figure.objects.create(measure=calls, date=MONDAYS[2], value=80, status="estimate")
    client = sign_in(world.member)
    file = client.get(reverse("measure-download", args=[world.project.pk, calls.pk])).content
    page = text_of(bring(client, calls, file=SimpleUploadedFile("figures.csv", file)))
    assert "All of these figures are there already." in page


def test_many_rows_are_as_many_queries_as_few(world, sign_in, calls, django_assert_max_num_queries) -> None:
    lines = [f"{date(2020, 1, 6) + timedelta(days=n)}\t{n % 100}" for n in range(1900)]
    row = services.start_import(
        project=world.project, measure=calls, by=world.member, pasted="Date\tFigure\n" + "\n".join(lines)
    )
    mark = services.plan_of(row).mark
    with django_assert_max_num_queries(40):
        services.apply_import(row=row, by=world.member, mark=mark, replace=(), leave_out_troubles=False)
    assert calls.figures.count() == 1900
    assert Figure.history.filter(measure=calls).count() == 1900


def test_what_several_measures_share_is_said_once(calls, waits, sign_in, world) -> None:
    cells = f"Date\t{calls.name}\t{waits.name}\n1/1/2099\t70%\t3\n3/3/2025\t71%\t4"
    text = text_of(bring(sign_in(world.member), calls, cells))
    assert text.count("is still to come.") == 1


def test_a_box_that_would_clear_a_file_is_not_known(world, sign_in) -> None:
    url = reverse("figureimport-create", args=[world.project.pk])
    page = text_of(sign_in(world.lead).post(url, {"pasted": "", "file-clear": "on"}))
    assert "Paste some cells, or choose a file." in page
