"""Every programme of policies/ as an office would run it: a made-up register on real division codes,
its draws, its plan, its approval. Shared by the tests of programmes and of what they owe."""
import datetime

import house
from house import House

DICE = "dice=1234561234561234561234561"
KINDS = ("hospital", "pharmacy", "health_center", "village_clinic", "community", "pharmacy", "clinic", "pharmacy")
ZONES = ("城东片区", "城南片区", "城西片区", "城北片区")
GROUPS = ("第一组", "第二组", "第三组", "第四组")
DEPARTMENTS = ("待遇科", "价采科", "监督科", "医保中心")
CLAIMS = ("inpatient_claims", "large_inpatient_claims", "manual_claims", "large_manual_claims")
WUXI = ("320205", "320206", "320211", "320213", "320214", "320281", "320282")
JIANGSU = ("320282", "320102", "320583", "320681")
YUEYANG = ("430602", "430603", "430611", "430621", "430623", "430624", "430626", "430681", "430682")


class Programme:
    """One policy: where it is run, from when on, and what has to be drawn before it is planned."""

    def __init__(self, policy, programme, office, now, areas=None, drawn=(), sealed=False, ends=None, words=(),
                 after=None, each=24, crews=()):
        self.policy, self.id, self.office, self.now = policy, programme, office, now
        self.areas = areas or (office,)
        self.drawn, self.sealed, self.words = drawn, sealed, words
        self.ends = ends or f"{now[:4]}-12-31"  # the day after which everything is over
        self.after = after  # a programme that has to be done first, in the same workspace
        self.each = each  # targets per area
        self.crews = crews  # the policy names them

    def __repr__(self):
        return self.id


ALL = (
    Programme("yixing/full_coverage", "yixing-2021", "320282", "2021-01-04", words=("--seed", "one")),
    Programme("yixing/supervision", "yixing-supervision-2021", "320282", "2021-07-01", after="yixing-2021", each=80,
              words=("--seed", "two")),
    Programme("district/screening", "district-screening-2020", "320282", "2020-12-14", ends="2021-03-31"),
    Programme("anhui/district", "anhui-district-2021", "340102", "2021-01-04", crews=("第1组", "第2组")),
    Programme("city/lookback", "city-lookback-2020", "3202", "2020-12-18", areas=WUXI, ends="2021-01-31"),
    Programme("yueyang/double_random", "yueyang-sample-2020", "4306", "2020-12-18", areas=YUEYANG,
              drawn=("sample", "sample"), sealed=True, ends="2021-01-31"),
    Programme("yueyang/county_coverage", "yueyang-county-2020", "430602", "2020-12-18", ends="2021-01-31",
              crews=GROUPS, words=("--set", "first=城东片区", "--set", "second=城南片区", "--set", "third=城西片区,城北片区")),
    Programme("yanan/quarterly", "yanan-county-2020", "610621", "2020-01-02"),
    Programme("yanan/city_spot_check", "yanan-spot-check-2020", "6106", "2020-01-02", areas=("610602", "610621"),
              drawn=("q1",)),
    Programme("guangxi/pharmacies", "guangxi-pharmacies-2020", "450123", "2020-12-21", ends="2021-01-15", crews=GROUPS),
    Programme("jiangsu/special_treatment", "jiangsu-treatment-2019", "3202", "2019-03-04", areas=WUXI[:3]),
    Programme("jiangsu/claims_review", "jiangsu-claims-2019", "3202", "2019-04-01", areas=WUXI[:3]),
    Programme("jiangsu/expert_checks", "jiangsu-expert-checks-2019", "32", "2019-08-05", areas=JIANGSU,
              drawn=("surprise",), sealed=True),
    Programme("jiangsu/cross_review", "jiangsu-cross-review-2019", "32", "2019-08-26", areas=JIANGSU,
              drawn=("institutions", "agencies")),
    Programme("hangzhou/three_years", "hangzhou-2021", "3301", "2021-01-04", areas=("330102", "330105"),
              drawn=("y1",)),
    Programme("flight/yearly_plan", "flight-2024-1", "32", "2024-01-02", areas=JIANGSU, drawn=("trigger-1",),
              sealed=True),
    Programme("flight/directed", "flight-2024-2", "32", "2024-01-02", areas=JIANGSU,
              words=("--set", "targets=320282-1,320282-3", "--set", "reason=举报")),
)


def find(programme):
    return next(one for one in ALL if one.id == programme)


def targets(areas, each):
    rows = ["id,name,kind,level,ownership,area,zone,status,flags,co_designated," + ",".join(CLAIMS)]
    for area in areas:
        for i in range(each):
            flags = "重点" if i % 5 == 0 else ""
            rows.append(f"{area}-{i},机构{area}{i},{KINDS[i % len(KINDS)]},二级,{'公立' if i % 2 else '民营'},"
                        f"{area},{ZONES[i % len(ZONES)]},active,{flags},,400,20,,")
        rows.append(f"{area}-J,{area}经办中心,agency,,,{area},,active,,,,,300,10")
    return "\n".join(rows) + "\n"


def people(areas, crews=()):
    """Of every area: leads, officers, auditors, staff of third parties, an analyst, experts."""
    rows = ["id,name,unit,department,crew,area,roles,certificate,certificate_until,specialties"]

    def add(area, number, roles, certificate, unit="医疗保障局"):
        name = f"P{area}-{number}"
        crew = crews[number % len(crews)] if crews and number < 10 else ""
        rows.append(f"{name},{name},{unit},{DEPARTMENTS[number % 4]},{crew},{area},{roles},"
                    f"{'C' + name if certificate else ''},{'2030-12-31' if certificate else ''},")
    for area in areas:
        for number in range(4):
            add(area, number, "组长、执法人员", True)
        for number in range(4, 10):
            add(area, number, "执法人员", True)
        for number in range(10, 13):
            add(area, number, "稽核人员", False)
        for number in range(13, 17):
            add(area, number, "第三方", False, unit="保险公司")
        add(area, 17, "数据分析员", False)
    return "\n".join(rows) + "\n"


def experts(areas):
    rows = ["id,name,unit,area,roles,specialties"]
    for area in areas:
        for number, specialty in enumerate(("医疗", "医保", "财务") * 2):
            rows.append(f"E{area}-{number},专家{area}{number},大学,{area},专家,{specialty}")
    return "\n".join(rows) + "\n"


def at(date, clock="09:00"):
    return f"{date}T{clock}:00+08:00"


def workspace(options, folder, programme, each=None):
    """Before the plan."""
    work = House(options, folder, now=at(programme.now), office=programme.office)
    work.init()
    homes = tuple(dict.fromkeys((*programme.areas, programme.office)))
    work.run("import", "targets", house.write(folder / "targets.csv", targets(programme.areas, each or programme.each)),
             *(word for name in CLAIMS for word in ("--map", f"{name}=-")))
    work.run("import", "inspectors", house.write(folder / "people.csv", people(homes, programme.crews)))
    work.run("import", "experts", house.write(folder / "experts.csv", experts(homes)))
    return work


def words_of(work, programme):
    """What is set for the policy: its office, where that is a parameter."""
    text = work.policy(programme.policy + ".lua").read_text(encoding="utf-8")
    return [*(["--set", f"office={programme.office}"] if "office = p.office" in text else []), *programme.words]


def draw(work, programme):
    """In public, in the morning: committed to, and half an hour later drawn. A stage is named once for
    each round: what is drawn of the targets, and then of the people."""
    words = []
    policy = work.policy(programme.policy + ".lua")
    if programme.sealed:
        work.run("seal", "init", "-o", work.folder / "seal")
        words = ["--secret", work.folder / "seal" / "custodian-1.share",
                 "--secret", work.folder / "seal" / "custodian-2.share"]
    for hour, stage in enumerate(programme.drawn, 9):
        work.now = at(programme.now, f"{hour:02}:00")
        work.run("commit", policy, stage, "--beacon", "dice 25", *(["--sealed"] if words else []), *words,
                 *words_of(work, programme))
        work.now = at(programme.now, f"{hour:02}:30")
        work.run("draw", "run", programme.id, stage, "--value", DICE, *words)


def plan(work, programme):
    draw(work, programme)
    said = work.run("plan", work.policy(programme.policy + ".lua"), *words_of(work, programme))
    work.run("approve", programme.id, "--by", "科长", "--accept-unmet")
    return said


def days(first, last):
    date = datetime.date.fromisoformat(first)
    while date.isoformat() <= last:
        yield date.isoformat()
        date += datetime.timedelta(days=1)
