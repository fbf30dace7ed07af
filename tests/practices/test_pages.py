"""The pages for practices, programmes and partners."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.downloads import defused
from cmsportal.versions import Stale
from practices import services
from practices.directory import services as lists
from practices.imports.files import Refused
from practices.imports.names import record_name
from practices.models import (
    PCN,
    PartnerOrganisation,
    Practice,
    PracticeCommissioner,
    PracticeImport,
    PracticePCN,
    Programme,
    ProgrammeCommissioner,
)
from practices.uploads import keeping
from tests.builders import make
from tests.practices.test_import_practices import as_file, row

HOSTILE = "<script>alert(1)</script> & Sons"
pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "epraccur.csv", **values: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "as_of": "31 October 2019", **values}


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


class TestImportPage:
    def send(self, client: Any, content: bytes, **values: Any) -> Any:
        return client.post(reverse("practice-import"), upload(content, **values))

    def test_preview_then_button(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        answer = self.send(client, as_file(row(), row("Q90002", c13="X"), row("Q90003", c26="0")).getvalue())
        assert answer.status_code == 302
        page = text(client.get(answer["Location"]))
        assert "Write these changes" in page
        assert "Line 2, column 13 (status)" in page
        assert "Is the day right?" in page
        assert "Q00001 LARKMEAD SURGERY" in page
        assert "another prescribing setting" in page
        assert not Practice.objects.filter(code="Q90003").exists()
        before = Practice.objects.count()
        done = client.post(answer["Location"], follow=True)
        assert "The list has been read in" in text(done)
        assert Practice.objects.count() == before + 1
        kept = PracticeImport.objects.get()
        assert (kept.content, kept.by, kept.report["as_previewed"]) == (None, world.manager, True)
        assert Event.objects.filter(action="practices.imported", actor=world.manager).count() == 1

    def test_pressed_twice(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        url = self.send(client, as_file(row()).getvalue())["Location"]
        assert client.post(url).status_code == client.post(url).status_code == 302
        assert Practice.objects.filter(code="Q00001").count() == 1
        assert Event.objects.filter(action="practices.imported").count() == 1

    CASES = [
        (b"", "This file is empty"),
        (b"\r\n", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "not a text file"),
        (b"PK\x03\x04", "looks like a workbook"),
        (b"a,b\r\n1,2\r\n", "not the practice list"),
        (as_file(row(c2="A\x00B")).getvalue(), "not a text file"),
        (as_file(row(c5="9434765919")).getvalue(), "Line 1, column 5 (address line 1) holds what looks like"),
    ]

    @pytest.mark.parametrize(("content", "words"), CASES)
    def test_refused_with_its_own_words(self, content: bytes, words: str, world: Any, sign_in: Callable) -> None:
        answer = self.send(sign_in(world.manager), content, as_of="3 March 2020")
        page = text(answer)
        assert answer.status_code == 200
        assert page.count(words) == 2  # in the summary and beside the field
        assert 'value="3 March 2020"' in page
        assert not PracticeImport.objects.exists()

    def test_oversized(self, world: Any, sign_in: Callable, settings: Any) -> None:
        settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
        page = text(self.send(sign_in(world.manager), b"x" * (2 * 1024 * 1024 + 1)))
        assert page.count("The file is larger than 2 MB") == 2

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
    def test_encodings(self, encoding: str, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        client.post(self.send(client, as_file(row(c2="DR O’SHEA É"), encoding=encoding).getvalue())["Location"])
        assert Practice.objects.get(code="Q00001").name == "DR O’SHEA É"

    @pytest.mark.parametrize(("day", "words"), [("", "Enter the day of the list"), ("31 February 2020", "day")])
    def test_day(self, day: str, words: str, world: Any, sign_in: Callable) -> None:
        assert words in text(self.send(sign_in(world.manager), as_file(row()).getvalue(), as_of=day))

    def test_a_day_to_come(self, world: Any, sign_in: Callable) -> None:
        tomorrow = (timezone.localdate() + timedelta(days=2)).strftime("%d/%m/%Y")
        assert "still to come" in text(self.send(sign_in(world.manager), as_file(row()).getvalue(), as_of=tomorrow))

    def test_only_ones_own_and_only_for_a_while(self, world: Any, sign_in: Callable) -> None:
        url = self.send(sign_in(world.manager), as_file(row()).getvalue())["Location"]
        client = sign_in(world.other_manager)
        assert client.get(url).status_code == client.post(url).status_code == 404
        PracticeImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        client = sign_in(world.manager)
        assert client.get(url).status_code == client.post(url).status_code == 404
        self.send(client, as_file(row("Q90001")).getvalue())
        assert PracticeImport.objects.count() == 1  # the one that ran out is gone

    def test_a_file_changed_behind_our_back_is_refused(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        url = self.send(client, as_file(row()).getvalue())["Location"]
        other = keeping.packed(as_file(row("Q90001")))
        for content in (other, b"no gzip", other[:-9]):
            PracticeImport.objects.update(content=content)
            page = text(client.post(url, follow=True))
            assert "no longer the one you chose" in page
        assert not Practice.objects.filter(code__in=["Q00001", "Q90001"]).exists()

    def test_practices_changed_meanwhile(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        url = self.send(client, as_file(row()).getvalue())["Location"]
        make.practice(code="Q00001", name="Somebody else's")
        page = text(client.post(url, follow=True))
        assert "changed between the preview and the writing" in page
        assert Practice.objects.get(code="Q00001").name == "LARKMEAD SURGERY"

    def test_nothing_to_write_offers_no_button(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        client.post(self.send(client, as_file(row()).getvalue())["Location"])
        page = text(client.get(self.send(client, as_file(row()).getvalue())["Location"]))
        assert "changes nothing" in page
        assert "Write these changes" not in page

    def test_hostile_text(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        answer = self.send(client, as_file(row(c2=HOSTILE)).getvalue(), name="x.csv")
        assert "<script>alert" not in text(client.get(answer["Location"]))


@pytest.mark.django_db(transaction=True)
def test_two_people_press_the_button_at_once() -> None:
    who = make.user("Helen Brandt", is_superuser=True)
    kept = lists.keep_list(
        upload=SimpleUploadedFile("a.csv", as_file(row()).getvalue()), as_of=date(2020, 1, 1), by=who
    )
    outcomes: list[Any] = []

    def press() -> None:
        try:
            outcomes.append(lists.apply_list(upload=kept, by=who).applied_at is not None)
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True, True, True]
    assert Practice.objects.count() == 1
    assert Event.objects.filter(action="practices.imported").count() == 1


def listed(count: int, programme: Any) -> None:
    commissioner, network = make.commissioner(), PCN.objects.create(code=f"U{count:05d}", name=f"Network {count}")
    for _ in range(count):
        practice = make.practice("Listed Surgery")
        PracticeCommissioner.objects.create(practice=practice, commissioner=commissioner, starts_on=date(2020, 1, 1))
        PracticePCN.objects.create(practice=practice, pcn=network, starts_on=date(2020, 1, 1))
        make.project(programme, practice)


class TestPracticeList:
    def test_search_and_filters_stand_in_the_address(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        make.practice("Éastgate Surgery", code="Y12345", postcode="EX1 2AB")
        closed = make.practice("Westgate Surgery", status="C")
        for query in ("eastgate", "Eastgaet", "y12345", "EX1 2AB", "ex12ab"):
            assert "Éastgate Surgery" in text(client.get(reverse("practice-list"), {"q": query})), query
        page = text(client.get(reverse("practice-list"), {"status": "C"}))
        assert closed.name in page
        assert "Éastgate" not in page
        commissioner = make.commissioner(code="11J")
        PracticeCommissioner.objects.create(practice=closed, commissioner=commissioner, starts_on=date(2020, 1, 1))
        page = text(client.get(reverse("practice-list"), {"commissioner": "11J"}))
        assert "1 practice, as of today" in page
        assert commissioner.name in page

    @pytest.mark.parametrize("query", ["?q=%00", "?status=Q&commissioner=none&page=x", "?q=" + "x" * 300, "?q=%25_"])
    def test_odd_addresses(self, query: str, world: Any, sign_in: Callable) -> None:
        assert sign_in(world.manager).get(reverse("practice-list") + query).status_code == 200

    def test_projects_of_ones_own_programme_only(self, world: Any, sign_in: Callable) -> None:
        page = text(sign_in(world.manager).get(reverse("practice-list")))
        assert world.project.title in page
        assert world.foreign_project.title not in page

    def test_same_queries_for_two_rows_and_twenty(
        self, world: Any, sign_in: Callable, django_assert_max_num_queries: Any
    ) -> None:
        client = sign_in(world.manager)
        client.get(reverse("practice-list"))
        counts = []
        for number in (2, 18):
            listed(number, world.programme)
            with django_assert_max_num_queries(40) as seen:
                client.get(reverse("practice-list"), {"q": "Listed"})
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_empty(self, world: Any, sign_in: Callable) -> None:
        admin = world.admin
        for model in (PracticeCommissioner, PracticePCN):
            model.objects.all().delete()
        from projects.models import Project

        Project.objects.all().delete()
        Practice.objects.all().delete()
        assert "No practices yet" in text(sign_in(admin).get(reverse("practice-list")))

    def test_download(self, world: Any, sign_in: Callable) -> None:
        make.practice("=HYPERLINK(1)", postcode="EX1 2AB")
        answer = sign_in(world.manager).get(reverse("practice-download"), {"q": "EX1 2AB"})
        lines = text(answer).splitlines()
        assert lines[0].startswith("\ufeffCode,Name")
        assert len(lines) == 2
        assert ",'=HYPERLINK(1)," in lines[1]
        event = Event.objects.get(action="practices.downloaded")
        assert (event.actor, event.detail) == (world.manager, {"rows": 1})

    @pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@A", "\tA", "\rA", "\n=1", "\uff1d1", "\uff20A"])
    def test_defused(self, cell: str) -> None:
        assert defused(cell) == "'" + cell
        assert defused("A" + cell) == "A" + cell


class TestPracticePage:
    def test_then_and_now_under_the_old_name(self, world: Any, sign_in: Callable) -> None:
        old, same = make.commissioner(code="00K"), make.commissioner(code="11J", name="11J")
        record_name(same, "NHS Dorset CCG", date(2013, 4, 1))
        record_name(same, "NHS Dorset ICB - 11J", date(2022, 7, 1))
        same.save()
        for commissioner, starts, ends in ((old, 2013, 2020), (same, 2020, None)):
            PracticeCommissioner.objects.create(
                practice=world.practice,
                commissioner=commissioner,
                starts_on=date(starts, 4, 1),
                ends_on=ends and date(ends, 4, 1),
            )
        page = text(sign_in(world.manager).get(reverse("practice-detail", args=[world.practice.pk])))
        assert old.name in page
        assert "1 April 2013 until Wednesday 1 April 2020" in page
        assert "NHS Dorset ICB - 11J" in page
        assert world.project.title in page

    def test_what_changed(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        for name in ("LARKMEAD SURGERY", HOSTILE):
            sent = client.post(reverse("practice-import"), upload(as_file(row(c2=name)).getvalue()))
            client.post(sent["Location"])
        practice = Practice.objects.get(code="Q00001")
        page = text(client.get(reverse("practice-detail", args=[practice.pk])))
        assert "Name: LARKMEAD SURGERY → &lt;script&gt;" in page
        assert "Helen Brandt, practice list of" in page


class TestProgrammes:
    def test_created_by_an_administrator(self, world: Any, sign_in: Callable) -> None:
        client, commissioner = sign_in(world.admin), make.commissioner()
        values = {"name": "Harwick Again", "commissioner": commissioner.pk, "starts_on": "1 April 2025"}
        for _ in range(2):
            answer = client.post(reverse("programme-create"), values)
        programme = Programme.objects.get(name="Harwick Again")
        assert answer["Location"] == reverse("programme-settings", args=[programme.pk])
        [relation] = programme.commissioner_relations.all()
        assert (relation.commissioner, relation.starts_on) == (commissioner, date(2025, 4, 1))
        assert Event.objects.filter(action="programme.created", actor=world.admin).count() == 1

    def test_a_closed_commissioner_is_no_choice(self, world: Any, sign_in: Callable) -> None:
        today = timezone.localdate()
        closed = make.commissioner(name="NHS Gone", opened_on=date(2013, 4, 1), closed_on=today - timedelta(days=1))
        last_day = make.commissioner(name="NHS Leaving", opened_on=date(2013, 4, 1), closed_on=today)
        urls = [
            (world.admin, reverse("programme-create")),
            (world.manager, reverse("programme-commissioner", args=[world.programme.pk])),
        ]
        for who, url in urls:
            page = text(sign_in(who).get(url))
            assert last_day.name in page
            assert closed.name not in page
            values = {"name": "X", "commissioner": closed.pk, "starts_on": f"{today:%d/%m/%Y}"}
            assert "nhsuk-error-summary" in text(sign_in(who).post(url, values))
        assert not ProgrammeCommissioner.objects.filter(commissioner=closed).exists()

    def test_settings_and_two_writers(self, world: Any, sign_in: Callable) -> None:
        client, url = sign_in(world.manager), reverse("programme-settings", args=[world.programme.pk])
        values = {"name": "Better Systems", "small_number_threshold": "10", "method_words": "on", "version": "0"}
        assert client.post(url, values).status_code == 302
        programme = Programme.objects.get(pk=world.programme.pk)
        assert (programme.name, programme.small_number_threshold, programme.method_words) == (
            "Better Systems",
            10,
            True,
        )
        stale = client.post(url, {**values, "name": "Something else"})
        assert stale.status_code == 200
        assert "saved this page while you were writing" in text(stale)
        assert "Something else" in text(stale)
        assert Programme.objects.get(pk=programme.pk).name == "Better Systems"

    @pytest.mark.parametrize("threshold", ["3", "21", "many", ""])
    def test_threshold_in_bounds(self, threshold: str, world: Any, sign_in: Callable) -> None:
        url = reverse("programme-settings", args=[world.programme.pk])
        values = {"name": "Kept words", "small_number_threshold": threshold, "version": "0"}
        page = text(sign_in(world.manager).post(url, values))
        assert "Kept words" in page
        assert Programme.objects.get(pk=world.programme.pk).small_number_threshold == 7

    def test_commissioner_over_time(self, world: Any, sign_in: Callable) -> None:
        first, second = make.commissioner(name="NHS Old CCG"), make.commissioner(name="NHS New ICB")
        ProgrammeCommissioner.objects.create(
            programme=world.programme, commissioner=first, starts_on=world.programme.starts_on
        )
        client, url = sign_in(world.manager), reverse("programme-commissioner", args=[world.programme.pk])
        day = timezone.localdate() - timedelta(days=10)
        for _ in range(2):
            answer = client.post(url, {"commissioner": second.pk, "starts_on": day.strftime("%d/%m/%Y")})
            assert answer.status_code == 302
        lines = world.programme.commissioner_relations.order_by("starts_on")
        assert [(r.commissioner, r.ends_on) for r in lines] == [(first, day), (second, None)]
        page = text(client.get(reverse("programme-settings", args=[world.programme.pk])))
        assert page.index("NHS New ICB") < page.index("NHS Old CCG")
        early = {"commissioner": first.pk, "starts_on": world.programme.starts_on.strftime("%d/%m/%Y")}
        assert "after the present commissioner" in text(client.post(url, early))


class TestPartners:
    def values(self, world: Any, **more: Any) -> dict[str, Any]:
        return {"name": "Harwick Hospital", "kind": "hospital", "programme": world.programme.pk, **more}

    def test_add_and_meet_it_in_the_list(self, world: Any, sign_in: Callable) -> None:
        client = sign_in(world.manager)
        for _ in range(2):
            assert client.post(reverse("partner-create"), self.values(world)).status_code == 302
        [partner] = PartnerOrganisation.objects.filter(name="Harwick Hospital")
        assert partner.programme_relations.count() == 1
        assert "Harwick Hospital" in text(client.get(reverse("partner-list")))
        assert "Harwick Hospital" not in text(sign_in(world.other_manager).get(reverse("partner-list")))

    def test_one_that_others_added_already(self, world: Any, sign_in: Callable) -> None:
        make.partner("Harwick Hospital")
        answer = sign_in(world.manager).post(reverse("partner-create"), self.values(world, name="harwick hospital"))
        assert "was in the portal already" in str(next(iter(get_messages(answer.wsgi_request))))
        assert PartnerOrganisation.objects.filter(name__iexact="harwick hospital").count() == 1

    def test_only_to_ones_own_programme(self, world: Any, sign_in: Callable) -> None:
        values = self.values(world, programme=world.other_programme.pk)
        page = text(sign_in(world.manager).post(reverse("partner-create"), values))
        assert "Harwick Hospital" in page
        assert not PartnerOrganisation.objects.filter(name="Harwick Hospital").exists()

    def test_change_its_name(self, world: Any, sign_in: Callable) -> None:
        client, partner = sign_in(world.manager), world.partner_organisation
        make.partner("Taken Trust")
        url = reverse("partner-update", args=[partner.pk])
        assert client.post(url, {"name": "New Trust", "kind": "community", "version": 0}).status_code == 302
        taken = client.post(url, {"name": "Taken Trust", "kind": "community", "version": 1})
        assert "has this name already" in text(taken)
        partner.refresh_from_db()
        assert partner.name == "New Trust"

    def test_an_old_form_undoes_nothing(self, world: Any, sign_in: Callable) -> None:
        client, partner = sign_in(world.manager), world.partner_organisation
        url = reverse("partner-update", args=[partner.pk])
        assert client.post(url, {"name": "New Trust", "kind": "community", "version": 0}).status_code == 302
        page = client.post(url, {"name": partner.name, "kind": "hospital", "version": 0})
        assert "saved this page while you were writing" in text(page)
        assert page.context["form"].clashes["name"].theirs == "New Trust"
        partner.refresh_from_db()
        assert (partner.name, partner.kind) == ("New Trust", "community")
        with pytest.raises(Stale):
            services.change_partner(partner=partner, name="X", kind="hospital", expected_version=0, by=world.manager)

    def test_end_and_take_up_again(self, world: Any, sign_in: Callable) -> None:
        client, partner = sign_in(world.manager), world.partner_organisation
        relation = partner.programme_relations.get()
        for _ in range(2):
            client.post(reverse("partner-end", args=[partner.pk, relation.pk]))
        relation.refresh_from_db()
        assert relation.ends_on == timezone.localdate()
        assert Event.objects.filter(action="partner.ended").count() == 1
        client.post(reverse("partner-attach", args=[partner.pk]), {"programme": world.programme.pk})
        assert partner.programme_relations.on(timezone.localdate()).count() == 1

    def test_another_programmes_relation_is_404(self, world: Any, sign_in: Callable) -> None:
        foreign = make.works_with(world.other_programme, world.partner_organisation)
        url = reverse("partner-end", args=[world.partner_organisation.pk, foreign.pk])
        assert sign_in(world.manager).post(url).status_code == 404
        foreign.refresh_from_db()
        assert foreign.ends_on is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("programme-create", {"name": "Ask 943 476 5919", "starts_on": "1 April 2025"}),
        ("partner-create", {"name": "Ask 943 476 5919", "kind": "hospital"}),
    ],
)
def test_no_nhs_number_and_what_was_typed_is_kept(
    name: str, values: dict[str, str], world: Any, sign_in: Callable
) -> None:
    page = text(sign_in(world.admin).post(reverse(name), values))
    assert "holds what looks like an NHS number" in page
    assert "Ask 943 476 5919" in page


def test_hostile_names_are_escaped(world: Any, sign_in: Callable) -> None:
    client = sign_in(world.manager)
    Practice.objects.filter(pk=world.practice.pk).update(name=HOSTILE)
    Programme.objects.filter(pk=world.programme.pk).update(name=HOSTILE)
    PartnerOrganisation.objects.filter(pk=world.partner_organisation.pk).update(name=HOSTILE)
    for url in (
        reverse("practice-list"),
        reverse("practice-detail", args=[world.practice.pk]),
        reverse("programme-list"),
        reverse("programme-settings", args=[world.programme.pk]),
        reverse("partner-list"),
        reverse("partner-update", args=[world.partner_organisation.pk]),
    ):
        page = text(client.get(url))
        assert "<script>alert" not in page, url
        assert "&lt;script&gt;alert" in page, url
