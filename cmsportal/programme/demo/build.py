"""Builds the demo programme from its stories. Seeded: the same seed makes the same programme, counted from today."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.models import Event
from coaching.models import Visit
from coaching.sealed import seal
from practices.models import (
    PCN,
    Commissioner,
    PartnerMembership,
    PartnerOrganisation,
    Practice,
    PracticeCommissioner,
    PracticeMembership,
    PracticePCN,
    Programme,
    ProgrammeCommissioner,
    ProgrammeMembership,
    ProgrammePartner,
)
from projects.models import (
    Action,
    CoachAssignment,
    HuddleSchedule,
    Progress,
    Project,
    Share,
    StatusChange,
    TeamMember,
)
from projects.tools import AS_DELIVERED, TOOLS, Audience, Step, Tool
from toolkit.models import (
    Answer,
    Category,
    Cause,
    ChangeIdea,
    ChartMark,
    Cycle,
    CycleQuestion,
    Figure,
    Fishbone,
    GlobalAim,
    Measure,
    Ramp,
    SpecificAim,
)
from toolkit.workbook.questions import PARTS

from . import cast, keeping
from .agreements import agree
from .causes import CAUSES, EFFECT
from .coaching import seek_coaches
from .counting import count_and_rate
from .diagrams import draw_how_it_works
from .huddles import hold_huddles
from .leaving import come_to_the_end, hand_over_half
from .meetings import hold_meetings
from .payments import pay_for_milestones
from .playbook import keep_what_worked
from .published import publish, take_over
from .series import draw
from .stories import STORIES, CycleStory, MeasureStory, Story
from .telling import talk_about_it, tell_the_story
from .together import add_together
from .wall import hang_wall
from .workbook import answers_for, leave_out_the_last, note_use_of

LONDON = ZoneInfo("Europe/London")
NOTE = "I talk too much when they are silent. Next time I count to ten first."  # of a coach, for the mentor alone


def invented_name(number: int) -> str:
    """The number-th invented name; the first 200 differ."""
    return f"{cast.FIRST[number % 26]} {cast.LAST[(number * 7 + number // 26) % 24]}"


class Builder:
    """Holds what has been made so far while the demo is built."""

    def __init__(self, seed: int, today: date):
        self.random = Random(seed)  # noqa: S311 - believable figures, not secrets
        self.today = today
        self.monday = today - timedelta(days=today.weekday())
        self.password = make_password(cast.PASSWORD)
        self.people: dict[str, User] = {}
        self.practices: dict[str, Practice] = {}
        self.partners: dict[str, PartnerOrganisation] = {}

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def moment(self, day: date, hour: int = 10) -> datetime:
        return datetime.combine(day, time(hour, self.random.randrange(0, 60, 5)), tzinfo=LONDON).astimezone(UTC)

    def noon(self, day: date) -> datetime:
        return datetime.combine(day, time(12), tzinfo=LONDON).astimezone(UTC)

    def person(self, name: str, **extra: Any) -> User:
        if name not in self.people:
            self.people[name] = User.objects.create(
                email=cast.email(name), name=name, password=self.password, **extra
            )
        return self.people[name]

    # --- Organisations ---------------------------------------------------------------------------------------------

    def organisations(self) -> Programme:
        begun, changed = self.ago(610), self.ago(236)
        old = Commissioner.objects.create(
            code="X9A", name="NHS Harwick and Vale", kind="sub_icb", opened_on=self.ago(1500), closed_on=changed
        )
        new = Commissioner.objects.create(
            code="X9Z1Q", name="NHS Harwick and the Coast", kind="icb", opened_on=changed
        )
        old.successor = new
        old.save()
        networks = [
            PCN.objects.create(code=f"U9000{number}", name=name) for number, name in enumerate(cast.NETWORKS, start=1)
        ]
        for number, (name, size) in enumerate(cast.PRACTICES):
            practice = Practice.objects.create(
                code=f"Z9{number:04d}", name=name, list_size=size, postcode=f"ZZ{number % 9 + 1} 1AA", status="A",
                address=f"{number + 1} Mill Street, Harwick", opened_on=self.ago(9000),
            )  # fmt: skip
            self.practices[name] = practice
            relation = {"practice": practice}
            PracticeCommissioner.objects.create(
                commissioner=old, starts_on=self.ago(1500), ends_on=changed, **relation
            )
            PracticeCommissioner.objects.create(commissioner=new, starts_on=changed, **relation)
            PracticePCN.objects.create(pcn=networks[number % 3], starts_on=self.ago(900), **relation)
        programme = Programme.objects.create(name="Harwick Better Systems", starts_on=begun, public_walls=True)
        ProgrammeCommissioner.objects.create(programme=programme, commissioner=old, starts_on=begun, ends_on=changed)
        ProgrammeCommissioner.objects.create(programme=programme, commissioner=new, starts_on=changed)
        for name, kind in cast.PARTNERS:
            partner = self.partners[name] = PartnerOrganisation.objects.create(name=name, kind=kind)
            ProgrammePartner.objects.create(programme=programme, partner=partner, starts_on=begun)
        return programme

    def pool(self, programme: Programme) -> None:
        begun = programme.starts_on
        ProgrammeMembership.objects.create(
            programme=programme, user=self.person("Helen Brandt"), role="manager", starts_on=begun
        )
        members = {
            name: ProgrammeMembership.objects.create(
                programme=programme,
                user=self.person(name),
                role="coach",
                starts_on=begun,
                capacity=cast.CAPACITY[name],
            )
            for name in cast.COACHES
        }
        for coach, mentor in cast.MENTOR_OF.items():
            members[coach].mentor = members[mentor]
            members[coach].save()
        PartnerMembership.objects.create(
            partner=self.partners["Harwick Community Trust"], user=self.person("Naomi Adeyemi"), starts_on=begun
        )
        PracticeMembership.objects.create(
            practice=self.practices["Larkmead Surgery"], user=self.person("Dot Fielding"), starts_on=begun
        )
        self.person("Ada Keeper", is_superuser=True)

    # --- One project ----------------------------------------------------------------------------------------------

    def project(self, programme: Programme, story: Story, number: int) -> None:
        signed = self.ago(story.months * 30 + 4)
        project = Project.objects.create(
            programme=programme,
            practice=self.practices[story.practice],
            title=story.title,
            types=list(story.types),
            crosses_organisations=story.crosses,
            adopter=story.adopter,
            adopter_reason="As they answered when they were asked to join.",
            signed_up_on=signed,
            status=story.status,
            no_patient_partner_reason="" if story.patient_partner else "We are looking for one.",
            created_at=self.moment(signed),
        )
        self.status(project, story, signed)
        champion = self.team(project, story, number, signed)
        self.share(project, story, champion)
        if story.coach:
            CoachAssignment.objects.create(
                project=project,
                user=self.person(story.coach),
                starts_on=signed + timedelta(days=7),
                assigned_by=self.person("Helen Brandt"),
            )
        if story.status in {"invited", "declined"}:
            return
        Answer.objects.bulk_create(answers_for(project, story.workbook_parts, self.random))
        measures = [self.measure(project, row, place, champion) for place, row in enumerate(story.measures)]
        self.diagnosis(project, story, measures)
        self.cycles(project, story, measures)
        keep_what_worked(project, champion, self.today, self.noon, {tool for tool, _, _ in story.skipped})
        if story.practice == "Larkmead Surgery":
            draw_how_it_works(project)
        self.steps(project, story, signed)
        self.habits(project, story, champion)
        self.visits(project, story, signed)
        if story.practice == "Larkmead Surgery":
            hang_wall(project, champion)
            add_together(project, champion)
            tell_the_story(project, champion)
            talk_about_it(project, champion, self.person("Sam Whitlock"), self.person(story.coach))
            hold_meetings(project, self.today)
            people = [member.user for member in project.team.filter(user__isnull=False).select_related("user")]
            count_and_rate(project, people, self.today)
            take_over(project, champion, self.today)
            keeping.somebody_left(project, self.person("Lucy Grant"), self.today)
            keeping.somebody_came(project, "Colin Marsh", self.today)
        self.tools(project, story, signed)
        if story.status == "completed":
            keeping.look_back(project, self.ago(40))

    def status(self, project: Project, story: Story, signed: date) -> None:
        manager = self.person("Helen Brandt")
        StatusChange.objects.create(
            project=project, action="sign_up", to_status="invited" if story.status == "invited" else "active",
            by=manager, at=self.moment(signed),
        )  # fmt: skip
        self.event("project.signed_up", project, manager, signed, project)
        if story.status in {"active", "invited"}:
            return
        actions = {"paused": "pause", "withdrawn": "withdraw", "declined": "decline", "completed": "complete"}
        on = self.ago(5) if story.status == "withdrawn" and story.coach == "Anita Rowe" else self.ago(40)
        StatusChange.objects.create(
            project=project, action=actions[story.status], from_status="active", to_status=story.status,
            reason=story.reason, note=story.note, by=manager, at=self.moment(on),
        )  # fmt: skip

    def team(self, project: Project, story: Story, number: int, signed: date) -> User:
        """The lead team; Larkmead's people are the ones who sign in."""
        if story.practice == "Larkmead Surgery":
            names = ["Jo Pritchard", "Dr Amara Okafor", "Priya Nair", "Sam Whitlock", "Colin Marsh"]
            patient = "Wendy Hale"
        else:
            names = [
                invented_name(number * 5 + 0),
                f"Dr {invented_name(number * 5 + 1)}",
                invented_name(number * 5 + 2),
                invented_name(number * 5 + 3),
            ]
            patient = invented_name(number * 5 + 4)
        disciplines = ["reception", "gp_partner", "nurse", "reception", "manager"]
        people = [self.person(name) for name in names]
        for place, person in enumerate(people):
            TeamMember.objects.create(
                project=project,
                user=person,
                name=person.name,
                discipline=disciplines[place],
                starts_on=signed + timedelta(days=14),
                is_lead=place == 0,
                is_champion=place == 0 and not story.no_champion,
                is_sponsor=place == 1 and not story.no_sponsor,
            )
        if story.patient_partner:
            TeamMember.objects.create(
                project=project, name=patient, discipline="patient", is_patient_partner=True,
                starts_on=signed + timedelta(days=20),
            )  # fmt: skip
        return people[0]

    def share(self, project: Project, story: Story, champion: User) -> None:
        rows = [
            Share(project=project, tool=tool, audience=audience, shared_at=project.created_at)
            for audience, tools in AS_DELIVERED.items()
            for tool in tools
        ]
        since = {"shared_by": champion, "shared_at": self.moment(self.ago(60))}
        for name in story.partners:
            rows.append(
                Share(
                    project=project, tool=Tool.WALL, audience=Audience.PARTNER, partner=self.partners[name], **since
                )
            )
        rows += [Share(project=project, tool=tool, audience=Audience.LIBRARY, **since) for tool in story.library]
        if story.practice == "Larkmead Surgery":
            rows.append(Share(project=project, tool=Tool.WALL, audience=Audience.PRACTICE, **since))
        Share.objects.bulk_create(rows)

    def measure(self, project: Project, story: MeasureStory, place: int, champion: User) -> Measure:
        measure = Measure.objects.create(
            project=project,
            name=story.name,
            kind=story.kind,
            value_kind=story.value_kind,
            unit=story.unit,
            decimals=story.decimals,
            direction=story.direction,
            goal=None if story.goal is None else Decimal(str(story.goal)),
            baseline=None if story.baseline is None else Decimal(str(story.baseline)),
            numerator=story.numerator,
            denominator=story.denominator,
            chart=story.chart,
            rules=story.rules,
            schedule=story.schedule,
            definition="Counted each week, Monday to Friday, from the practice's own records.",
            collector=project.team.filter(user=champion).first(),
            is_lead=place == 0,
            position=place,
            created_at=self.moment(self.monday - timedelta(weeks=story.shape.weeks + story.shape.late)),
        )
        last = self.monday - timedelta(weeks=1 + story.shape.late)
        first = last - timedelta(weeks=story.shape.weeks - 1)
        Figure.objects.bulk_create(
            [
                self.figure(measure, story, first + timedelta(weeks=week), value, champion)
                for week, value in draw(story.shape, self.random)
            ]
        )
        return measure

    def figure(self, measure: Measure, story: MeasureStory, on: date, value: float | None, by: User) -> Figure:
        figure = Figure(measure=measure, date=on, entered_by=by)
        if value is None:
            figure.status = Figure.Status.CLOSED
        elif story.out_of:
            out_of = self.random.randint(*story.out_of)
            counted = min(out_of, round(out_of * value / 100))
            figure.numerator, figure.denominator = Decimal(counted), Decimal(out_of)
            figure.value = round(Decimal(100 * counted) / out_of, 3)
        else:
            figure.value = round(Decimal(str(value)), story.decimals)
        return figure

    def diagnosis(self, project: Project, story: Story, measures: list[Measure]) -> None:
        if story.has_fishbone:
            self.fishbone(project, story)
        if story.aims:
            names = ("improve", "where", "begins_with", "ends_with", "expect", "why_now")
            GlobalAim.objects.create(project=project, **dict(zip(names, story.aims, strict=True)))
        lead = measures[0] if measures else None
        if lead and lead.goal is not None and lead.baseline is not None:
            raise_it = lead.goal > lead.baseline
            SpecificAim.objects.create(
                project=project,
                direction="increase" if raise_it else "decrease",
                what=lead.name[0].lower() + lead.name[1:],
                measure=lead,
                baseline=lead.baseline,
                goal=lead.goal,
                unit=lead.unit,
                by_date=self.today + timedelta(days=130),
                population=f"everyone who turns to {project.practice.name}",
            )

    def fishbone(self, project: Project, story: Story) -> None:
        effect = EFFECT.get(story.practice, f"{story.title}: it does not go as it should")
        fishbone = Fishbone.objects.create(project=project, effect=effect[:160])
        causes = CAUSES if story.practice == "Larkmead Surgery" else {name: rows[:2] for name, rows in CAUSES.items()}
        for place, (name, rows) in enumerate(causes.items()):
            category = Category.objects.create(fishbone=fishbone, name=name, position=place)
            for order, (text, votes, below) in enumerate(rows):
                cause = Cause.objects.create(
                    fishbone=fishbone, category=category, text=text, votes=votes, position=order
                )
                for sub, words in enumerate(below):
                    Cause.objects.create(fishbone=fishbone, category=category, parent=cause, text=words, position=sub)

    def cycles(self, project: Project, story: Story, measures: list[Measure]) -> None:
        if not story.cycles:
            if story.step >= Step.IMPROVE:
                ChangeIdea.objects.create(project=project, text="Ask three patients what they would change")
            return
        weeks = story.measures[0].shape.weeks + story.measures[0].shape.late
        first = self.monday - timedelta(weeks=weeks)
        idea = ChangeIdea.objects.create(project=project, text=story.cycles[0].title)
        ramp = Ramp.objects.create(project=project, idea=idea, title=story.ramp or story.cycles[0].title)
        previous = None
        for number, row in enumerate(story.cycles, start=1):
            previous = self.cycle(ramp, number, row, first + timedelta(weeks=row.week), previous)
        ChangeIdea.objects.create(project=project, text="A recorded message that names the quiet hours")

    def cycle(self, ramp: Ramp, number: int, story: CycleStory, starts: date, previous: Cycle | None) -> Cycle:
        length = 1 if (story.size or 9) < 3 else 19 if story.stage == "study" else 12
        has_run = story.stage not in {"plan", "do"}
        cycle = Cycle.objects.create(
            ramp=ramp,
            number=number,
            previous=previous,
            title=story.title,
            stage=story.stage,
            what=f"{story.title}, on a small scale first",
            who="Reception, with Sam keeping the tally",
            where="Front desk",
            starts_on=starts,
            ends_on=starts + timedelta(days=length),
            scale=story.scale,
            size=story.size,
            size_unit=story.unit if story.size else "",
            data_plan="The weekly figure, and a tally on the day",
            as_planned="mostly" if has_run else "",
            observations="It ran most days. One morning was short-staffed." if has_run else "",
            learned=story.learned,
            decision=story.decision,
            decision_reason="The figures and the people at the desk say the same." if story.decision else "",
            next_change=story.change,
            decided_on=starts + timedelta(days=length + 3) if story.decision else None,
            created_at=self.moment(starts - timedelta(days=5)),
            began_at=None if story.stage == "plan" else self.noon(starts),
        )
        CycleQuestion.objects.create(
            cycle=cycle,
            question=story.question,
            prediction=story.prediction,
            predicted_at=self.noon(starts - timedelta(days=1)) if story.prediction else None,
            result=story.result,
            comparison=story.comparison if story.result else "",
        )
        if story.stage != "plan":
            ChartMark.objects.create(project=ramp.project, cycle=cycle, date=starts, label=story.title[:60])
        return cycle

    def steps(self, project: Project, story: Story, signed: date) -> None:
        Progress.objects.bulk_create(
            Progress(
                project=project,
                step=step,
                state="done" if step < story.step else "doing",
                since=self._since(signed, step),
            )
            for step in range(1, story.step + 1)
        )

    def tools(self, project: Project, story: Story, signed: date) -> None:
        """Which tools the team has begun or left out, read from what it has written."""
        rows, older = [], []
        skipped = {tool: (reason, note) for tool, reason, note in story.skipped}
        used = {Tool.TEAM, *self.used_tools(project)}
        begun = set(project.progress.values_list("tool", flat=True))
        for tool, facts in TOOLS.items():
            row = Progress(project=project, step=facts.step, tool=tool, since=self._since(signed, facts.step))
            if tool in skipped:
                row.state, (row.skip_reason, row.note) = "skipped", skipped[tool]
            elif tool in begun:  # by a service, as of today: of an earlier step it is done since then
                if facts.step < story.step:
                    row.state = "done"
                    project.progress.filter(tool=tool, state="doing").update(state="done", since=row.since)
                    older.append(row)
                continue
            elif tool in used:
                row.state = "done" if facts.step < story.step else "doing"
            else:
                continue
            rows.append(row)
        Progress.objects.bulk_create(rows)
        if story.workbook_parts == len(PARTS) - 1:
            leave_out_the_last(project, self.today)
        note_use_of(project, [*rows, *older], self.today, story.workbook_parts)

    def used_tools(self, project: Project) -> list[Tool]:
        """The tools that the team has written in."""
        written = {
            Tool.WORKBOOK: project.answers,
            Tool.MEASURES: project.measures,
            Tool.CYCLES: Cycle.objects.filter(ramp__project=project),
            Tool.FISHBONE: Cause.objects.filter(fishbone__project=project),
            Tool.AIMS: SpecificAim.objects.filter(project=project),
            Tool.STANDARDS: project.standards,
            Tool.MAPS: project.diagrams.filter(kind="map"),
            Tool.DRIVERS: project.diagrams.filter(kind="drivers"),
            Tool.SURVEYS: project.surveys,
            Tool.COUNTING: project.count_sheets,
            Tool.RATINGS: project.rating_rounds,
            Tool.BRAINSTORM: project.brainstorms,
            Tool.IDEA_BOX: project.box_ideas,
            Tool.ACTIONS: project.actions,
        }
        return [tool for tool, rows in written.items() if rows.exists()]

    def _since(self, signed: date, step: int) -> date:
        return min(self.today, signed + timedelta(days=20 + 35 * (step - 1)))

    def habits(self, project: Project, story: Story, champion: User) -> None:
        if story.step >= Step.TESTS and story.status == "active":
            schedule = HuddleSchedule.objects.create(
                project=project, weekdays=[0, 1, 2, 3, 4], time=time(8, 50), place="By the reception desk"
            )
            hold_huddles(schedule, champion, self.today)
        for text, days in story.actions:
            Action.objects.create(
                project=project, text=text, owner=champion, due_on=self.today + timedelta(days=days),
                created_at=self.moment(self.ago(12)),
            )  # fmt: skip
        for measure in project.measures.filter(is_lead=True):
            last = measure.figures.order_by("-date").first()
            if last:
                self.event("figure.entered", measure, champion, last.date, project)
        for cycle in Cycle.objects.filter(ramp__project=project).exclude(stage="plan"):
            self.event("cycle.start", cycle, champion, cycle.starts_on, project)

    def visits(self, project: Project, story: Story, signed: date) -> None:
        if not story.coach:
            return
        coach = self.person(story.coach)
        met = ", ".join(project.team.order_by("created_at").values_list("name", flat=True)[:3])
        for back in range(story.visits):
            at = self.moment(self.ago(16 + back * 28), 13)
            if at.date() < signed:
                break
            Visit.objects.create(
                project=project, coach=coach, at=at, mode=self.random.choice(["in_person", "video", "phone"]),
                minutes=60, preparation_minutes=20, travel_minutes=35, people=met, phase="action",
                helped=self.random.sample(["context", "relationships", "helping", "technical"], 2),
                progress="They looked at the chart together and chose the next test.",
                barriers="Two people were away." if back % 3 == 0 else "", energy=self.random.randint(2, 5),
                logged_at=at + timedelta(hours=3),
                needs_help=back == 0 and story.practice == "Hallowfield Practice",
                private_note_sealed=seal(NOTE if back == 0 and story.practice == "Larkmead Surgery" else ""),
            )  # fmt: skip
            self.event("visit.logged", project, coach, at.date(), project)
        if story.status == "active":
            days, hour = {"Larkmead Surgery": (0, 15), "Thornwick Medical Centre": (0, 13)}.get(
                story.practice, (self.random.randint(3, 24), 13)
            )
            Visit.objects.create(
                project=project, coach=coach, mode="in_person", minutes=60,
                at=datetime.combine(self.today + timedelta(days=days), time(hour, 30), tzinfo=LONDON).astimezone(UTC),
            )  # fmt: skip
        if story.practice == "Larkmead Surgery":
            Action.objects.create(
                project=project, text="Send the phone company's contact to Jo", owner=coach,
                due_on=self.today + timedelta(days=1), source="visit", source_id=self.last_visit(project).pk,
            )  # fmt: skip

    def last_visit(self, project: Project) -> Visit:
        return Visit.objects.filter(project=project, logged_at__isnull=False).order_by("-at")[0]

    def event(self, action: str, target: Any, by: User, on: date | None, project: Project) -> None:
        Event.objects.create(
            action=action, actor=by, at=self.moment(on or self.today), target_type=target._meta.label_lower,
            target_id=str(target.pk), project_id=project.pk, programme_id=project.programme_id,
        )  # fmt: skip


@transaction.atomic
def build(seed: int = 2020) -> Programme:
    """Make the demo programme and a second, small one; returns the first."""
    builder = Builder(seed, timezone.localdate())
    programme = builder.organisations()
    builder.pool(programme)
    publish(builder.practices.values(), builder.person("Ada Keeper"), builder.today)
    for number, story in enumerate(STORIES):
        builder.project(programme, story, number)
    seek_coaches(builder, programme, len(STORIES))
    agree(builder, programme)
    pay_for_milestones(builder, programme)
    hand_over_half(builder, programme)
    come_to_the_end(builder, programme)
    other = Programme.objects.create(name="Northmoor Improves", starts_on=builder.ago(200))
    ProgrammeMembership.objects.create(
        programme=other, user=builder.person("Omar Farouk"), role="manager", starts_on=builder.ago(200)
    )
    return programme
