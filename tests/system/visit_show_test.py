"""What a page shows of a visit and of days: target, questions, results, what it was before, what
else goes there; holidays, days worked instead, absences, closed areas."""
import json

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"
NOW = "2026-03-02T09:00:00+08:00"


def planned(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "6", "--zones", "4"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "科长")
    work.now = NOW
    return work


def answer(work, *words):
    return json.loads(work.run("--json", *words).out)


def a_visit_with_its_story(options, folder):
    work = planned(options, folder)
    visits = answer(work, "visit", "list", "--from", "2026-03-03")
    row = visits[-1]
    check(all(person["name"] for person in row["people"]), "its people have names")
    check(row["kind"] and row["area"] and row["zone"], "its target's kind, area and zone are there")
    refused = json.loads(work.run("--json", "visit", "move", row["id"], "--to", "2026-10-01",
                                  "--reason", "x", status=1).err)
    nearest = refused["error"]["hint"].split()
    day = next(word.strip(",.;") for word in nearest if word.startswith("2026-"))
    work.run("visit", "move", row["id"], "--to", day, "--reason", "闭门学习")
    shown = answer(work, "visit", "show", row["id"])
    equal(shown["date"], day, "the day it has now")
    equal([old["date"] for old in shown["changes"]], [row["date"]], "the days it had before")
    equal(shown["place"]["id"], row["target"], "its target")
    check(shown["place"]["address"], "the address is there")
    check(shown["checks"], "what is asked is there")
    equal(shown["outcomes"], [], "results of a visit to come")
    first = visits[0]
    work.now = first["date"] + "T17:30:00+08:00"
    work.run("outcome", "--visit", first["id"], "--result", "problem", "--findings", "串换药品",
             "--amount", "12.30")
    found = answer(work, "visit", "show", first["id"])
    equal(found["status"], "done", "a visit with a result")
    equal([(line["result"], line["findings"], line["amount"]) for line in found["outcomes"]],
          [("problem", "串换药品", "12.30")], "what it found")
    work.run("visit", "show", "v000000000000", status=1)
    check("why here" in work.run("visit", "show", first["id"]).out, "as text it explains itself")


def days(options, folder):
    work = planned(options, folder)
    path = folder / "closed.csv"
    house.write(path, "zone,from,to,reason\n城东一片区,2026-02-10,2026-02-12,封控\n")
    work.run("import", "closures", path)
    told = answer(work, "calendar", "list", "2026-02-09", "2026-03-01")
    known = {day["date"]: day for day in told["days"]}
    equal(known["2026-02-14"]["works"], True, "a Saturday worked instead")
    equal(known["2026-02-16"]["works"], False, "a holiday")
    check(known["2026-02-16"]["name"], "a holiday has a name")
    check("2026-02-10" not in known, "an ordinary working day is left out")
    check(all(away["from"] <= "2026-03-01" and away["to"] >= "2026-02-09"
              for away in told["absences"]), "only absences of these days")
    equal([(area["zone"], area["to"]) for area in told["closures"]],
          [("城东一片区", "2026-02-12")], "closed areas")
    work.run("calendar", "list", "2026-03-01", "2026-02-01", status=2)
    work.run("calendar", "list", "2026-02-30", "2026-03-01", status=2)
    check("worked" in work.run("calendar", "list", "2026-02-09", "2026-03-01").out,
          "as text it says which days are worked instead")


if __name__ == "__main__":
    house.main([a_visit_with_its_story, days])
