"""The people and organisations of the demo. Every one of them is invented."""

from dataclasses import dataclass

PASSWORD = "improve-together"  # noqa: S105 - the demo's, printed when it starts
MAIL = "harwick.example"


@dataclass(frozen=True)
class SignIn:
    role: str
    name: str
    sees: str

    @property
    def email(self) -> str:
        return email(self.name)


def email(name: str) -> str:
    words = [word.lower() for word in name.replace("'", "").split() if word != "Dr"]
    return f"{'.'.join(words)}@{MAIL}"


SIGN_INS = (
    SignIn("Lead team (champion)", "Jo Pritchard", "one project the whole way, with this week's figure due"),
    SignIn("Lead team member", "Sam Whitlock", "the same project, without the team's settings"),
    SignIn("Coach", "Rachel Osei", "her teams, today's visits, who is losing momentum"),
    SignIn("Coach's mentor", "Marcus Bell", "his own teams and those of the coach he mentors"),
    SignIn("Programme manager", "Helen Brandt", "every project in five columns, decisions waiting"),
    SignIn("Partner", "Naomi Adeyemi", "the data walls shared with her trust, small numbers hidden"),
    SignIn("Practice colleague", "Dot Fielding", "her practice's data wall"),
    SignIn("Administrator", "Ada Keeper", "people, organisations and the audit trail"),
)

COACHES = ("Rachel Osei", "Marcus Bell", "Anita Rowe", "Tom Ashdown", "Yasmin Carey")
MENTOR_OF = {"Rachel Osei": "Marcus Bell", "Yasmin Carey": "Anita Rowe"}
CAPACITY = {"Rachel Osei": 6, "Marcus Bell": 7, "Anita Rowe": 8, "Tom Ashdown": 5, "Yasmin Carey": 3}

PRACTICES = (
    ("Larkmead Surgery", 9_500),
    ("Beckwater Surgery", 6_210),
    ("Thornwick Medical Centre", 12_340),
    ("Hallowfield Practice", 7_880),
    ("Wickerby Health Centre", 10_450),
    ("Marlpit Lane Practice", 5_120),
    ("Nether Combe Practice", 4_360),
    ("Osier Green Surgery", 8_040),
    ("Ashby Cross Surgery", 6_930),
    ("Pennycross Lane Practice", 9_020),
    ("Old Saltern Surgery", 11_270),
    ("Stonegate Mill Surgery", 13_600),
    ("Fennel Row Medical Practice", 7_430),
    ("Quay House Surgery", 5_890),
    ("Brackenhurst Family Practice", 8_760),
    ("St Osric's Road Health Centre", 14_220),
    ("Little Tarn Surgery", 3_150),
    ("Chandlers Yard Medical Centre", 9_940),
    ("Willow Bank and Upper Harwick Group Practice", 18_300),
    ("Coldbrook Surgery", 6_480),
    ("Tanners Hill Practice", 7_010),
    ("Highfold Medical Centre", 10_120),
    ("Saddlers Green Surgery", 5_540),
    ("Rookery Lane Practice", 8_190),
    ("Ferry Road Surgery", 6_770),
    ("Mossgate Practice", 4_880),
    ("Kilnfield Surgery", 7_260),
    ("Aldermoor Health Centre", 11_900),
    ("Weir Street Practice", 5_330),
    ("Gorse Hill Surgery", 6_050),
    ("Dunmere Medical Practice", 8_420),
)

PARTNERS = (
    ("Harwick Community Trust", "community"),
    ("Harwick General Hospital", "hospital"),
    ("Harwick Patients' Voice", "patients"),
)
NETWORKS = ("Harwick North", "Harwick Vale", "Saltern Coast")

FIRST = (
    *("Alice", "Ben", "Carla", "Dev", "Erin", "Farid", "Gita", "Hugh", "Isla", "Jamal", "Kate", "Liam", "Mina"),
    *("Noor", "Olive", "Pavel", "Quinn", "Ravi", "Sara", "Tess", "Umar", "Vera", "Will", "Xenia", "Yusuf", "Zoe"),
)
LAST = (
    *("Archer", "Bolton", "Carver", "Dunmore", "Ellery", "Fairweather", "Goss", "Hartnoll", "Ingram", "Jessop"),
    *("Kestle", "Larch", "Merrick", "Norris", "Oakley", "Penhale", "Quick", "Rowse", "Sandry", "Trethew"),
    *("Underhill", "Vosper", "Westaway", "Yelland"),
)
