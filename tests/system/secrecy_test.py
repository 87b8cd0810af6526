"""What an embargo hides stays hidden: fifty planted names are looked for in everything that comes
out for people who may not know them yet, and what comes out for the public is the same whether
something hidden is planned or nothing at all."""
import re

import house
from house import House, check, equal

PROGRAMME = "secret-2026"
KINDS = ("hospital", "pharmacy")
CANARIES = {f"K{number:03}X": f"金丝雀{number:03}号机构" for number in range(50)}
BEFORE = "2026-03-10T16:59:59+08:00"  # a Tuesday; visits of Wednesday become known at 17:00
AFTER = "2026-03-10T17:00:00+08:00"
LONG_AFTER = "2027-01-01T09:00:00+08:00"

POLICY = """
local full_coverage = use 'full_coverage'
return programme {{
  id = '{id}', title = '检查', year = 2026, office = '990101',
  full_coverage {{
    id = 'all', title = '现场检查', of = targets {{ status = 'active', kind = '{kind}' }},
    window = between('2026-03-09', '2026-03-27'), times = 1, nature = 'enforcement',
    crew = seats {{ lead(1), officer(1) }},
    embargo = {{ ['until'] = before(1, 'workday', '17:00'), from = {{ {hidden} }} }},
  }},
}}
"""


def workspace(folder, options, kind, hidden="'inspector', 'public'"):
    """A county with fifty hospitals of telling names and some pharmacies; only one of the two kinds
    is planned, and approved."""
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "20", "--people", "6", "--zones", "3"))
    work.run("import", "targets", house.write(
        work.folder / "canaries.csv", "id,name,kind,area,zone,address,organisation\n" + "".join(
            f"{key},{name},hospital,990101,片区{int(key[1:4]) % 5},{name}路1号,{name}集团\n"
            for key, name in CANARIES.items())))
    work.policy_file = house.write(work.folder / "policy.lua",
                                   POLICY.format(id=PROGRAMME, kind=kind, hidden=hidden))
    work.run("plan", work.policy_file)
    return work


def export_all(work, into, *words):
    """Everything that can be exported; what was said on the way."""
    said = ""
    for kind in ("ics", "csv", "json"):
        result = work.run("export", kind, PROGRAMME, *words, "-o", work.folder / into / kind)
        said += result.out + result.err
    return said.replace(str(work.folder), "")


def content(folder):
    """Names and bytes of all files, folded lines put together."""
    return b"".join(str(path.relative_to(folder)).encode() + b"\n"
                    + path.read_bytes().replace(b"\r\n ", b"")
                    for path in sorted(folder.rglob("*")) if path.is_file())


def seen_in(text):
    if isinstance(text, str):
        text = text.encode()
    return {key for key, name in CANARIES.items() if key.encode() in text or name.encode() in text}


def dates_of(work):
    work_now, work.now = work.now, LONG_AFTER
    plan = work.plan_json(PROGRAMME, into="planner")
    work.now = work_now
    return {visit["target"]: visit["date"] for visit in plan["visits"]}, plan


def nothing_of_a_hidden_visit_comes_out(options, folder):
    work = workspace(folder, options, "hospital")
    work.run("approve", PROGRAMME, "--by", "someone")
    dates, plan = dates_of(work)
    check(set(CANARIES) <= set(dates), "not every planted target is planned")
    work.now = BEFORE
    hidden = {key for key, date in dates.items() if date > "2026-03-10"} & set(CANARIES)
    known = set(CANARIES) - hidden
    tomorrow = {key for key, date in dates.items() if date == "2026-03-11"} & set(CANARIES)
    check(tomorrow and known and len(hidden) > 40, "the days do not tell before from after")
    for role in ("public", "inspector", "feed"):
        said = export_all(work, role, "--for", role)
        equal(seen_in(content(work.folder / role)) & hidden, set(), f"planted names for {role}")
        equal(seen_in(said), set(), f"planted names in what is said for {role}")
        total = len(house.read_csv(work.folder / role / "csv" / "schedule.csv"))
        check(f"{len(plan['visits'])} " not in said or total == len(plan["visits"]),
              f"the number of hidden visits is said: {said}")
    equal(seen_in(content(work.folder / "public")), known, "planted names that the public knows")
    for kind in ("person", "crew"):
        work.run("export", "ics", "--by", kind, "-o", folder / "own")
    equal(seen_in(content(folder / "own")) & hidden, set(), "planted names in people's own feeds")
    work.now = AFTER
    work.run("export", "ics", "--by", "person", "-o", folder / "own-after")
    equal(seen_in(content(folder / "own-after")), known | tomorrow, "names known on the evening")
    export_all(work, "public-after", "--for", "public")
    equal(seen_in(content(folder / "public-after")), known | tomorrow, "names known to the public")
    work.now = LONG_AFTER
    export_all(work, "public-end", "--for", "public")
    equal(seen_in(content(folder / "public-end")), set(CANARIES), "names known in the end")


def explain_tells_no_more_than_the_feeds(options, folder):
    work = workspace(folder, options, "hospital")
    work.run("approve", PROGRAMME, "--by", "someone")
    dates, plan = dates_of(work)
    secret = max(dates, key=lambda key: (dates[key], key))
    visit = next(visit for visit in plan["visits"] if visit["target"] == secret)
    work.now = BEFORE
    for role in ("public", "inspector", "feed"):
        answers = {word: work.run("explain", word, "--for", role, status=1)
                   for word in (visit["id"], secret, "nobody")}
        for word, answer in answers.items():
            equal(answer.out, "", f"what is said of {word} to {role}")
            equal(answer.err.replace(word, "?"), answers["nobody"].err.replace("nobody", "?"),
                  f"the refusal of {word} to {role}")
    person = visit["people"][0]["id"]
    for role in ("public", "inspector", "feed"):
        told = work.run("explain", person, "--for", role, status=None).out
        equal(seen_in(told) & {key for key, date in dates.items() if date > "2026-03-10"}, set(),
              f"planted names in what {role} learns about {person}")
        for word in ("certificate", "away", "must not"):
            check(word not in told, f"{role} learns of {word}:\n{told}")
    work.run("explain", secret)  # the planner knows
    work.now = LONG_AFTER
    check(visit["date"] in work.run("explain", secret, "--for", "public").out,
          "the public does not learn of a visit that is over")


def planned_and_not_planned_look_the_same(options, folder):
    """Hospitals or pharmacies are planned, or the plan is still a draft: the same calendars, tables
    and sizes for the public."""
    results = []
    for kind in KINDS:
        work = workspace(folder / kind, options, kind)
        work.run("approve", PROGRAMME, "--by", "someone")
        work.now = "2026-03-06T08:00:00+08:00"  # before every embargo's end
        said = export_all(work, "public", "--for", "public")
        place = work.folder / "public"
        results.append((said, house.tree_digests(place / "ics"),
                        (place / "csv" / "schedule.csv").read_bytes(),
                        (place / "json" / "plan.json").stat().st_size))
    for one, other, what in zip(*results, ("words", "calendars", "schedule", "size of plan.json")):
        equal(other, one, what)
    check(not any("/crew/" in name or "/area/" in name for name in results[0][1]),
          "crews or areas show that something is planned")
    draft = workspace(folder / "draft", options, "hospital")
    draft.now = "2026-03-06T08:00:00+08:00"
    draft.run("export", "ics", "--for", "public", "-o", draft.folder / "public" / "ics")
    equal(house.tree_digests(draft.folder / "public" / "ics"), results[0][1],
          "calendars of a draft")
    for kind in ("csv", "json"):
        draft.run("export", kind, PROGRAMME, "--for", "public", "-o", draft.folder / kind, status=1)
        check(not (draft.folder / kind).exists(), f"a refused export made {kind}")


def what_becomes_known_is_a_later_version(options, folder):
    """Programs that have the entry without its place take the place over."""
    work = workspace(folder, options, "hospital")
    work.run("approve", PROGRAMME, "--by", "someone")
    dates, plan = dates_of(work)
    first = next(visit for visit in plan["visits"] if visit["date"] == "2026-03-11")
    person = first["people"][0]["id"]
    versions = []
    for now in (BEFORE, AFTER, LONG_AFTER):
        work.now = now
        work.run("export", "ics", "--by", "person", "-o", folder / "own")
        versions.append({entry["UID"]: entry for entry in
                         house.events(folder / "own" / "person" / f"{person}.ics")})
    equal(versions[0].keys(), versions[1].keys(), "UIDs before and after")
    changed = [uid for uid in versions[0] if versions[0][uid] != versions[1][uid]]
    equal(len(changed), sum(date == "2026-03-11" and person in
                            {p["id"] for p in visit["people"]}
                            for visit in plan["visits"] for date in [visit["date"]]),
          "entries that become known at 17:00")
    check(dates[first["target"]] == "2026-03-11", "the plan changed")
    for uid in changed:
        before, after = versions[0][uid], versions[1][uid]
        check("LOCATION" not in before and "LOCATION" in after, "the place")
        equal(int(after["SEQUENCE"]), int(before["SEQUENCE"]) + 1, "SEQUENCE")
        check(before["LAST-MODIFIED"] < after["LAST-MODIFIED"] == "20260310T090000Z",
              f"LAST-MODIFIED: {before['LAST-MODIFIED']}, {after['LAST-MODIFIED']}")
        equal(versions[2][uid], after, "the entry a year later")


def hidden_from_the_public_only(options, folder):
    work = workspace(folder, options, "hospital", hidden="'public'")
    work.run("approve", PROGRAMME, "--by", "someone")
    work.now = "2026-03-06T08:00:00+08:00"
    work.run("export", "ics", "--by", "person", "-o", folder / "own")
    equal(seen_in(content(folder / "own")), set(CANARIES), "names in people's own feeds")
    export_all(work, "public", "--for", "public")
    equal(seen_in(content(folder / "public")), set(), "names that the public knows")


def one_person_s_feed_lists_nobody_else_s_visits(options, folder):
    work = workspace(folder, options, "hospital")
    work.run("approve", PROGRAMME, "--by", "someone")
    _, plan = dates_of(work)
    work.now = LONG_AFTER
    work.run("export", "ics", "--by", "person", "-o", folder / "own")
    for path in (folder / "own" / "person").iterdir():
        mine = {visit["target"] for visit in plan["visits"]
                if path.stem in {person["id"] for person in visit["people"]}}
        equal(seen_in(path.read_bytes().replace(b"\r\n ", b"")), mine & set(CANARIES),
              f"targets in the feed of {path.stem}")
        for uid in re.findall(rb"UID:(.*?)\r\n", path.read_bytes()):
            check(re.fullmatch(rb"[0-9a-f]{32}@xuncha", uid), f"a telling UID: {uid}")


if __name__ == "__main__":
    house.main([
        nothing_of_a_hidden_visit_comes_out, explain_tells_no_more_than_the_feeds,
        planned_and_not_planned_look_the_same, what_becomes_known_is_a_later_version,
        hidden_from_the_public_only, one_person_s_feed_lists_nobody_else_s_visits,
    ])
