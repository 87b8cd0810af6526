"""Several processes on one workspace at once: every acknowledged change is there afterwards, every
refusal says so, and nothing is broken."""
import threading

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"


def finish(processes):
    """Status and what they said of each, waited for together so that no pipe fills up."""
    results = [None] * len(processes)

    def wait(index):
        out, err = processes[index].communicate(timeout=120)
        results[index] = (processes[index].returncode, out.decode(), err.decode())
    threads = [threading.Thread(target=wait, args=(index,)) for index in range(len(processes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def imports_at_once_lose_nothing(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "50", "--people", "4", "--zones", "4"))
    files = [house.write(folder / f"part-{number}.csv", "id,name,kind,area\n" + "".join(
        f"N{number}x{row},第{row}药店,pharmacy,990101\n" for row in range(200)))
        for number in range(8)]
    left = list(files)
    for _ in range(20):
        results = finish([work.start("import", "targets", path) for path in left])
        for status, out, err in results:
            check(status in (0, 1, 4), f"exit status {status}:\n{out}\n{err}")
            check(status == 0 or err.strip(), "a refusal without a word")
        check(any(status == 0 for status, _, _ in results), f"nobody got through: {results}")
        left = [path for path, (status, _, _) in zip(left, results) if status != 0]
        if not left:
            break
    equal(left, [], "files that were refused every time")
    shown = work.run("register", "digest").out
    targets = next(line for line in shown.splitlines() if line.startswith("targets "))
    equal(int(targets.split()[1]), 50 + 8 * 200, "targets in the register")
    work.run("doctor")


def plans_and_imports_at_once(options, folder):
    work = House(options, folder)
    work.init()
    place = work.generate("--targets", "300", "--people", "8", "--zones", "10")
    work.import_all(place)
    other = house.write(folder / "more.csv",
                        "id,name,kind,area,zone\nM1,新药店,pharmacy,990101,城区一片区\n")
    results = finish([work.start("plan", work.policy()) for _ in range(3)] +
                     [work.start("import", "targets", other)])
    for status, out, err in results:
        check(status in (0, 1, 4), f"exit status {status}:\n{out}\n{err}")
    check(any(status == 0 for status, _, _ in results[:3]), f"no plan got through: {results}")
    plan = work.plan_json(PROGRAMME)
    check(len(plan["visits"]) >= 290, f"{len(plan['visits'])} visits")
    results = finish([work.start("approve", PROGRAMME, "--by", "someone") for _ in range(2)] +
                     [work.start("export", "json", PROGRAMME, "-o", folder / "at-once")])
    check(any(status == 0 for status, _, _ in results[:2]), f"nobody could approve: {results}")
    equal(results[2][0], 0, "status of the export")
    equal(work.plan_json(PROGRAMME)["status"], "approved", "status")
    work.run("doctor")


def one_of_two_makes_the_workspace(options, folder):
    work = House(options, folder)
    results = finish([work.start("init") for _ in range(2)])
    statuses = sorted(status for status, _, _ in results)
    equal(statuses[0], 0, f"nobody made the workspace: {results}")
    check(statuses[1] in (2, 4), f"exit status {statuses[1]}: {results}")
    work.import_all(work.generate("--targets", "20", "--people", "4", "--zones", "2"))
    work.run("doctor")


CHECKS = """
local full_coverage = use 'full_coverage'
return programme {{
  id = '{id}', title = '{id}', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {{
    id = 'all', window = between('2026-03-02', '2026-03-31'), nature = 'enforcement', merge = false,
    of = targets {{ status = 'active' }}, times = 1, crew = seats {{ lead(1), officer(1) }},
  }},
}}
"""


def two_drafts_want_the_same_people(options, folder):
    """The draft approved second was made when nobody was taken yet."""
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "8", "--zones", "4"))
    policies = {name: house.write(folder / f"{name}.lua", CHECKS.format(id=name))
                for name in ("one", "two")}
    for policy in policies.values():
        work.run("plan", policy)
    work.run("approve", "one", "--by", "Wang")
    said = work.run("approve", "two", "--by", "Wang", status=1)
    check("of programme one then" in said.err and "plan two again" in said.err, f"{said}")
    work.run("plan", policies["two"])
    work.run("approve", "two", "--by", "Wang")
    taken = set()
    for name in policies:
        for visit in work.plan_json(name)["visits"]:
            for person in visit["people"]:
                what = (person["id"], visit["date"], visit["start"])
                check(what not in taken, f"taken twice: {what}")
                taken.add(what)


def two_drafts_want_the_same_targets(options, folder):
    """Each by itself is under the yearly cap; both together are not."""
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "8", "--zones", "4"))
    work.run("settings", "cap_enforcement=1")
    months = {"one": "03", "two": "04"}
    policies = {name: house.write(folder / f"{name}.lua", CHECKS.format(id=name).replace(
        "2026-03-02', '2026-03-31", f"2026-{month}-02', '2026-{month}-30"))
        for name, month in months.items()}
    for policy in policies.values():
        work.run("plan", policy)
    work.run("approve", "one", "--by", "Wang")
    said = work.run("approve", "two", "--by", "Wang", status=1)
    check("more than 1 times that year" in said.err and "plan two again" in said.err, f"{said}")
    target = work.plan_json("two")["visits"][0]["target"]
    work.run("case", "add", "--target", target)
    work.run("plan", policies["two"], status=None)
    equal([visit["target"] for visit in work.plan_json("two")["visits"]], [target],
          "only where a case is open somebody comes again")
    work.run("approve", "two", "--by", "Wang", "--accept-unmet")


def killed_imports_leave_a_good_register(options, folder):
    work = House(options, folder)
    work.init()
    place = work.generate("--targets", "9000", "--people", "4", "--zones", "50")
    work.import_all(place, ("areas",))
    before = work.digest()
    full = None
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        process = work.start("import", "targets", place / "targets.csv")
        try:
            process.communicate(timeout=wait)
        except house.subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        found = work.digest()
        if found != before:
            check(full is None or found == full, "a register that is neither old nor new")
            full = found
            before = found
    work.run("import", "targets", place / "targets.csv")
    check(full is None or work.digest() == full, "importing again gave another register")
    work.run("doctor")


if __name__ == "__main__":
    house.main([imports_at_once_lose_nothing, plans_and_imports_at_once,
                one_of_two_makes_the_workspace, two_drafts_want_the_same_people,
                two_drafts_want_the_same_targets, killed_imports_leave_a_good_register])
