"""What the server asks of commands: progress that a program reads, an end on request that stores
nothing, and effects that happen once however often they are asked for."""
import json
import random
import signal
import subprocess
import time

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"


def county(options, folder, targets=60):
    work = House(options, folder)
    work.init()
    place = work.generate("--targets", str(targets), "--people", "8" if targets < 1000 else "60", "--zones", "6")
    work.import_all(place, ("areas", "targets", "inspectors", "experts"))
    return work


def steps(text):
    return [json.loads(line)["progress"] for line in text.splitlines() if line.startswith('{"progress"')]


def progress_as_lines(options, folder):
    work = county(options, folder, 3000)
    began = time.monotonic()
    said = work.run("--progress", "--json", "plan", work.policy())
    seconds = time.monotonic() - began
    found = steps(said.err)
    phases = [one["phase"] for one in found]
    equal(said.err.count("\n"), len(found), "other lines than progress")
    check("placing visits" in phases and "improving the plan" in phases, f"phases: {phases}")
    check(len(found) <= seconds * 10 + 2 * len(set(phases)) + 4, f"{len(found)} lines in {seconds} s")
    check(all(one["done"] <= one["total"] or one["total"] == 0 for one in found), "more than all")
    last = [one for one in found if one["phase"] == "improving the plan"][-1]
    check(last["done"] > last["total"] // 2, f"the last step: {last}")
    check(json.loads(said.out)["totals"]["visits"] > 2000, "the answer")
    house_zh = House(options, folder, lang="zh")
    check("placing visits" not in house_zh.run("--progress", "replan", PROGRAMME, "--dry-run", status=None).err,
          "phases in the reader's language")
    equal(steps(work.run("--json", "plan", work.policy("example/county.lua"), "--dry-run").err), [], "unasked")


def an_end_on_request(options, folder):
    """SIGTERM at any moment: done and stored, or stopped and nothing is."""
    work = county(options, folder, 9000)
    before = work.run("register", "digest").out
    stopped = 0
    for words in (("plan", work.policy()), ("plan", work.policy()),
                  ("import", "targets", folder / "register" / "targets.csv", "--mode", "replace", "--yes")):
        process = subprocess.Popen(work.command(("--progress", "--json", *words)), cwd=work.folder, text=True,
                                   env=work.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        first = process.stderr.readline()
        check(steps(first), f"the first line: {first}")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        check(process.returncode in (0, 1), f"exit status {process.returncode}: {err}")
        if process.returncode == 1:
            error = json.loads(err.splitlines()[-1])["error"]
            equal((error["code"], error["message"].split(";")[0]), ("no", "stopped"), "the error")
            stopped += 1
            equal(work.run("register", "digest").out, before, "the register")
            if words[0] == "plan":
                check("no plan" in work.run("approve", PROGRAMME, "--by", "x", status=1).err, "a plan is stored")
    check(stopped > 0, "nothing was stopped")
    work.run("doctor")


def lead(work, key, summary="举报", status=0, *more):
    return work.run("--once", key, "lead", "add", "--target", "L1", "--source", "complaint", "--severity", "3",
                    "--summary", summary, *more, status=status)


def leads(work):
    return json.loads(work.run("--json", "lead", "list").out)["leads"]


def once_is_once(options, folder):
    work = county(options, folder)
    work.run("import", "targets", house.write(folder / "one.csv", "id,name,kind,area\nL1,药店,pharmacy,990101\n"))
    check("is stored" in lead(work, "k-1").out, "the first time")
    work.now = "2026-01-06T09:00:00+08:00"
    work.lang = "zh"
    equal(json.loads(lead(work, "k-1", "举报", 0, "--json").out), {"repeated": True}, "again")
    work.lang = "en"
    check("already" in lead(work, "k-1").out, "again, as text")
    equal(len(leads(work)), 1, "leads")
    error = json.loads(lead(work, "k-1", "另一", 3, "--json").err)["error"]
    equal(error["code"], "input", "something else under the key")
    equal(len(leads(work)), 1, "leads after that")
    lead(work, "k-2")
    equal(len(leads(work)), 2, "under another key")
    lead(work, "k 3", "举报", 2)
    # What is refused, or only tried, uses no key up.
    lead(work, "k-4", "手机13800138000", 3)
    check("is stored" in lead(work, "k-4").out, "after a refusal")
    work.run("--once", "p", "plan", work.policy(), "--dry-run")
    work.run("--once", "p", "plan", work.policy())
    check("already" in work.run("--once", "p", "plan", work.policy()).out, "a plan twice")
    # A file is what it says, wherever it lies.
    rows = "id,name,kind,area\nL2,药店,pharmacy,990101\n"
    for place in ("a", "b"):
        (folder / place).mkdir()
        said = work.run("--once", "f", "--json", "import", "targets", house.write(folder / place / "t.csv", rows))
        equal("repeated" in said.out, place == "b", f"the file in {place}")
    work.run("--once", "f", "import", "targets", house.write(folder / "a" / "t.csv", rows + "L3,店,pharmacy,990101\n"),
             status=3)
    # Several steps are one: a map of columns is kept with the rows that it reads, or not at all.
    bad = house.write(folder / "a" / "bad.csv", "nr,name,kind,area\nL4,药店,pharmacy,0\n")
    work.run("--once", "m", "import", "targets", bad, "--map", "nr=id", status=3)
    work.run("--once", "m", "import", "targets", house.write(bad, "nr,name,kind,area\nL4,药店,pharmacy,990101\n"),
             "--map", "nr=id")
    check("L4" in work.run("--json", "register", "get", "L4").out, "the target")
    check("not public" in work.run("--as", "public", "--once", "k-1", "lead", "add", status=1).err, "no right, no answer")
    work.run("ledger", "verify")


def killed_in_between(options, folder):
    """kill -9 at random: whoever asks until an answer comes has it done exactly once."""
    work = county(options, folder)
    work.run("import", "targets", house.write(folder / "one.csv", "id,name,kind,area\nL1,药店,pharmacy,990101\n"))
    dice = random.Random(7)
    began = time.monotonic()
    lead(work, "warm")
    usual = time.monotonic() - began
    killed = 0
    for number in range(12):
        words = ("--once", f"k{number}", "--json", "lead", "add", "--target", "L1", "--source", "complaint",
                 "--severity", "3", "--summary", f"第{number}件")
        for _ in range(3):
            process = work.start(*words)
            time.sleep(dice.random() * usual)
            process.kill()
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
        work.run(*words)
        equal(sum(row["summary"] == f"第{number}件" for row in leads(work)), 1, f"lead {number}")
    check(killed > 0, "nothing was killed")
    equal(len(leads(work)), 13, "leads")
    work.run("ledger", "verify")
    work.run("doctor")


if __name__ == "__main__":
    house.main([progress_as_lines, an_end_on_request, once_is_once, killed_in_between])
