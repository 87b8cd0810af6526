"""Declining a visit: somebody of the crew cannot come; the office sends another or says no."""
import json

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"


def planned(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "8", "--zones", "4"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "科长")
    work.now = "2026-03-02T09:00:00+08:00"
    return work


def answer(work, *words):
    return json.loads(work.run("--json", *words).out)


def declined(work, *words):
    return [(row["person"], row["ground"], row["state"]) for row in answer(work, "visit", "declined", *words)["declined"]]


def somebody_else_comes(options, folder):
    work = planned(options, folder)
    visit = answer(work, "visit", "list", "--from", "2026-03-10")[0]
    person = visit["people"][1]["id"]
    work.run("visit", "decline", visit["id"], "--person", person, "--ground", "recusal", "--reason", "亲属在该机构任职")
    equal(declined(work), [(person, "recusal", "open")], "what was declined")
    row = answer(work, "visit", "declined")["declined"][0]
    equal((row["about"]["id"], row["drawn"], row["reason"]), (visit["id"], False, "亲属在该机构任职"), "what it is about")
    free = [one for one in answer(work, "visit", "list", "--from", "2026-03-10")
            if not {seat["id"] for seat in one["people"]} & {seat["id"] for seat in visit["people"]}]
    for other in free:
        people = f"{visit['people'][0]['id']},{other['people'][1]['id']}"
        if work.run("visit", "move", visit["id"], "--people", people, "--reason", "回避", status=None).status == 0:
            break
    equal(declined(work), [(person, "recusal", "settled")], "after somebody else was sent")
    equal(declined(work, "--open"), [], "open ones after that")
    work.run("ledger", "verify")


def the_office_says_no(options, folder):
    work = planned(options, folder)
    visit = answer(work, "visit", "list", "--from", "2026-03-10")[0]
    person = visit["people"][0]["id"]
    work.run("visit", "decline", visit["id"], "--person", person, "--refuse", "没有理由", status=1)
    work.run("visit", "decline", visit["id"], "--person", person, "--ground", "公务", "--reason", "开会")
    work.run("visit", "decline", visit["id"], "--person", person, "--refuse", "会议可改期")
    equal(declined(work), [(person, "away", "refused")], "after the office said no")


def bad_input(options, folder):
    work = planned(options, folder)
    first = answer(work, "visit", "list")[0]
    visit = answer(work, "visit", "list", "--from", "2026-03-10")[0]
    person = visit["people"][0]["id"]
    strangers = {one["id"] for row in answer(work, "visit", "list") for one in row["people"]} - {one["id"] for one in visit["people"]}
    work.run("visit", "decline", visit["id"], "--ground", "ill", status=2)
    work.run("visit", "decline", visit["id"], "--person", person, status=2)
    work.run("visit", "decline", visit["id"], "--person", person, "--ground", "bored", status=3)
    work.run("visit", "decline", visit["id"], "--person", min(strangers), "--ground", "ill", status=3)
    work.run("visit", "decline", "v000000000000", "--person", person, "--ground", "ill", status=3)
    work.now = first["date"] + "T18:00:00+08:00"
    work.run("outcome", "--visit", first["id"], "--result", "pass")
    work.run("visit", "decline", first["id"], "--person", first["people"][0]["id"], "--ground", "ill", status=1)
    equal(declined(work), [], "what was declined after all that")


if __name__ == "__main__":
    house.main([somebody_else_comes, the_office_says_no, bad_input])
