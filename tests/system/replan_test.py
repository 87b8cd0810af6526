"""Life after the plan: people fall ill, shops close and open, and `replan` moves as little as can
be. What does not move keeps every byte in the calendars."""
import json

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"
LATER = "2026-02-27T18:00:00+08:00"
FIRST = "2026-03-02"


def planned(options, folder, approve=True):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "160", "--people", "10", "--zones", "8"))
    work.run("plan", work.policy())
    if approve:
        work.run("approve", PROGRAMME, "--by", "科长")
    work.now = LATER
    return work


def by_id(plan):
    return {visit["id"]: visit for visit in plan["visits"]}


def field(event, name):
    for line in event.splitlines():
        if line.split(":", 1)[0].split(";")[0] == name:
            return line.split(":", 1)[1]
    return None


def events(work, folder):
    """Every visit in the calendars: UID to the lines of its event."""
    work.run("export", "ics", "--by", "all", "-o", folder)
    found = {}
    for path in sorted(folder.rglob("*.ics")):
        text = path.read_bytes().decode("utf-8").replace("\r\n ", "")
        for event in text.split("BEGIN:VEVENT\r\n")[1:]:
            event = event.split("END:VEVENT")[0]
            if "DTSTART;TZID" in event:  # what is due lies on whole days
                found[field(event, "UID")] = event
    return found


def away(work, person, first, last):
    path = house.write(work.folder / "away.csv",
                       f"person,from,to,reason\n{person},{first},{last},借调\n")
    work.run("import", "absences", path)


def busiest(plan, first, last):
    """Who makes the most visits in those days."""
    count = {}
    for visit in plan["visits"]:
        for person in visit["people"] if first <= visit["date"] <= last else []:
            count[person["id"]] = count.get(person["id"], 0) + 1
    return max(sorted(count), key=lambda person: count[person])


def only_what_was_hit_moves(options, folder):
    work = planned(options, folder)
    before = by_id(work.plan_json(PROGRAMME))
    shown = events(work, folder / "before")
    check(len(shown) > 100, f"{len(shown)} visits in the calendar")
    person = busiest({"visits": list(before.values())}, FIRST, "2026-03-13")
    away(work, person, FIRST, "2026-03-13")
    hit = {key for key, visit in before.items() if FIRST <= visit["date"] <= "2026-03-13"
           and any(one["id"] == person for one in visit["people"])}
    done = json.loads(work.run("--json", "replan", PROGRAMME, "--as-of", FIRST).out)
    moved = {move["visit"] for move in done["moved"]}
    equal(moved, hit, "what moved")
    check(all(person in move["reason"] for move in done["moved"]), f"reasons: {done['moved']}")
    equal(done["bounds"]["moved"], done["bounds"]["moved_bound"], "moved beside its bound")
    after = by_id(work.plan_json(PROGRAMME))
    equal(set(after), set(before), "the visits")
    for key, visit in before.items():
        if key in hit:
            check(person not in [one["id"] for one in after[key]["people"]]
                  or not FIRST <= after[key]["date"] <= "2026-03-13", f"{after[key]} was hit")
            equal(after[key]["status"], "published", "status of a moved visit")
        else:
            equal(after[key], visit, "a visit that was not hit")
    again = events(work, folder / "after")
    equal(set(again), set(shown), "events")
    changed = {uid for uid, event in shown.items() if again[uid] != event}
    equal(len(changed), len(hit), "events that differ")
    for uid in changed:
        check(int(field(again[uid], "SEQUENCE")) > int(field(shown[uid], "SEQUENCE") or 0),
              f"SEQUENCE of {uid} did not rise")
        equal(field(again[uid], "LAST-MODIFIED"), "20260227T100000Z", "LAST-MODIFIED")
    work.run("doctor")
    refused = work.run("plan", work.policy(), status=1)
    check("replan" in refused.err, f"no hint:\n{refused}")
    listed = work.plan_json(PROGRAMME)["moved"]
    equal({move["visit"] for move in listed}, hit, "moved in plan.json")


def nothing_to_do(options, folder):
    work = planned(options, folder)
    before = events(work, folder / "before")
    said = work.run("replan", PROGRAMME, "--as-of", FIRST)
    check("Nothing moves" in said.out, f"what was said:\n{said}")
    done = json.loads(work.run("--json", "replan", PROGRAMME).out)
    equal(done["moved"], [], "moved")
    equal(done["stored"], False, "stored")
    equal(events(work, folder / "after"), before, "the calendar")


def closed_targets_are_cancelled_and_new_ones_visited(options, folder):
    work = planned(options, folder)
    before = by_id(work.plan_json(PROGRAMME))
    closing = [visit for visit in before.values() if visit["date"] >= "2026-03-10"][:2]
    for visit in closing:
        work.run("register", "set", visit["target"], "status=closed", "--reason", "关停")
    work.run("import", "targets", house.write(
        folder / "new.csv", "id,name,kind,area,zone\nNEW1,新开药店,pharmacy,990101,\n"))
    done = json.loads(work.run("--json", "replan", PROGRAMME, "--as-of", FIRST).out)
    equal(done["changes"]["added"], 1, "new visits")
    equal(done["changes"]["cancelled"], 2, "cancelled visits")
    equal(sorted(move["visit"] for move in done["moved"]),
          sorted(visit["id"] for visit in closing), "what moved")
    check(all(move["kind"] == "dropped" and "closed" in move["reason"]
              for move in done["moved"]), f"{done['moved']}")
    after = by_id(work.plan_json(PROGRAMME))
    new = [visit for visit in after.values() if visit["target"] == "NEW1"]
    equal([visit["status"] for visit in new], ["published"], "the new target's visits")
    check(new[0]["date"] >= FIRST, f"{new[0]} lies in the past")
    for visit in closing:
        equal(after[visit["id"]]["status"], "cancelled", "status")
        equal(after[visit["id"]]["date"], visit["date"], "date of a cancelled visit")
    shown = events(work, folder / "after")
    cancelled = [event for event in shown.values() if field(event, "STATUS") == "CANCELLED"]
    equal(len(cancelled), 2, "cancelled events")
    check(all(int(field(event, "SEQUENCE")) > 0 for event in cancelled), "SEQUENCE")
    # They come back: new visits beside the cancelled ones, which stay what they are.
    for visit in closing:
        work.run("register", "set", visit["target"], "status=active", "--reason", "恢复")
    work.run("replan", PROGRAMME, "--as-of", FIRST)
    again = by_id(work.plan_json(PROGRAMME))
    equal(len(again), len(after) + 2, "visits")
    for visit in closing:
        equal(sorted(one["status"] for one in again.values()
                     if one["target"] == visit["target"]), ["cancelled", "published"], "status")
    work.run("doctor")


def drafts_vanish(options, folder):
    work = planned(options, folder, approve=False)
    before = by_id(work.plan_json(PROGRAMME))
    closing = [visit for visit in before.values() if visit["date"] >= "2026-03-10"][0]
    work.run("register", "set", closing["target"], "status=closed", "--reason", "关停")
    work.run("replan", PROGRAMME, "--as-of", FIRST)
    after = by_id(work.plan_json(PROGRAMME))
    equal(set(before) - set(after), {closing["id"]}, "what went")
    equal({visit["status"] for visit in after.values()}, {"draft"}, "statuses")
    work.run("approve", PROGRAMME, "--by", "科长")


def crews_stay_together(options, folder):
    """Crews that the plan formed are not formed anew because somebody left."""
    work = planned(options, folder)
    before = by_id(work.plan_json(PROGRAMME))
    person = busiest({"visits": list(before.values())}, FIRST, "2026-12-31")
    crew = next(visit["crew"] for visit in before.values()
                if any(one["id"] == person for one in visit["people"]))
    work.run("register", "set", person, "status=closed", "--reason", "调离")
    done = json.loads(work.run("--json", "replan", PROGRAMME, "--as-of", FIRST,
                               status=None).out)
    equal({move["crew_from"] for move in done["moved"]}, {crew}, "crews whose visits moved")
    for key, visit in by_id(work.plan_json(PROGRAMME)).items():
        if before[key]["date"] >= FIRST and before[key]["crew"] != crew:
            equal(visit, before[key], "a visit of another crew")


def dry_run_stores_nothing(options, folder):
    work = planned(options, folder)
    before = work.plan_json(PROGRAMME)
    away(work, busiest(before, FIRST, "2026-03-31"), FIRST, "2026-03-31")
    said = work.run("replan", PROGRAMME, "--as-of", FIRST, "--dry-run")
    check("dry run" in said.out, f"what was said:\n{said}")
    equal(work.plan_json(PROGRAMME), before, "the plan")


def what_began_stays(options, folder):
    work = planned(options, folder)
    visits = work.plan_json(PROGRAMME)["visits"]
    first = next(visit for visit in visits if visit["date"] >= FIRST and visit["start"] < "10:00")
    person = first["people"][0]["id"]
    away(work, person, first["date"], first["date"])
    work.now = f"{first['date']}T{first['start']}:00+08:00"
    done = json.loads(work.run("--json", "replan", PROGRAMME).out)
    check(first["id"] not in [move["visit"] for move in done["moved"]], "it has begun")
    equal(by_id(work.plan_json(PROGRAMME))[first["id"]], first, "the visit that has begun")


def what_lies_before_today_stays(options, folder):
    """Also where --as-of names a day that has passed."""
    work = planned(options, folder)
    before = by_id(work.plan_json(PROGRAMME))
    person = busiest({"visits": list(before.values())}, FIRST, "2026-03-27")
    away(work, person, FIRST, "2026-03-27")
    hit = {key: visit for key, visit in before.items() if FIRST <= visit["date"] <= "2026-03-27"
           and any(one["id"] == person for one in visit["people"])}
    today = sorted(visit["date"] for visit in hit.values())[len(hit) // 2]
    over = {key for key, visit in hit.items() if visit["date"] < today}
    check(over and len(over) < len(hit), f"{len(over)} of {len(hit)} lie before {today}")
    work.now = f"{today}T07:00:00+08:00"
    said = work.run("replan", PROGRAMME, "--as-of", FIRST, "--dry-run").out
    check(f"{FIRST} has passed: what lies before {today} stays" in said, f"what was said:\n{said}")
    done = json.loads(work.run("--json", "replan", PROGRAMME, "--as-of", FIRST).out)
    equal(done["as_of"], today, "the first day that was planned")
    equal({move["visit"] for move in done["moved"]}, set(hit) - over, "what moved")
    check(all(move["to"] >= today for move in done["moved"]), f"into the past: {done['moved']}")
    after = by_id(work.plan_json(PROGRAMME))
    for key in set(before) - set(hit) | over:
        equal(after[key], before[key], "a visit that is over or was not hit")
    said = work.run("replan", PROGRAMME).out
    check("has passed" not in said, f"no day was named:\n{said}")


def the_notice_comes_out(options, folder):
    """A plan around statutory days; then the year's notice takes one of its days."""
    work = House(options, folder, now="2026-11-02T09:00:00+08:00")
    place = options.source / "tests" / "golden" / "provisional"
    work.init()
    work.import_all(place, ("areas", "targets", "inspectors"))
    work.run("plan", place / "policy.lua", "--provisional")
    work.run("approve", "next", "--by", "科长")
    before = by_id(work.plan_json("next"))
    taken = sorted(visit["date"] for visit in before.values())[0]
    work.run("import", "calendar", house.write(
        folder / "notice.csv", "date,kind,name\n2027-01-01,holiday,元旦\n"
        f"{taken},holiday,假\n2027-10-01,holiday,国庆节\n"))
    done = json.loads(work.run("--json", "replan", "next").out)
    equal({move["visit"] for move in done["moved"]},
          {key for key, visit in before.items() if visit["date"] == taken}, "what moved")
    plan = work.plan_json("next")
    equal(plan["provisional"], False, "the mark of a provisional year")
    check(all(visit["date"] != taken for visit in plan["visits"]), "a visit on a holiday")
    work.run("doctor")


def two_at_once(options, folder):
    """Several replans of one plan: one is stored, the others find nothing to do or say that the
    plan was changed meanwhile."""
    work = planned(options, folder)
    before = work.plan_json(PROGRAMME)
    away(work, busiest(before, FIRST, "2026-03-31"), FIRST, "2026-03-31")
    runs = [work.start("replan", PROGRAMME, "--as-of", FIRST) for _ in range(4)]
    ended = [(run.communicate(timeout=120), run.returncode) for run in runs]
    check(any(status == 0 for _, status in ended), f"nobody got through: {ended}")
    for (out, err), status in ended:
        check(status in (0, 1), f"exit status {status}: {out} {err}")
        check(status == 0 or b"meanwhile" in err, f"what was said: {err.decode()}")
    moved = [visit["id"] for visit in work.plan_json(PROGRAMME)["visits"]
             if visit not in before["visits"]]
    check(moved, "nothing moved")
    work.run("doctor")


def bad_input(options, folder):
    work = House(options, folder)
    work.init()
    said = work.run("replan", "nonesuch", status=1)
    check("no plan" in said.err, f"what was said:\n{said}")
    work.import_all(work.generate("--targets", "30", "--people", "4", "--zones", "2"))
    said = work.run("replan", PROGRAMME, status=1)
    check("xuncha plan" in said.err, f"no hint:\n{said}")
    work.run("plan", work.policy())
    work.run("replan", PROGRAMME, "--as-of", "yesterday", status=2)
    work.run("replan", status=2)
    for person in {one["id"] for visit in work.plan_json(PROGRAMME)["visits"]
                   for one in visit["people"]}:
        work.run("register", "set", person, "status=closed", "--reason", "x")
    before = work.plan_json(PROGRAMME)
    said = work.run("replan", PROGRAMME, status=1)
    check("no crew can be formed" in said.err, f"what was said:\n{said}")
    equal(work.plan_json(PROGRAMME), before, "the plan")


def unmet_is_an_answer(options, folder):
    work = planned(options, folder)
    plan = work.plan_json(PROGRAMME)
    for person in sorted({one["id"] for visit in plan["visits"] for one in visit["people"]}):
        away(work, person, FIRST, "2026-12-31")
    said = work.run("replan", PROGRAMME, "--as-of", FIRST, status=1)
    check("could not be planned" in said.out + said.err, f"what was said:\n{said}")
    after = work.plan_json(PROGRAMME)
    check(after["unmet"], "nothing is unmet")
    equal({visit["status"] for visit in after["visits"] if visit["date"] >= FIRST},
          {"cancelled"}, "statuses")


if __name__ == "__main__":
    house.main([only_what_was_hit_moves, nothing_to_do,
                closed_targets_are_cancelled_and_new_ones_visited, drafts_vanish,
                crews_stay_together, dry_run_stores_nothing, what_began_stays,
                what_lies_before_today_stays, the_notice_comes_out, two_at_once, bad_input, unmet_is_an_answer])
