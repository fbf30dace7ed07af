"""The storyboard: few words, the chart first, and no more than its reader may see.

The slide is read by the standard library alone (zip and XML), the PDF by pypdf: neither wrote it.
"""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from cmsportal.audit.models import Event
from cmsportal.versions import Stale
from projects.models import Progress
from projects.permissions import access_to
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.models import GlobalAim, Storyboard
from toolkit.models.storyboard import CHARACTERS, LINES, PARTS, TITLE_CHARACTERS, TITLE_WORDS, WORDS
from toolkit.storyboard.proposing import fit, shorten
from toolkit.storyboard.reading import read_board
from toolkit.storyboard.services import save_storyboard

pytestmark = pytest.mark.django_db
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
NASTY = '#panic("x") $x$ *b* <a:t> {z} & \x0bمرحبا'
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
EMPTY = {"title": "", "measure": None, **dict.fromkeys(PARTS, "")}


def address(world, what: str = "detail") -> str:
    return reverse(f"storyboard-{what}", args=[world.project.pk])


def told(world) -> None:
    """A project with a record in every tool that the storyboard reads."""
    build.cause(build.fishbone(world.project), "One person on the phones at 8", votes=9)
    measure = make.measure(world.project, name="Calls in time", value_kind="value", unit="%", is_lead=True)
    make.figures(measure, RISEN)
    build.specific_aim(world.project, measure=measure, baseline=52, goal=80)
    closed = {"stage": "closed", "decision": "adopt", "decided_on": make.today()}
    make.cycle(world.project, title="Two people at 8", learned="Start at five to eight.", **closed)
    make.standard(world.project, title="Two people from 7:55")


def page(client, world, what: str = "detail") -> str:
    answer = client.get(address(world, what))
    assert answer.status_code == 200
    return answer.content.decode()


class Slide:
    """A .pptx without the library that wrote it."""

    def __init__(self, content: bytes):
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        slides = [name for name in self.zip.namelist() if name.startswith("ppt/slides/slide")]
        assert len(slides) == 1
        self.root = ElementTree.fromstring(self.zip.read(slides[0]))  # noqa: S314 - written by us
        self.words = "\n".join("".join(t.text or "" for t in p.iter(f"{A}t")) for p in self.root.iter(f"{A}p"))

    @property
    def title(self) -> str:
        for shape in self.root.iter(f"{P}sp"):
            if shape.find(f".//{P}ph[@type='title']") is not None:
                return "".join(t.text or "" for t in shape.iter(f"{A}t"))
        return ""

    @property
    def alts(self) -> list[str]:
        return [picture.find(f".//{P}cNvPr").get("descr", "") for picture in self.root.iter(f"{P}pic")]

    @property
    def pictures(self) -> list[Image.Image]:
        names = [name for name in self.zip.namelist() if name.startswith("ppt/media/")]
        return [Image.open(io.BytesIO(self.zip.read(name))) for name in names]

    def boxes(self) -> list[tuple[int, int, int, int]]:
        """Left, top, right and bottom of each shape that has words or a picture, in EMU."""
        found = []
        for shape in [*self.root.iter(f"{P}sp"), *self.root.iter(f"{P}pic")]:
            off, ext = shape.find(f".//{A}off"), shape.find(f".//{A}ext[@cx]")
            x, y = int(off.get("x")), int(off.get("y"))
            found.append((x, y, x + int(ext.get("cx")), y + int(ext.get("cy"))))
        return found


def taken(client, world, kind: str, **more: str) -> bytes:
    answer = client.post(address(world, "document"), {"kind": kind, **more})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="larkmead-surgery-storyboard.')
    return answer.content


def pdf_words(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


# What the page says ------------------------------------------------------------------------------------------


def test_empty_parts_say_what_the_record_says_and_the_chart_comes_first(world, sign_in) -> None:
    told(world)
    text = page(sign_in(world.lead), world)
    for said in (
        "Patients wait on the phone", "One person on the phones at 8 (9 votes)", "Two people at 8: ",
        "Start at five to eight.", "Two people from 7:55", "Calls in time: 79%", "We began at 52%.",
        "from 52% to 80%", "Jo Pritchard (champion)", "Coach: Rachel Osei",
    ):  # fmt: skip
        assert said in text
    assert text.index("<svg") < text.index("The problem"), "the chart comes first"
    assert "8 parts filled in from your record" in text
    assert not Storyboard.objects.exists(), "looking at it writes nothing"


def test_words_of_the_team_stand_in_place_of_the_records(world, sign_in) -> None:
    told(world)
    save_storyboard(
        project=world.project, values={**EMPTY, "title": "Four in five", "causes": "Too few at 8"}, version=0,
        by=world.lead,
    )  # fmt: skip
    text = page(sign_in(world.lead), world)
    assert "Four in five" in text
    assert "Too few at 8" in text
    assert "(9 votes)" not in text
    assert "Patients wait on the phone" in text


def test_a_project_without_a_record_asks_its_team_to_begin(world, sign_in) -> None:
    world.project.team.all().delete()
    make.member(world.project, world.lead, is_lead=True)
    board = read_board(world.project, access_to(world.project, world.lead))
    assert [part.name for part in board.parts if part.text] == ["team"]
    world.project.coach_assignments.all().delete()
    assert "Write the storyboard" not in page(sign_in(world.lead), world), "the team stands on it already"


def test_partner_sees_what_is_written_and_the_chosen_chart_and_no_trace_of_the_rest(world, sign_in) -> None:
    told(world)
    world.project.shares.create(tool="storyboard", audience="partner", partner=world.partner_organisation)
    world.project.shares.filter(tool="wall").delete()
    client = sign_in(world.partner)
    bare = page(client, world).partition("<footer")[0]
    for hidden in ("Patients wait", "9 votes", "Two people", "Calls in time", "Jo Pritchard", "Rachel Osei", "52%"):
        assert hidden not in bare
    measure = world.project.measures.get()
    save_storyboard(
        project=world.project, values={**EMPTY, "measure": measure, "problem": "Half rang twice"}, version=0,
        by=world.lead,
    )  # fmt: skip
    text = page(client, world)
    assert "Half rang twice" in text
    assert "Calls in time" in text
    assert "9 votes" not in text


@pytest.mark.parametrize("kind", ["page", "slide", "pdf"])
def test_small_numbers_are_equal_for_outsiders_whatever_they_are(world, sign_in, kind) -> None:
    """Twice filled so that only hidden figures differ: what an outsider gets is the same to the byte."""
    world.project.shares.create(tool="storyboard", audience="partner", partner=world.partner_organisation)
    measure = make.measure(world.project, name="Falls", value_kind="count", unit="people", is_lead=True)
    make.figures(measure, [3, 20] * 7)
    save_storyboard(
        project=world.project, values={**EMPTY, "measure": measure, "problem": "Falls"}, version=0, by=world.lead
    )

    def seen(user, **more: str) -> object:
        client = sign_in(user)
        if kind == "page":
            text = page(client, world)
            return text[text.index("<main") : text.index("</main>")]
        content = taken(client, world, kind, **more)
        return pdf_words(content) if kind == "pdf" else (Slide(content).words, Slide(content).alts, pixels(content))

    outside, handed_on, inside = seen(world.partner), seen(world.lead, outside="on"), seen(world.lead)
    measure.figures.filter(value=3).update(value=5)
    measure.save()
    assert seen(world.partner) == outside
    if kind != "page":
        assert seen(world.lead, outside="on") == handed_on
    assert seen(world.lead) != inside, "or the test could not fail"


def pixels(content: bytes) -> list[bytes]:
    return [picture.tobytes() for picture in Slide(content).pictures]


def test_a_rare_event_stays_with_the_practice(world, sign_in) -> None:
    world.project.shares.create(tool="storyboard", audience="partner", partner=world.partner_organisation)
    measure = make.measure(
        world.project,
        name="Days between falls",
        value_kind="days_between",
        schedule="event",
        unit="days",
        goal=None,
        chart="t",
    )
    save_storyboard(project=world.project, values={**EMPTY, "measure": measure}, version=0, by=world.lead)
    text = page(sign_in(world.partner), world)
    assert "keep this chart to themselves" in text
    assert "wall-inline" not in text
    assert Slide(taken(sign_in(world.partner), world, "slide")).pictures == []


# Writing it --------------------------------------------------------------------------------------------------


def posted(**values: str) -> dict[str, str]:
    return {"title": "", "measure": "", "version": "0", **dict.fromkeys(PARTS, ""), **values}


def test_saving_begins_the_tool_and_is_written_down(world, sign_in) -> None:
    answer = sign_in(world.member).post(
        address(world, "update"), posted(problem="Half rang twice", lessons="Start small")
    )
    assert answer.status_code == 302
    row = Storyboard.objects.get()
    assert (row.problem, row.lessons, row.history.count()) == ("Half rang twice", "Start small", 1)
    assert Event.objects.filter(action="storyboard.saved", actor=world.member).count() == 1
    assert Progress.objects.filter(project=world.project, tool="storyboard").exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"problem": "word " * (WORDS + 2)}, f"These are {WORDS + 2} words. {WORDS} fit: take 2 out."),
        ({"causes": "one\n" * (LINES + 1)}, f"These are {LINES + 1} lines. {LINES} fit."),
        ({"lessons": "W" * (CHARACTERS + 1)}, "300"),
        ({"title": "word " * (TITLE_WORDS + 1)}, f"{TITLE_WORDS} fit"),
        ({"stays": "Ring 943 476 5919"}, "NHS number"),
    ],
    ids=["words", "lines", "letters", "title", "NHS number"],
)
def test_too_much_is_said_beside_the_field_and_what_was_typed_stays(world, sign_in, values, said) -> None:
    answer = sign_in(world.lead).post(address(world, "update"), posted(results="Kept words", **values))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "Kept words" in text
    assert not Storyboard.objects.exists()


def test_the_records_words_can_be_taken_into_a_box_and_nothing_is_saved_by_it(world, sign_in) -> None:
    told(world)
    client = sign_in(world.lead)
    form = page(client, world, "update")
    assert form.count("Put these words in the box") == len(PARTS)
    answer = client.post(address(world, "update"), posted(take="causes", problem="My own words", version="0"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "One person on the phones at 8 (9 votes)</textarea>" in text
    assert "My own words</textarea>" in text
    assert text.count("Put these words in the box") == len(PARTS) - 2
    assert not Storyboard.objects.exists()


def test_what_was_typed_is_never_replaced_by_the_records_words(world, sign_in) -> None:
    told(world)
    text = sign_in(world.lead).post(address(world, "update"), posted(take="causes", causes="Mine")).content.decode()
    assert "Mine</textarea>" in text
    assert "9 votes)</textarea>" not in text


def test_two_who_write_at_once_see_both_texts(world, sign_in) -> None:
    save_storyboard(project=world.project, values={**EMPTY, "problem": "First words"}, version=0, by=world.member)
    answer = sign_in(world.lead).post(address(world, "update"), posted(problem="Second words", version="-1"))
    text = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert "First words" in text
    assert "Second words" in text
    with pytest.raises(Stale):
        save_storyboard(project=world.project, values={**EMPTY, "problem": "Third"}, version=7, by=world.lead)
    assert Storyboard.objects.get().problem == "First words"


def test_an_earlier_version_comes_back_as_the_newest(world, sign_in) -> None:
    chart = make.measure(world.project)
    first = save_storyboard(
        project=world.project, values={**EMPTY, "title": "Half in time", "problem": "One at 8", "measure": chart},
        version=0, by=world.lead,
    )  # fmt: skip
    client = sign_in(world.member)
    assert address(world, "versions") not in page(client, world), "nothing has changed yet"
    save_storyboard(
        project=world.project, values={**EMPTY, "problem": "Two now"}, version=first.version, by=world.member
    )
    assert address(world, "versions") in page(client, world)
    shown = client.get(address(world, "versions"))
    newest, oldest = shown.context["lines"]
    assert (newest.who, newest.words, newest.is_now) == (world.member.name, "The problem: Two now", True)
    assert (oldest.who, oldest.words) == (world.lead.name, "Half in time\nThe problem: One at 8")
    assert oldest.note == "7 parts left to the record"
    before = Storyboard.objects.get().version
    sent = client.post(address(world, "versions"), {"version": oldest.number, "over": before}, follow=True)
    assert "The earlier version is back" in sent.text
    row = Storyboard.objects.get()
    assert (row.title, row.problem, row.measure, row.version) == ("Half in time", "One at 8", chart, before + 1)
    assert row.history.filter(problem="Two now").exists()
    again = client.post(address(world, "versions"), {"version": oldest.number, "over": before}, follow=True)
    assert "Somebody wrote a newer version meanwhile" in again.text
    for version, status in (("99", 200), ("x", 422)):
        answer = client.post(address(world, "versions"), {"version": version, "over": row.version}, follow=True)
        assert answer.status_code == status
    assert Storyboard.objects.get().version == row.version


def test_a_chart_that_is_gone_does_not_come_back(world, sign_in) -> None:
    chart = make.measure(world.project)
    first = save_storyboard(project=world.project, values={**EMPTY, "measure": chart}, version=0, by=world.lead)
    second = save_storyboard(
        project=world.project, values={**EMPTY, "problem": "x"}, version=first.version, by=world.lead
    )
    chart.delete()
    sign_in(world.lead).post(
        address(world, "versions"), {"version": first.history.last().version, "over": second.version}
    )
    row = Storyboard.objects.get()
    assert (row.measure, row.problem, row.version) == (None, "", second.version + 1)


def test_a_chart_of_another_project_is_refused(world, sign_in) -> None:
    foreign = make.measure(world.other_project)
    answer = sign_in(world.lead).post(address(world, "update"), posted(measure=str(foreign.pk)))
    assert answer.status_code == 422
    with pytest.raises(ValueError, match="another project"):
        save_storyboard(project=world.project, values={**EMPTY, "measure": foreign}, version=0, by=world.lead)


@pytest.mark.parametrize("part", PARTS)
def test_the_database_holds_the_length_of_each_part(world, part) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Storyboard.objects.create(project=world.project, **{part: "x" * (CHARACTERS + 1)})
    with pytest.raises(ValidationError):
        save_storyboard(project=world.project, values={**EMPTY, part: "w " * (WORDS + 1)}, version=0, by=world.lead)


# Proposals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [[], ["Short"], ["many words " * 60], ["W" * 900], ["one line"] * 30, ["ten words " * 5] * 5],
    ids=["none", "short", "long", "one word", "lines", "full"],
)
def test_a_proposal_always_fits_its_part(lines) -> None:
    text = fit(lines)
    assert len(text) <= CHARACTERS
    assert len(text.split()) <= WORDS + 1, "and the mark that there is more"
    assert len(text.splitlines()) <= LINES
    assert bool(text) is bool(lines)


@pytest.mark.parametrize(
    "text", ["", "Short", "many words " * 60, "W" * 900], ids=["none", "short", "long", "one word"]
)
def test_a_title_is_cut_to_its_length(text) -> None:
    assert len(shorten(text)) <= TITLE_CHARACTERS


def test_queries_do_not_grow_with_the_record(world) -> None:
    def asked() -> int:
        project = type(world.project).objects.select_related("practice", "programme").get(pk=world.project.pk)
        access = access_to(project, world.lead)
        read_board(project, access)
        with CaptureQueriesContext(connection) as seen:
            read_board(project, access)
        return len(seen)

    told(world)
    GlobalAim.objects.create(project=world.project, improve="The phones")
    before = asked()
    for number in range(20):
        build.cause(build.fishbone(world.project), f"Cause {number}")
        make.standard(world.project, title=f"Standard {number}")
        make.member(world.project, name=f"Person {number}")
    assert asked() == before


# Files -------------------------------------------------------------------------------------------------------


def full(world) -> None:
    told(world)
    words = {name: f"{name} " + "word " * (WORDS - 1) for name in PARTS}
    save_storyboard(
        project=world.project,
        values={**EMPTY, "title": "From half to four in five", **words},
        version=0,
        by=world.lead,
    )


def test_the_slide_has_a_title_a_picture_with_words_and_all_parts(world, sign_in) -> None:
    full(world)
    slide = Slide(taken(sign_in(world.lead), world, "slide"))
    assert slide.title == "From half to four in five"
    for heading in ("The problem", "Our aim", "What caused it", "What we tested", "What stays", "Who we are: "):
        assert heading in slide.words
    assert len(slide.alts) == len(slide.pictures) == 1
    assert "Calls in time" in slide.alts[0]
    picture = slide.pictures[0]
    assert picture.width > 1000, "sharp on a screen"
    assert not [name for name in slide.zip.namelist() if "embeddings" in name or "charts" in name], "no workbook"
    right, bottom = 12_192_120, 6_858_000
    for left, top, x, y in slide.boxes():
        assert min(left, top) >= 0
        assert (x <= right, y <= bottom) == (True, True)


def test_the_pdf_is_one_tagged_sheet_of_a4_with_all_words(world, sign_in) -> None:
    full(world)
    content = taken(sign_in(world.lead), world, "pdf")
    reader = PdfReader(io.BytesIO(content))
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert reader.metadata.title == "From half to four in five"
    words = pdf_words(content)
    assert words.count("word") >= (WORDS - 1) * len(PARTS)


@pytest.mark.parametrize("kind", ["slide", "pdf"])
@pytest.mark.parametrize(
    "words", ["W" * CHARACTERS, "one\ntwo\nthree\nfour\nfive\nsix", NASTY], ids=["one word", "lines", "nasty"]
)
def test_whatever_is_written_is_text_on_one_page(world, sign_in, kind, words) -> None:
    told(world)
    rows = dict.fromkeys(PARTS, words)
    Storyboard.objects.create(project=world.project, title=words[:TITLE_CHARACTERS].replace("\n", " "), **rows)
    content = taken(sign_in(world.lead), world, kind)
    text = pdf_words(content) if kind == "pdf" else Slide(content).words
    assert "panic" in text if words is NASTY else True
    assert text.count("six") == len(PARTS) + 1 if "six" in words else True


def test_who_took_it_is_written_down_and_opening_the_page_makes_nothing(world, sign_in) -> None:
    client = sign_in(world.coach)
    page(client, world, "document")
    assert not Event.objects.filter(action="storyboard.taken_away").exists()
    taken(client, world, "slide", outside="on")
    event = Event.objects.get(action="storyboard.taken_away")
    assert (event.actor, event.detail) == (world.coach, {"kind": "slide", "small_numbers": False})
    assert client.post(address(world, "document"), {"kind": "papyrus"}).status_code == 422
