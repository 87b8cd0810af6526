"""Every programme runs from its policy to its last report: drawn, planned, approved, checked, reported
in every kind and format, drafted, and exported."""
import concurrent.futures
import json

import house
import programmes
from house import check, equal

FORMATS = ("text", "csv", "html", "xlsx", "docx", "json")
FORMS = ("notice", "site-record", "rectification", "dispatch", "draw-record")
BEGINS = {"xlsx": b"PK", "docx": b"PK", "html": b"<!DOCTYPE html>", "json": b"{"}
RESULTS = ("pass", "problem", "problem_fixed", "pass", "serious", "refused", "pass")


def visits_of(work, programme):
    rows = json.loads(work.run("visit", "list", "--programme", programme.id, "--json").out)
    return sorted(rows, key=lambda visit: (visit["date"], visit["id"]))


def note_results(work, programme, visits, most=40):
    """What the first ones found, on their days."""
    today = work.now[:10]
    rows = "visit,result,findings,disposal,rectify_by,points\n"
    done = [visit for visit in visits if visit["date"] <= today][:most]
    for number, visit in enumerate(done):
        result = RESULTS[number % len(RESULTS)]
        bad = result in ("problem", "serious")
        rows += (f"{visit['id']},{result},{'超标准收费' if bad else ''},{'责令整改' if bad else ''},"
                 f"{programme.ends if bad else ''},{2 if bad else ''}\n")
    work.run("import", "outcomes", house.write(work.folder / "outcomes.csv", rows))
    return len(done)


def every_report(work, programme):
    kinds = [line.split()[0] for line in work.run("help", "report").out.split("Kinds:")[1].splitlines()
             if line.startswith("  ")]
    check(len(kinds) >= 10, f"kinds of reports: {kinds}")
    wanted = [(kind, form, ()) for kind in kinds for form in FORMATS]
    wanted += [("notices", "docx", ("--form", paper)) for paper in FORMS]

    def make(one):
        kind, form, words = one
        place = work.folder / f"{kind}{''.join(words)}.{form}"
        work.run("report", kind, programme.id, "--format", form, *words, "-o", place)
        data = place.read_bytes()
        check(data and data.lstrip(b"\xef\xbb\xbf").startswith(BEGINS.get(form, b"")),
              f"{programme}: {place.name} begins {data[:40]!r}")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in pool.map(make, wanted):
            pass
    return len(wanted)


def run_one(options, folder, programme):
    folder.mkdir()
    work = programmes.workspace(options, folder, programme)
    if programme.after:
        first = programmes.find(programme.after)
        work.now = programmes.at(first.now)
        programmes.plan(work, first)
        work.now = programmes.at(programme.now)
        note_results(work, first, visits_of(work, first), 1000)
    programmes.plan(work, programme)
    visits = visits_of(work, programme)
    check(visits, f"{programme}: nothing is planned")
    middle = visits[len(visits) // 2]["date"]
    work.now = programmes.at(max(middle, programme.now), "18:00")
    done = note_results(work, programme, visits)
    check(done > 0, f"{programme}: nothing is done by {middle}")
    replanned = work.run("replan", programme.id, status=None)
    check(replanned.status in (0, 1), str(replanned))  # 1: for some visits no crew is left
    check("replanned as of" in replanned.out, str(replanned))
    made = every_report(work, programme)
    said = json.loads(work.run("due", "draft", programme.id, "-o", folder / "drafts", "--json").out)
    files = {file["path"] for draft in said["drafts"] for file in draft["files"]}
    equal(len(files), len(list((folder / "drafts").glob("*"))), f"{programme}: drafts")
    for kind in ("ics", "csv", "xlsx", "json"):
        work.run("export", kind, programme.id, "-o", folder / "out" / kind)
    work.run("ledger", "verify")
    print(f"         {programme}: {len(visits)} visits, {done} done, {made} reports, {len(files)} drafts")


def every_programme_runs_to_its_last_report(options, folder):
    for programme in programmes.ALL:
        run_one(options, folder / programme.id, programme)


def no_policy_is_left_out(options, folder):
    del folder
    there = {f"{path.parent.name}/{path.stem}" for path in (options.source / "policies").glob("*/*.lua")
             if path.parent.name != "example" and not path.stem.endswith("_test")}
    equal({programme.policy for programme in programmes.ALL}, there, "policies")


if __name__ == "__main__":
    house.main([no_policy_is_left_out, every_programme_runs_to_its_last_report])
