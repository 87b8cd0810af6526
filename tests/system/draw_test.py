"""Draws as offices make them: committed to, drawn, planned, substituted, published and checked
again by two verifiers; sealed ones that give no name away; quick ones that say what they are worth."""
import base64
import hashlib
import json
import random
import sqlite3
import subprocess
import sys

import house
from house import Failed, House, check, equal

MORNING = "2026-01-05T09:00:00+08:00"
NOON = "2026-01-05T12:00:00+08:00"
NEXT_DAY = "2026-01-06T07:30:00+08:00"
DICE = "dice=1234561234561234561234561"
OTHER_DICE = "dice=6543216543216543216543212"
CANARIES = {f"K{number:03}X": f"金丝雀{number:03}号机构" for number in range(50)}

POLICY = """
local spot_check = use 'spot_check'
local everyone = targets {{ status = 'active' }}
return programme {{
  id = '{id}', title = 'Spot checks', year = 2026, calendar = 'cn', office = '990101', {seed}
  spot_check {{
    id = 'check', window = between('2026-03-02', '2026-03-31'), nature = 'agency_check',
    sample = share {{ percent(5), of = everyone, at_least = {{ medical = 3, pharmacy = 4 }} }},
    crew = seats {{ officer(2) }}, {embargo}
  }},
}}
"""
EMBARGO = "embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },"


def workspace(options, folder, seed="", embargo="", name="spot"):
    work = House(options, folder, now=MORNING)
    work.init()
    work.import_all(work.generate("--targets", "80", "--people", "20", "--zones", "4"))
    work.file = house.write(work.folder / "policy.lua",
                            POLICY.format(id=name, seed=seed, embargo=embargo))
    return work


def drawn(work, *words, value=DICE):
    """Committed to in the morning, drawn at noon."""
    work.run("commit", work.file, "check", "--beacon", "dice 25", *words)
    work.now = NOON
    secret = [word for word in words if word != "--sealed"]
    return work.run("draw", "run", "spot", "check", "--value", value, *secret)


def verify(options, folder, status=0):
    """Both verifiers agree on every record of the folder."""
    records = sorted(folder.glob("*.record.json"))
    check(records, f"no record in {folder}")
    said = ""
    for command in ([str(options.xuncha), "verify"],
                    [sys.executable, "-B", str(options.source / "tests/oracles/draw/verify.py")]):
        done = subprocess.run([*command, *map(str, records)], capture_output=True, check=False,
                              timeout=120)
        said += done.stdout.decode() + done.stderr.decode()
        equal(done.returncode, status, f"{command} of {records}: {said}")
    return records


def selected(work):
    shown = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
    return {name for draw in shown if draw["result"]
            for names in draw["result"]["selected"].values() for name in names}


def the_whole_way(options, folder):
    work = workspace(options, folder)
    said = work.run("commit", work.file, "check", "--beacon", "dice 25", "-o", folder / "public")
    text = (folder / "public" / "spot_check_targets.commit.txt").read_text(encoding="utf-8")
    equal(len(text.splitlines()), 8, "lines of a commit")
    equal(text.splitlines()[:2], ["xuncha-commit-v1", "spot/check/targets"], "its first lines")
    check(text in said.out, "the commit is not printed to the byte")
    check("has" not in work.run("plan", work.file, status=1).out and
          "draw run" in work.run("plan", work.file, status=1).err, "an open commit must be run first")
    work.run("draw", "run", "spot", "check", "--value", DICE, status=1)  # ten minutes are to pass
    work.now = NOON
    work.run("draw", "run", "spot", "check", status=2)
    work.run("draw", "run", "spot", "check", "--value", "dice=123", status=3)
    work.run("draw", "run", "spot", "check", "--value", DICE, "--value", OTHER_DICE, status=2)
    said = work.run("draw", "run", "spot", "check", "--value", DICE)
    check("1 2 3 4 5 6 1 2" in said.out, f"the value is not shown back:\n{said}")
    work.run("draw", "run", "spot", "check", "--value", OTHER_DICE, status=1)
    names = selected(work)
    equal(len(names), 7, "drawn")
    other = house.write(work.folder / "other.lua",
                        work.file.read_text(encoding="utf-8").replace("officer(2)", "officer(3)"))
    check("crew.seats: " in work.run("plan", other, status=1).err, "a policy that was changed")
    said = work.run("plan", work.file)
    check("local" not in said.out, f"a public draw is called local:\n{said}")
    work.run("approve", "spot", "--by", "Wang")
    plan = work.plan_json("spot")
    equal({visit["target"] for visit in plan["visits"]}, names, "planned targets")
    equal(plan["draws"], [{"label": "check/targets", "record": "spot/check/targets"}], "draws")
    work.run("export", "record", "spot", "-o", folder / "records")
    record = json.loads(verify(options, folder / "records")[0].read_text(encoding="utf-8"))
    crews = {crew[0]: crew[1:] for crew in record["result"]["crews"]}
    for visit in plan["visits"]:
        equal([person["id"] for person in visit["people"]], crews[visit["target"]], "its people")
    said = work.run("explain", plan["visits"][0]["id"]).out
    check("drawn on 2026-01-05 by spot/check/targets" in said, f"why it was drawn:\n{said}")
    page = (folder / "records" / "spot_check_targets.record.html").read_text(encoding="utf-8")
    check("<script" not in page and "spot/check/targets" in page, "the page of the record")
    substitutions(options, work, plan, folder)


def substitutions(options, work, plan, folder):
    work.now = NEXT_DAY
    visit = plan["visits"][0]
    person, target = visit["people"][0]["id"], visit["target"]
    work.run("substitute", visit["id"], "--target", status=2)
    work.run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon", "dice 25",
             status=2)  # before whom?
    twice = ("--beacon", "dice 25", "--by", "Li", "--by")
    for words in ((*twice, "Li"), (*twice, " "), ("--beacon", "local"),
                  ("--beacon", "dice 30", "--beacon", "local", "--by", "Li", "--by", "Wu")):
        work.run("substitute", visit["id"], "--target", "--reason", "closed", *words, status=2)
    words = ("--reason", "recused", "--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    work.run("substitute", visit["id"], "--person", "nobody", *words, status=1)
    said = work.run("substitute", visit["id"], "--person", person, *words)
    check("xuncha-sub-entry-v1\nspot/check/targets\n1\nperson\n" in said.out, f"{said}")
    work.run("substitute", visit["id"], "--target", *words, status=1)  # one after the other
    check(f"somebody for {person}" in work.run("draw", "show", "spot").out, "who is waited for")
    work.run("substitute", visit["id"], "--value", OTHER_DICE)
    work.run("substitute", visit["id"], "--value", OTHER_DICE, status=1)
    after = next(v for v in work.plan_json("spot")["visits"] if v["id"] == visit["id"])
    check(person not in [one["id"] for one in after["people"]], "who was recused still comes")
    equal(len(after["people"]), 2, "people")
    work.run("substitute", visit["id"], "--target", *words)
    work.run("substitute", visit["id"], "--value", DICE)
    after = next(v for v in work.plan_json("spot")["visits"] if v["id"] == visit["id"])
    check(after["target"] != target, "the closed target is still visited")
    check("came in for" in work.run("explain", after["target"]).out, "for whom it came in")
    shown = work.run("draw", "show", "spot").out
    check(f"substitution 2: {after['target']} {after['target_name']} came in for {target} "
          f"{visit['target_name']} (recused)" in shown, f"substitutions are shown:\n{shown}")
    check(shown.splitlines()[-1].startswith("Draws: 1 committed, 1 drawn, 0 void"), "its counts")
    check("left by substitution 2: recused" in work.run("explain", target).out, "why it left")
    subs = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"][0]["subs"]
    equal([(sub["number"], sub["kind"], sub["leaves"]) for sub in subs],
          [(1, "person", person), (2, "target", target)], "substitutions as JSON")
    work.run("export", "record", "spot", "-o", folder / "later")
    record = json.loads(verify(options, folder / "later")[0].read_text(encoding="utf-8"))
    equal(len(record["subs"]), 2, "substitutions in the record")
    work.run("replan", "spot")
    after = {v["id"]: v["target"] for v in work.plan_json("spot")["visits"]
             if v["status"] != "cancelled"}
    equal(len(after), 7, "visits after a replan")
    check(after[visit["id"]] != target, "the visit kept its id")
    again = work.run("ledger", "verify", status=None)
    equal(again.status, 0, f"the ledger: {again}")
    damaged = folder / "damaged"
    damaged.mkdir()
    text = (folder / "later" / "spot_check_targets.record.json").read_text(encoding="utf-8")
    house.write(damaged / "x.record.json", text.replace("1 2 3", "1 2 4").replace(
        f'"{target}"', '"T0"', 1))
    verify(options, damaged, status=1)


def after_the_day(options, folder):
    """A door that was found closed stays in the plan as it was; whoever comes in gets a day to come."""
    work = workspace(options, folder)
    drawn(work)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][0]
    work.now = f"{visit['date']}T20:00:00+08:00"
    work.run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon", "dice 25",
             "--by", "Li", "--by", "Wu")
    said = work.run("substitute", visit["id"], "--value", OTHER_DICE)
    came = said.out.split(" comes in for ")[0].split()[-1]
    check("0 visits were changed" in said.out, f"what is over was changed:\n{said}")
    work.run("replan", "spot")
    after = {v["id"]: v for v in work.plan_json("spot")["visits"]}
    equal(after[visit["id"]]["target"], visit["target"], "the visit of the closed door")
    dates = [v["date"] for v in after.values() if v["target"] == came]
    check(dates and dates[0] > visit["date"], f"when {came} is visited: {dates}")


def alter(work, statement):
    base = sqlite3.connect(work.db)
    base.execute("PRAGMA legacy_alter_table = ON")  # leaves what others say about the table
    base.execute(statement)
    base.commit()
    base.close()


def refusing(work, table, *words):
    """A database that fails in the middle: what was asked for is stored as a whole, or not at all."""
    before = work.run("ledger", "show").out
    alter(work, f"ALTER TABLE {table} RENAME TO away")
    work.run(*words, status=4)
    alter(work, f"ALTER TABLE away RENAME TO {table}")
    equal(work.run("ledger", "show").out, before, f"entries of {words}, which failed")


def all_or_nothing(options, folder):
    work = workspace(options, folder)
    drawn(work)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][0]
    words = ("substitute", visit["id"], "--person", visit["people"][0]["id"], "--reason", "ill",
             "--beacon", "dice 25", "--by", "Li", "--by")
    before = work.run("ledger", "show").out
    said = work.run(*words, "W" * 20000, status=2)
    check("too long" in said.err, f"what is wrong with the name:\n{said}")
    equal(work.run("ledger", "show").out, before, "a substitution without its witnesses")
    work.run(*words, "Wu")
    value = ("substitute", visit["id"], "--value", OTHER_DICE)
    refusing(work, "visit_change", *value)
    work.run(*value)
    again = ("commit", work.file, "check", "--beacon", "dice 25", "--by", "Li", "--reason")
    said = work.run(*again, "x" * 20000, status=2)
    check("too long" in said.err, f"what is wrong with the reason:\n{said}")
    refusing(work, "draw", *again, "wrong list")
    work.run(*again, "wrong list")
    check("1 drawn again" in work.run("draw", "show", "spot").out, "a draw again that failed counts")
    work.run("ledger", "verify")


def gone_before_the_plan(options, folder):
    """Who was dealt to a target and then left the office keeps it from being planned: it waits for
    somebody else, who is drawn, and does not get away."""
    dice = ("--reason", "left", "--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    for when in ("before", "after"):
        work = workspace(options, folder / when)
        drawn(work)
        (record,) = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
        target, gone, _ = record["result"]["crews"][0]
        if when == "after":
            work.run("plan", work.file)
            work.run("approve", "spot", "--by", "Wang")
        place = house.write(work.folder / "people.csv", "".join(
            line for line in (work.folder / "register" / "inspectors.csv").read_text(encoding="utf-8")
            .splitlines(keepends=True) if not line.startswith(gone)))
        work.run("import", "inspectors", place, "--mode", "replace", "--yes")
        work.now = NEXT_DAY
        plan = ("plan", work.file) if when == "before" else ("replan", "spot")
        said = work.run(*plan, status=1)
        check("ask for a substitute" in said.out + said.err, f"what is to be done:\n{said}")
        live = {"draft", "published"}
        waiting = [crew[0] for crew in record["result"]["crews"] if gone in crew[1:]]
        lost = [v for v in work.plan_json("spot")["visits"] if v["status"] == "cancelled"]
        equal(sorted(v["target"] for v in lost), sorted(waiting) if when == "after" else [], "cancelled")
        for target in waiting:
            visit = next((v["id"] for v in lost if v["target"] == target), target)
            said = work.run("substitute", visit, "--person", gone, *dice)
            work.run(*said.out.strip().splitlines()[-1].split()[-4:-1], DICE)
        work.run(*plan)
        equal({v["target"] for v in work.plan_json("spot")["visits"] if v["status"] in live},
              {crew[0] for crew in record["result"]["crews"]}, f"{when}: who is visited")
        check(gone not in json.dumps([v["people"] for v in work.plan_json("spot")["visits"]
                                      if v["status"] in live]), "who is gone comes")
        said = work.run("substitute", waiting[0], "--person", gone, *dice, status=1)
        check("no plan has a visit" in said.err, f"what is planned goes by its visit:\n{said}")
        work.run("ledger", "verify")
        work.run("export", "record", "spot", "-o", folder / f"{when}-records")
        verify(options, folder / f"{when}-records")


def what_commit_refuses(options, folder):
    work = workspace(options, folder, seed="seed = public_seed,")
    for words in (["dice 24"], ["drand@2026-01-05T08:00:00+08:00"], ["dice 025"], ["local"], []):
        beacons = [word for name in words for word in ("--beacon", name)]
        said = work.run("commit", work.file, "check", *beacons, status=None)
        check(said.status in (2, 3), f"{words} must be refused:\n{said}")
    work.run("commit", work.file, "nothing", "--beacon", "dice 25", status=2)
    work.run("plan", work.file, "--seed", "mine", status=1)  # public means public
    equal(work.run("draw", "show", "spot", status=1).out, "", "nothing was committed to")
    short = house.write(work.folder / "short.lua", POLICY.format(
        id="spot", seed="", embargo="").replace("pharmacy = 4", "pharmacy = 4000"))
    said = work.run("commit", short, "check", "--beacon", "dice 25", status=1)
    check("pharmacy" in said.err, f"the short stratum is not named:\n{said}")
    equal(work.run("draw", "show", "spot", status=1).out, "", "nothing was committed to")
    work.run("commit", work.file, "check", "--beacon", "drand@2026-01-05T09:30:00+08:00")
    work.run("draw", "void", "spot/check/targets", status=2)
    work.run("draw", "void", "spot/check/targets", "--reason", "no network", "--by", "Li")
    work.now = NOON
    work.run("settings", "cap_enforcement=9")
    work.now = MORNING  # the ledger is at noon, when that round was out
    said = work.run("commit", work.file, "check", "--beacon", "drand@2026-01-05T10:00:00+08:00",
                    status=2)
    check("is out already" in said.err, f"the clock was set back:\n{said}")
    work.now = NOON
    said = work.run("commit", work.file, "check", "--beacon", "dice 25")
    check("spot/check/targets/2" in said.out, f"a new draw has a new name:\n{said}")


def drawn_again(options, folder):
    work = workspace(options, folder)
    drawn(work)
    first = selected(work)
    work.run("plan", work.file)
    visit = work.plan_json("spot")["visits"][0]
    work.run("commit", work.file, "check", "--beacon", "dice 25", status=1)
    work.run("commit", work.file, "check", "--beacon", "dice 25", "--reason", "wrong list", status=1)
    said = work.run("commit", work.file, "check", "--beacon", "dice 25", "--reason", "wrong list",
                    "--by", "Li")
    check("spot/check/targets/2" in said.out, f"{said}")
    work.now = NEXT_DAY
    said = work.run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon",
                    "dice 25", "--by", "Li", "--by", "Wu", status=1)
    check("committed to, but not run yet" in said.err, f"what stands in the way:\n{said}")
    work.run("draw", "run", "spot", "check", "--value", OTHER_DICE)
    shown = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
    equal([draw["status"] for draw in shown], ["drawn", "drawn"], "the first result stays")
    check(selected(work) > first, "both results are shown")
    equal([draw["again"] for draw in shown], ["spot/check/targets/2", None], "which one counts")
    check("what counts is spot/check/targets/2" in work.run("draw", "show", "spot").out,
          "draw show says which one counts")
    work.run("plan", work.file)
    newest = {name for names in shown[1]["result"]["selected"].values() for name in names}
    equal({visit["target"] for visit in work.plan_json("spot")["visits"]}, newest,
          "the second draw is planned")
    said = work.run("ledger", "show", status=None).out
    check("xuncha-again-v1" in said and "wrong list" in said, f"why is in the ledger:\n{said}")
    work.run("export", "record", "-o", folder / "records")
    equal(len(verify(options, folder / "records")), 2, "records")


def quick_draws(options, folder):
    work = workspace(options, folder / "a")
    said = work.run("plan", work.file, "--dry-run", status=1)
    check("drawn before it can be planned" in said.err, f"a dry run draws nothing:\n{said}")
    first = work.run("plan", work.file, "--seed", "kingfisher").out
    check("could have tried others" in first.splitlines()[0], f"what a seed is worth:\n{first}")
    check("nobody outside can check it" in work.run("plan", work.file).out.splitlines()[0],
          "what local randomness is worth")
    work.run("plan", work.file, "--seed", "another", status=2)
    names = selected(work)
    again = workspace(options, folder / "b")
    again.run("plan", again.file, "--seed", "kingfisher")
    equal(selected(again), names, "the same seed")
    third = workspace(options, folder / "c")
    third.run("plan", third.file, "--seed", "swallow")
    check(selected(third) != names, "another seed, another draw")
    work.run("export", "record", "-o", folder / "records")
    records = verify(options, folder / "records")
    said = work.run("verify", records[0])
    check("not publicly verifiable" in said.out, f"local randomness is not named:\n{said}")


    plan = work.plan_json("spot")
    equal(plan["draws"], [{"label": "check/targets", "local": True,
                           "record": "spot/check/targets"}], "draws of the plan")
    check("local randomness" in work.run("draw", "show", "spot").out.splitlines()[0],
          "what draw show says first")
    for seed in ("seed = public_seed,", "seed = sealed,"):
        more = house.write(work.folder / "more.lua", POLICY.format(
            id="spot", seed=seed, embargo=EMBARGO))
        said = work.run("plan", more, status=1)
        check("was drawn with local randomness" in said.err,
              f"a quick draw is taken for a public one:\n{said}")
    work.run("approve", "spot", "--by", "Wang")
    for words in (("--target", "--reason", "closed", "--beacon", "local"), ("--value", "local=")):
        said = work.run("substitute", plan["visits"][0]["id"], *words).out
        check("Local randomness" in said.splitlines()[0], f"what a substitute is worth:\n{said}")
    other = next(line.split("\t")[0] for line in json.loads(records[0].read_text(
        encoding="utf-8"))["files"]["targets"].splitlines() if line.split("\t")[0] not in names)
    check("was in the urn of spot/check/targets" in work.run("explain", other).out,
          "what is known of a target that was not drawn")


TEAMS = """
local spot_check = use 'spot_check'
return programme {
  id = 'spot', title = 'Teams', year = 2026, calendar = 'cn', office = '990101', seed = public_seed,
  spot_check {
    id = 'check', window = between('2026-03-02', '2026-03-31'), nature = 'agency_check',
    sample = pick { 6, from = targets { status = 'active' } },
    crew = teams { { officer(1, { id = 'R99010100001' }), officer(1) },
                   { officer(1, { id = 'R99010100002' }), officer(1) } },
  },
}
"""


def fixed_and_drawn_places_in_one_team(options, folder):
    work = workspace(options, folder)
    work.file = house.write(work.folder / "policy.lua", TEAMS)
    drawn(work)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][3]
    fixed, dealt = [person["id"] for person in visit["people"]]
    check(fixed in ("R99010100001", "R99010100002"), f"the fixed member comes first: {visit}")
    words = ("--reason", "ill", "--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    said = work.run("substitute", visit["id"], "--person", fixed, *words, status=3)
    check("fixed member" in said.err, f"who is fixed was not drawn:\n{said}")
    work.run("substitute", visit["id"], "--person", dealt, *words)  # nothing waits
    work.run("substitute", visit["id"], "--value", OTHER_DICE)
    after = next(v for v in work.plan_json("spot")["visits"] if v["id"] == visit["id"])
    check(fixed in [one["id"] for one in after["people"]] and
          dealt not in [one["id"] for one in after["people"]], f"who comes: {after}")
    work.run("export", "record", "-o", folder / "records")
    verify(options, folder / "records")


TWICE = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'twice', title = 'Twice', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {
    id = 'all', window = between('2026-03-02', '2026-09-30'), nature = 'agency_check',
    of = targets { status = 'active' }, average = '1.5', times = 1, each = 'half', max_per = 1,
    extra_by = 'draw', order = 'draw', crew = seats { officer(2) },
  },
}
"""


def explained_by_draws(options, folder):
    """Second visits and the order of zones are drawn: every visit can be explained."""
    work = workspace(options, folder)
    policy = house.write(work.folder / "twice.lua", TWICE)
    work.run("plan", policy)
    work.run("approve", "twice", "--by", "Wang")
    for visit in work.plan_json("twice")["visits"][::20]:
        for subject in (visit["id"], visit["target"], visit["people"][0]["id"]):
            check(visit["target"] in work.run("explain", subject).out, f"explains {subject}")
    # while another draw waits for its value
    work.run("commit", policy, "all", "--beacon", "dice 25", "--reason", "wrong", "--by", "Li")
    work.run("explain", work.plan_json("twice")["visits"][0]["target"])


def root(leaf, index, rows, path):
    """RFC 9162, 2.1.3.2, as a firm would write it down."""
    last, text = rows - 1, leaf
    for one in map(bytes.fromhex, path):
        if index % 2 or index == last:
            text = hashlib.sha256(b"\x01" + one + text).digest()
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            text = hashlib.sha256(b"\x01" + text + one).digest()
        index, last = index // 2, last // 2
    equal(last, 0, "the path ends")
    return text


FURTHER = TEAMS.replace("""crew = teams { { officer(1, { id = 'R99010100001' }), officer(1) },
                   { officer(1, { id = 'R99010100002' }), officer(1) } },""",
                        """crew = teams { { officer(2) }, { officer(2) }, extra = { officer(1) } },""")


def never_in_two_teams(options, folder):
    """Who is dealt to a team by a substitution may be another team's further member."""
    work = House(options, folder, now=MORNING)
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "10", "--zones", "4"))
    work.file = house.write(work.folder / "policy.lua", FURTHER)
    drawn(work)
    work.run("commit", work.file, "check", "--beacon", "dice 25")
    work.now = "2026-01-05T15:00:00+08:00"
    work.run("draw", "run", "spot", "check", "--value", DICE)
    shown = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
    equal(len(shown), 2, "draws")
    (busy, further), = shown[1]["result"]["crews"]
    free = "team-2" if busy == "team-1" else "team-1"
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = next(v for v in work.plan_json("spot")["visits"] if v["crew"] == free)
    leaves = shown[0]["result"]["teams"][int(free[-1]) - 1][0]
    work.now = NEXT_DAY
    dice = ("--reason", "ill", "--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    work.run("substitute", visit["id"], "--person", leaves, *dice)
    kept = work.db.read_bytes()
    for number in range(200):
        work.db.write_bytes(kept)
        value = "dice=" + "".join(random.Random(number).choice("123456") for _ in range(25))
        said = work.run("substitute", visit["id"], "--value", value, "--json")
        done = json.loads(said.out)
        if done["in"] == further:
            break
    equal(done["in"], further, "the further one comes in")
    check(done["elsewhere"], f"he has a seat already:\n{said}")

    def teams():
        people = {}
        for one in work.plan_json("spot")["visits"]:
            if one["status"] not in ("cancelled", "void"):
                people.setdefault(one["crew"], set()).update(p["id"] for p in one["people"])
        return people
    for step in ("at once", "replanned"):
        people = teams()
        check(done["in"] not in people[free] and done["in"] in people[busy],
              f"{step}: {done['in']} sits in {people}")
        work.run("replan", "spot")
    said = work.run("substitute", visit["id"], "--person", done["in"], *dice)
    work.run("substitute", visit["id"], "--value", DICE)
    work.run("replan", "spot")
    people = teams()
    check(not people["team-1"] & people["team-2"], f"two teams: {people}")
    equal([len(people[team]) for team in (free, busy)], [2, 3], "nobody is missing")
    work.run("ledger", "verify")
    work.run("export", "record", "-o", folder / "records")
    verify(options, folder / "records")


def two_further_kinds(options, folder):
    """Auditors are officers too: who is dealt to a team as a further officer is not dealt again as
    a further auditor, and the second draw waits until the first one is known."""
    work = House(options, folder, now=MORNING)
    work.init()
    place = work.generate("--targets", "40", "--people", "14", "--zones", "4")
    people = place / "inspectors.csv"
    house.write(people, people.read_text(encoding="utf-8").replace(
        "执法人员,样执", "执法人员、稽核,样执"))
    work.import_all(place, ("areas", "targets", "inspectors"))  # nobody is barred
    text = FURTHER.replace("extra = { officer(1) }", "extra = { officer(1), auditor(1) }")
    check("auditor(1)" in text, "the policy")
    work.file = house.write(work.folder / "policy.lua", text)
    drawn(work)
    labels = []
    for hour in ("13", "14"):
        work.now = f"2026-01-05T{hour}:00:00+08:00"
        said = work.run("commit", work.file, "check", "--beacon", "dice 25")
        labels.append([line for line in said.out.splitlines() if line.startswith("spot/")])
        equal(len(labels[-1]), 1, f"one further draw at a time:\n{said}")
        check("run" in work.run("plan", work.file, status=1).err, "what is missing")
        work.now = f"2026-01-05T{hour}:30:00+08:00"
        work.run("draw", "run", "spot", "check", "--value", OTHER_DICE)
    work.run("commit", work.file, "check", "--beacon", "dice 25", status=1)
    draws = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
    seats = [person for team in draws[0]["result"]["teams"] for person in team]
    for draw in draws[1:]:
        seats += [person for crew in draw["result"]["crews"] for person in crew[1:]]
    equal((len(draws), len(seats), len(set(seats))), (3, 6, 6), f"seats of teams and beside them: {seats}")
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")

    def teams():
        people = {}
        for one in work.plan_json("spot")["visits"]:
            ids = [person["id"] for person in one["people"]]
            equal(len(set(ids)), len(ids), f"nobody sits twice: {one}")
            people.setdefault(one["crew"], set()).update(ids)
        return people
    equal(sorted(person for team in teams().values() for person in team), sorted(seats), "who is planned")
    (busy, officer), (_, auditor) = draws[1]["result"]["crews"][0], draws[2]["result"]["crews"][0]
    visit = next(v for v in work.plan_json("spot")["visits"] if v["crew"] == busy)
    work.now = NEXT_DAY
    dice = ("--reason", "ill", "--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    work.run("substitute", visit["id"], "--person", officer, *dice)
    kept = work.db.read_bytes()
    found = {}
    for number in range(200):
        work.db.write_bytes(kept)
        value = "dice=" + "".join(random.Random(number).choice("123456") for _ in range(25))
        done = json.loads(work.run("substitute", visit["id"], "--value", value, "--json").out)
        found[done["elsewhere"]] = done["in"]
        people = teams()
        here = set(seats) - {officer} | (set() if done["elsewhere"] else {done["in"]})
        equal(sorted(person for team in people.values() for person in team), sorted(here), f"who comes: {done}")
        if found.get(True):
            break
    equal(found.get(True), auditor, "who has a seat as auditor comes in as officer")
    work.run("replan", "spot")
    equal(sorted(person for team in teams().values() for person in team),
          sorted(set(seats) - {officer}), "replanned")
    work.run("substitute", visit["id"], "--person", auditor, *dice)
    work.run("substitute", visit["id"], "--value", DICE)
    work.run("replan", "spot")
    everybody = [person for team in teams().values() for person in team]
    equal((len(everybody), len(set(everybody))), (6, 6), "nobody is missing, nobody comes twice")
    work.run("ledger", "verify")
    work.run("export", "record", "-o", folder / "records")
    equal(len(verify(options, folder / "records")), 3, "records")


CHANGES = (("percent(5)", "percent(10)", "share: 1/20 → 1/10"),
           ("medical = 3", "medical = 4", "at_least: medical 3"),
           ("status = 'active' }", "status = 'active', kind = 'pharmacy' }", "from: "),
           ("agency_check", "enforcement", "nature: agency_check → enforcement"),
           ("2026-03-31", "2026-03-30", "window: 2026-03-02–2026-03-31 → 2026-03-02–2026-03-30"),
           ("officer(2)", "officer(3)", "crew.seats: officer 2 → officer 3"),
           ("spot_check {\n    id", "spot_check {\n    method = 'pps', id", "method: srs → pps"))


def changed_after_the_draw(options, folder):
    """What a draw was committed under binds whoever plans with it."""
    work = workspace(options, folder)
    text = work.file.read_text(encoding="utf-8")
    work.run("commit", work.file, "check", "--beacon", "dice 25")
    other = house.write(work.folder / "other.lua", text.replace("percent(5)", "percent(10)"))
    said = work.run("commit", other, "check", "--beacon", "dice 25", status=1)
    check("share: 1/20 → 1/10" in said.err, f"an open commit binds as well:\n{said}")
    work.now = NOON
    work.run("draw", "run", "spot", "check", "--value", DICE)
    for old, new, what in CHANGES:
        check(old in text, f"the policy has no {old}")
        other = house.write(work.folder / "other.lua", text.replace(old, new))
        said = work.run("plan", other, status=None)
        if said.status != 5:  # else no policy can say so
            equal(said.status, 1, f"{new} is planned with the old sample:\n{said}")
            check(what in said.err and "--reason TEXT" in said.err, f"{what} is not named:\n{said}")
    equal(json.loads(work.run("draw", "show", "spot", "--json").out)["draws"][0]["status"], "drawn",
          "nothing was drawn meanwhile")
    other = house.write(work.folder / "other.lua", text.replace(
        "title = 'Spot checks'", "title = 'Others'").replace(
            "id = 'check',", "id = 'check', title = 'Spring', basis = 'Art. 29',"))
    said = work.run("plan", other).out
    check("touches no draw: check: " in said and "title" in said and "basis" in said,
          f"what may change is noted:\n{said}")
    check("touches no draw" not in work.run("plan", work.file).out, "nothing was changed")
    work.run("replan", "spot")
    # under the new rules only as a draw again, which both stand in the ledger
    other = house.write(work.folder / "other.lua", text.replace("percent(5)", "percent(20)"))
    again = ("commit", other, "check", "--beacon", "dice 25")
    check("share: 1/20 → 1/5" in work.run(*again, status=1).err, "why not")
    said = work.run(*again, "--reason", "new order of the bureau", "--by", "Li")
    check("spot/check/targets/2" in said.out, f"a new draw:\n{said}")
    said = work.run("ledger", "show").out
    check("xuncha-rules-v1" in said and "new order of the bureau" in said, f"why:\n{said}")
    work.now = NEXT_DAY
    work.run("draw", "run", "spot", "check", "--value", OTHER_DICE)
    work.run("plan", other)
    check("share: 1/5 → 1/20" in work.run("plan", work.file, status=1).err, "the old policy is over")
    work.run("ledger", "verify")


SET = """
local spot_check = use 'spot_check'
local p = params { some = { 3, title = 'how many' } }
return programme {
  id = 'spot', title = 'With a parameter', year = 2026, calendar = 'cn', office = '990101',
  spot_check {
    id = 'check', window = between('2026-03-02', '2026-03-31'), nature = 'agency_check',
    sample = pick { p.some, from = targets { status = 'active' } }, crew = seats { officer(2) },
  },
}
"""


def set_as_it_was(options, folder):
    work = workspace(options, folder)
    work.file = house.write(work.folder / "policy.lua", SET)
    work.run("commit", work.file, "check", "--beacon", "dice 25", "--set", "some=5")
    work.now = NOON
    work.run("draw", "run", "spot", "check", "--value", DICE)
    said = work.run("plan", work.file, status=1)
    check("--set some: 5 → 3" in said.err and "pick: all 5 → all 3" in said.err, f"{said}")
    work.run("plan", work.file, "--set", "some=5")


BATCHES = """
local spot_check = use 'spot_check'
return programme {
  id = 'spot', title = 'Monthly', year = 2026, calendar = 'cn', office = '990101',
  spot_check {
    id = 'check', window = between('2026-01-01', '2026-06-30'), nature = 'agency_check',
    sample = share { percent(30), from = targets { status = 'active' } }, batches = 'monthly',
    crew = seats { officer(2) },
  },
}
"""


def changed_between_batches(options, folder):
    work = workspace(options, folder)
    work.file = house.write(work.folder / "policy.lua", BATCHES)
    work.run("commit", work.file, "check", "--beacon", "dice 25")
    work.now = NOON
    work.run("draw", "run", "spot", "check", "--value", DICE)
    first = selected(work)
    work.now = "2026-02-02T09:00:00+08:00"
    other = house.write(work.folder / "other.lua", BATCHES.replace("percent(30)", "percent(60)"))
    commit = ("commit", other, "check", "--beacon", "dice 25")
    check("share: 3/10 → 3/5" in work.run(*commit, status=1).err, "a later batch is of the same rules")
    work.run(*commit, "--reason", "the bureau asks for more", "--by", "Li")
    work.now = "2026-02-02T12:00:00+08:00"
    work.run("draw", "run", "spot", "check", "--value", OTHER_DICE)
    check(selected(work) > first, "the first batch stays")
    check("was changed since" not in work.run("plan", other, status=None).err, "the newest rules bind")
    check("was changed since" in work.run("plan", work.file, status=1).err, "not the old ones")
    work.run("ledger", "verify")


def ended_before_its_value(options, folder):
    """A substitution whose value never comes ends, and what follows cannot be chosen."""
    work = workspace(options, folder)
    drawn(work)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][0]
    person, target = visit["people"][0]["id"], visit["target"]
    work.now = NEXT_DAY
    words = ("substitute", visit["id"], "--target", "--reason", "closed", "--beacon")
    dice = ("dice 25", "--by", "Li", "--by", "Wu")
    end = ("draw", "void", "spot/check/targets", "--substitution")
    why = ("--reason", "no witnesses came", "--by", "Zhao")
    work.run(*end, "1", *why, status=1)  # nobody asked
    said = work.run(*words, *dice)
    said = work.run(*words, *dice, status=1)
    check("draw void spot/check/targets --substitution 1" in said.err, f"the way out:\n{said}")
    work.run(*end, "1", status=2)
    work.run(*end, "1", "--reason", "a\nb", "--by", "Zhao", status=2)
    work.run(*end, "0", *why, status=1)
    work.run(*end, "1", *why)
    work.run(*end, "1", *why, status=1)
    work.run("substitute", visit["id"], "--value", OTHER_DICE, status=1)
    check("void; no witnesses came (Zhao)" in work.run("draw", "show", "spot").out, "who ended it")
    after = work.plan_json("spot")["visits"]
    equal([v["target"] for v in after if v["id"] == visit["id"]], [target], "nothing was changed")
    said = work.run("ledger", "verify")
    check("1 substitutions, 1 of them ended" in said.out, f"counted:\n{said}")
    equal(json.loads(work.run("ledger", "verify", "--json").out)["draws"]["ended"], 1, "counted")
    # the next is by a clock that everybody has, and cannot be ended once it has struck
    said = work.run(*words, *dice, status=2)
    check("public clock" in said.err, f"dice after a void:\n{said}")
    said = work.run(*words, "drand@2026-01-06T08:00:00+08:00")
    check("xuncha-sub-entry-v1\nspot/check/targets\n2\n" in said.out, f"the number stays used:\n{said}")
    work.now = "2026-01-06T07:59:00+08:00"
    work.run(*end, "2", *why)  # nobody can know anything yet
    work.run(*words, "drand@2026-01-06T08:00:00+08:00")
    work.now = "2026-01-06T08:00:30+08:00"
    said = work.run(*end, "3", *why, status=1)
    check("is out since" in said.err, f"after the value:\n{said}")
    work.run("substitute", visit["id"], "--value", "drand=" + "ab" * 48)
    work.run(*end, "3", *why, status=1)
    after = next(v for v in work.plan_json("spot")["visits"] if v["id"] == visit["id"])
    check(after["target"] != target, "somebody came in")
    work.run("ledger", "verify")
    work.run("export", "record", "-o", folder / "records")
    path = verify(options, folder / "records")[0]
    record = json.loads(path.read_text(encoding="utf-8"))
    equal(["void" in sub for sub in record["subs"]], [True, True, False], "the record tells it all")
    equal(record["subs"][0]["void"], {"reason": "no witnesses came", "by": "Zhao"}, "why and who")
    page = (folder / "records" / "spot_check_targets.record.html").read_text(encoding="utf-8")
    check(page.count("no witnesses came") >= 3, "the page tells it")
    for number, change in enumerate((  # another reason; one hidden that was run
            lambda subs: subs[0]["void"].update(reason="another"),
            lambda subs: subs[2].update(void=subs[1]["void"], void_log=subs[2]["log"]),
            lambda subs: subs.pop(0))):
        other = json.loads(json.dumps(record))
        change(other["subs"])
        for key in ("beacons", "one_time_code", "result") if number == 1 else ():
            del other["subs"][2][key]
        place = folder / f"damaged{number}"
        place.mkdir()
        house.write(place / "x.record.json", json.dumps(other))
        verify(options, place, status=1)
    check(person, "somebody was there")


def a_firm_in_the_urn(options, folder):
    work = workspace(options, folder)
    drawn(work)
    work.run("export", "record", "-o", folder / "records")
    record = json.loads((folder / "records" / "spot_check_targets.record.json").read_text(
        encoding="utf-8"))
    for number in (0, 3, -2):
        row = record["files"]["targets"].split("\n")[:-1][number]
        words = ("ledger", "proof", "spot/check/targets", "--target", row.split("\t")[0])
        proof = json.loads(work.run(*words, "--json").out)
        target = proof["target"]
        equal(target["row"], row, "the row")
        leaf = hashlib.sha256(b"\x00" + row.encode()).digest()
        equal(target["leaf"], leaf.hex(), "its hash")
        count, digest = target["digest"].split()
        equal(root(leaf, target["index"], int(count), target["proof"]).hex(), digest, "the urn")
        equal(proof["text"].split("\n")[3], target["digest"], "line 4 of the commit")
        leaf = hashlib.sha256(f"\x00xuncha-entry-v1\n{proof['time']}\n{proof['text']}".encode())
        equal(leaf.hexdigest(), proof["leaf"], "the entry's hash")
        size, top = proof["checkpoint"].split("\n")[1:3]
        equal(base64.b64encode(root(leaf.digest(), proof["index"], int(size), proof["proof"])),
              top.encode(), "the checkpoint's root")
        said = work.run(*words).out
        check(said.index(target["leaf"]) < said.index(target["proof"][0]), f"its hash first:\n{said}")
    work.run("ledger", "proof", "spot/check/targets", "--target", "T0", status=1)


def lotteries(options, folder):
    work = workspace(options, folder, seed="seed = public_seed,")
    work.run("commit", work.file, "check", "--beacon", "lottery ssq 2025151", "--beacon",
             "lottery kl8 2026005", status=2)  # last year's
    work.run("commit", work.file, "check", "--beacon", "lottery dlt 25150", "--beacon",
             "lottery kl8 2026005", status=2)
    work.run("commit", work.file, "check", "--beacon", "lottery ssq 2026003", "--beacon",
             "lottery dlt 26003", "--beacon", "lottery kl8 2026005")
    work.now = NOON
    red, keno = "33、05、12、20、28、01+09", " ".join(f"{number:02}" for number in range(20, 0, -1))
    run = ("draw", "run", "spot", "check", "--value", f"kl8={keno}", "--value")
    work.run(*run, f"lottery={red}", status=2)
    work.run(*run, f"lottery={red}", "--value", "dlt=03 07 19 22 35|11 02", status=2)
    said = work.run(*run, f"ssq={red}", "--value", "dlt=03 07 19 22 35|11 02").out
    check("1 5 12 20 28 33 9" in said and "3 7 19 22 35 2 11" in said, f"shown back:\n{said}")
    work.run("export", "record", "-o", folder / "records")
    verify(options, folder / "records")


def unchecked_signatures(options, folder):
    """Nobody here checks what drand signed: every output says so first."""
    work = workspace(options, folder)
    said = work.run("commit", work.file, "check", "--beacon", "drand@2026-01-05T11:00:00+08:00").out
    number = int(said.split("drand ")[1].split()[1])
    check("not checked" not in work.run("draw", "show", "spot").out, "nothing to check yet")
    signature = bytes(range(48))
    value = house.write(work.folder / "round.json", json.dumps({
        "round": number, "randomness": hashlib.sha256(signature).hexdigest(),
        "signature": signature.hex()}))
    work.now = NOON
    told = [work.run("draw", "run", "spot", "check", "--value", f"drand=@{value}"),
            work.run("draw", "show", "spot"), work.run("plan", work.file)]
    work.run("approve", "spot", "--by", "Wang")
    told.append(work.run("replan", "spot"))
    work.run("export", "record", "-o", folder / "records")
    told.append(work.run("verify", *verify(options, folder / "records")))
    for said in told:
        check("not checked here" in said.out.splitlines()[0], f"the first line:\n{said}")
    plan = work.plan_json("spot")
    equal(plan["draws"][0].get("unchecked"), True, "plan.json")
    check("not checked here" in work.run("explain", plan["visits"][0]["id"]).out, "explain")
    (draw,) = json.loads(work.run("draw", "show", "spot", "--json").out)["draws"]
    equal(draw["unchecked"], True, "draw show as JSON")


def the_same_bytes(options, folder):
    """Shuffled rows, another locale and time zone, Chinese output: the same commit."""
    commits = set()
    for number, environment in enumerate(({}, {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Apia"},
                                          {"LC_ALL": "zh_CN.UTF-8", "TZ": "America/Caracas"})):
        work = House(options, folder / str(number), now=MORNING, environment=environment,
                     lang="zh" if number == 2 else "en")
        work.init()
        place = work.generate("--targets", "80", "--people", "20", "--zones", "4")
        for table in ("targets", "inspectors", "experts", "absences", "relations"):
            path = place / f"{table}.csv"
            head, *rows = path.read_text(encoding="utf-8").splitlines(True)
            random.Random(number).shuffle(rows)
            path.write_text("".join([head, *rows]), encoding="utf-8")
        work.import_all(place)
        work.file = house.write(work.folder / "policy.lua",
                                POLICY.format(id="spot", seed="", embargo=""))
        work.run("commit", work.file, "check", "--beacon", "dice 25", "-o", work.folder / "out")
        work.now = NOON
        work.run("draw", "run", "spot", "check", "--value", DICE)
        text = (work.folder / "out" / "spot_check_targets.commit.txt").read_text(encoding="utf-8")
        commits.add((text, tuple(sorted(selected(work)))))
    equal(len(commits), 1, "different commits or results")


def another_programme_beside_it(options, folder):
    """Two programmes whose stages and draws go by the same names: each has its own."""
    work = workspace(options, folder)
    other = house.write(work.folder / "other.lua", POLICY.format(id="later", seed="", embargo="").replace(
        "'2026-03-02', '2026-03-31'", "'2026-04-01', '2026-04-30'"))
    for policy in (work.file, other):
        work.run("commit", policy, "check", "--beacon", "dice 25")
    work.now = NOON
    work.run("draw", "run", "spot", "check", "--value", DICE)
    work.run("draw", "run", "later", "check", "--value", OTHER_DICE)
    work.run("plan", work.file)
    work.run("plan", other)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][0]
    work.run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon", "dice 25",
             "--by", "Li", "--by", "Wu")
    work.run("substitute", visit["id"], "--value", DICE)
    after = next(one for one in work.plan_json("spot")["visits"] if one["id"] == visit["id"])
    check(after["target"] != visit["target"], "the closed target is still visited")
    work.run("ledger", "verify")


def hunt(texts, what):
    for key, name in CANARIES.items():
        for text in texts:
            if key in text or name in text:
                raise Failed(f"{what} gives {key} {name} away:\n{text[:2000]}")


def unguessable(options, record):
    """Whoever knows every row that he could know does not find the digests of the commit."""
    sys.path.insert(0, str(options.source / "tests/oracles/draw"))
    import notes  # pylint: disable=import-outside-toplevel
    code, identity = bytes.fromhex(record["one_time_code"]), record["commit"].split("\n")[1]
    for number, name in enumerate(("targets", "people", "avoid")):
        rows = record["files"][name].split("\n")[:-1]
        salt = notes.sha(f"xuncha-salt/{name}/{identity}\n".encode(), code).hex()
        equal(sum(salt in row for row in rows), 1, f"a salt in {name}")
        known = [row for row in rows if salt not in row]
        for some, found in ((known, False), (rows, True)):
            digest = notes.tree([notes.sha(b"\0", row.encode()) for row in some]).hex()
            equal(digest in record["commit"].split("\n")[3 + number], found, f"the digest of {name}")
        if name == "targets":
            row = next(row for row in rows if salt in row)
            equal(row.split("\t")[1], known[0].split("\t")[1], "the salt's stratum")
    check("salt" in json.loads(record["files"]["rules"])["skip"], "the rules skip it")


def nothing_leaks_before_its_time(options, folder):
    """Every target is a canary: whatever is drawn, no name may show."""
    work = House(options, folder, now=MORNING)
    work.init()
    place = work.generate("--targets", "1", "--people", "20", "--zones", "4")
    work.import_all(place, ("areas", "targets", "inspectors", "experts", "absences"))
    work.run("import", "targets", house.write(
        work.folder / "canaries.csv", "id,name,kind,area,zone\n" + "".join(
            f"{key},{name},{'pharmacy' if number % 2 else 'hospital'},990101,片区{number % 5}\n"
            for number, (key, name) in enumerate(CANARIES.items()))))
    work.file = house.write(work.folder / "policy.lua", POLICY.format(
        id="spot", seed="seed = sealed,", embargo=EMBARGO))
    work.run("seal", "init", "-o", folder / "seal")
    shares = ["--secret", folder / "seal" / "custodian-1.share",
              "--secret", folder / "seal" / "custodian-2.share"]
    for share in (folder / "seal").iterdir():
        equal(share.stat().st_mode & 0o777, 0o600, "mode of a share")
    said = []

    def run(*words, status=0):
        result = work.run(*words, status=status)
        said.extend((result.out, result.err))
        return result

    run("commit", work.file, "check", "--beacon", "dice 25", status=2)
    run("commit", work.file, "check", "--beacon", "dice 25", "--sealed", *shares[:2], status=2)
    run("commit", work.file, "check", "--beacon", "dice 25", "--sealed", *shares, "-o",
        folder / "public")
    work.now = NOON
    run("draw", "run", "spot", "check", "--value", DICE, status=2)
    run("draw", "run", "spot", "check", "--value", DICE, *shares[:2], *shares[:2], status=3)
    run("draw", "run", "spot", "check", "--value", DICE, *shares)
    run("draw", "show", "spot")
    run("draw", "show", "spot", "--json")
    run("export", "record", "-o", folder / "records")
    run("seal", "open", "spot/check/targets", *shares, status=1)
    run("ledger", "show", status=None)
    run("ledger", "proof", "spot/check/targets", "--target", "K000X", status=1)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    run("draw", "show", "spot")
    run("export", "record", "-o", folder / "records")
    check("1 draws are sealed" in said[-2], f"the sealed one is not counted: {said[-2]}")
    run("ledger", "show", status=None)
    run("seal", "open", "spot/check/targets", *shares, status=1)
    visit = work.plan_json("spot", into="planner")["visits"][0]
    # somebody falls ill before the visit: nobody is named, and nobody has to wait
    ill = ("substitute", visit["id"], "--person", visit["people"][0]["id"], "--reason", "ill")
    dice = ("--beacon", "dice 25", "--by", "Li", "--by", "Wu")
    work.now = NEXT_DAY
    run(*ill, *dice, status=2)  # both shares
    text = run(*ill, *dice, *shares).out
    check("xuncha-sub-closed-v1\nspot/check/targets\n1\n" in text, f"the closed entry:\n{text}")
    run("substitute", visit["id"], "--target", "--reason", "closed", *dice, *shares, status=1)
    run("draw", "show", "spot")
    text = run("substitute", visit["id"], "--value", OTHER_DICE, *shares).out
    run("substitute", visit["id"], "--target", "--reason", "closed", *dice, *shares)
    run("draw", "void", "spot/check/targets", "--substitution", "2", "--reason", "open again",
        "--by", "Zhao")
    run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon",
        "drand@2026-01-06T08:00:00+08:00", *shares)
    work.now = NOON.replace("05T", "06T")
    run("substitute", visit["id"], "--value", "drand=" + "ab" * 48, *shares, "--json")
    after = next(v for v in work.plan_json("spot", into="after")["visits"] if v["id"] == visit["id"])
    check(after["target"] != visit["target"], "who is visited instead")
    run("ledger", "show", status=None)
    run("ledger", "verify")
    for one in visit["people"] + after["people"]:
        check(not any(one["id"] in text for text in said), f"{one['id']} is named:\n{said}")
    for role in ("public", "inspector"):
        for kind in ("ics", "csv", "json"):
            run("export", kind, "spot", "--for", role, "-o", folder / role / kind)
    for key in CANARIES:
        found = work.run("explain", key, "--for", "public", status=1)
        check(CANARIES[key] not in found.out + found.err, f"explain gives {key} away")
    hunt(said, "an output")
    for place in ("public", "records", "inspector"):
        for path in (folder / place).rglob("*"):
            hunt([str(path.relative_to(folder))], "a file name")
            if path.is_file():
                hunt([path.read_bytes().decode("utf-8", "replace")], f"{path}")
    work.now = "2026-04-01T09:00:00+08:00"
    work.run("seal", "open", "spot/check/targets", *shares)
    work.run("export", "record", "-o", folder / "later")
    record = json.loads(verify(options, folder / "later")[0].read_text(encoding="utf-8"))
    equal(len(record["one_time_code"]), 64, "the code is published")
    check(visit["target"] in json.dumps(record["result"]), "and the list with it")
    equal([("blind" in sub, "void" in sub) for sub in record["subs"]],
          [(True, False), (True, True), (True, False)], "substitutions, opened")
    equal(record["subs"][2]["result"]["in"], after["target"], "who came in")
    unguessable(options, record)


if __name__ == "__main__":
    house.main([the_whole_way, after_the_day, all_or_nothing, gone_before_the_plan,
                what_commit_refuses, drawn_again, quick_draws, fixed_and_drawn_places_in_one_team,
                never_in_two_teams, two_further_kinds, explained_by_draws, changed_after_the_draw, set_as_it_was,
                changed_between_batches, ended_before_its_value, a_firm_in_the_urn, lotteries,
                unchecked_signatures, the_same_bytes, another_programme_beside_it,
                nothing_leaks_before_its_time])
