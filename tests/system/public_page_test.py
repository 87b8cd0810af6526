"""What the public's pages ask for: nothing of draws whose visits are secret, no result before it is
published; and what a page shows of a draw: names and tickets."""
import json

import house
from house import House, check, equal

DICE = "dice=1234561234561234561234561"
PROGRAMME = "example-check-2026"


def drawn(options, folder, embargo):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "6", "--zones", "4"))
    rules = open(work.policy("example/spot_check.lua"), encoding="utf-8").read()
    if embargo:
        rules = rules.replace("merge = false,", "merge = false, embargo = { ['until'] = before(1, 'workday', '17:00'), "
                                                "from = { 'inspector', 'public' } },", 1)
    policy = folder / "check.lua"
    house.write(policy, rules)
    work.now = "2026-03-02T09:00:00+08:00"
    work.run("commit", policy, "april", "--beacon", "dice 25")
    work.now = "2026-03-02T10:00:00+08:00"
    work.run("draw", "run", PROGRAMME, "april", "--value", DICE)
    work.run("plan", policy)
    work.run("approve", PROGRAMME, "--by", "科长")
    return work


def answer(work, *words):
    return json.loads(work.run("--json", *words).out)


def secret_draws_stay_secret(options, folder):
    work = drawn(options, folder, embargo=True)
    own = answer(work, "draw", "show", PROGRAMME)["draws"][0]
    ids = [target for listed in own["result"]["selected"].values() for target in listed]
    check(len(ids) == 12, f"{len(ids)} targets were drawn")
    shown = work.run("--json", "--as", "public", "draw", "show", PROGRAMME).out
    draw = json.loads(shown)["draws"][0]
    equal((draw["status"], draw["result"], draw["names"], draw["tickets"]), ("drawn", None, {}, {}), "what the public is told")
    check(draw["commit"], "the commitment is public")
    equal(answer(work, "--as", "public", "draw", "show")["draws"], [draw], "the same among all draws")
    check(not any(target in shown for target in ids), "no target's id")
    work.run("--as", "public", "export", "record", PROGRAMME, "-o", folder / "records")
    equal(list((folder / "records").glob("*.json")), [], "records of it")
    work.now = "2026-05-04T09:00:00+08:00"
    later = answer(work, "--as", "public", "draw", "show", PROGRAMME)["draws"][0]
    equal(later["result"], own["result"], "what the public is told when all visits were made")


def open_draws_have_names_and_tickets(options, folder):
    work = drawn(options, folder, embargo=False)
    draw = answer(work, "--as", "public", "draw", "show", PROGRAMME)["draws"][0]
    for listed in draw["result"]["selected"].values():
        tickets = [draw["tickets"][target] for target in listed]
        equal(tickets, sorted(tickets), "each stratum stands in the order of its tickets")
        check(all(draw["names"][target] for target in listed), "targets have names")
    check(all(draw["names"][person] for crew in draw["result"]["crews"] for person in crew[1:]), "people have names")


def results_wait_for_their_notice(options, folder):
    work = drawn(options, folder, embargo=False)
    visit = answer(work, "visit", "list")[0]
    work.now = visit["date"] + "T18:00:00+08:00"
    work.run("outcome", "--visit", visit["id"], "--result", "problem", "--findings", "串换药品")
    ask = ("--as", "public", "report", "public", PROGRAMME, "--notice", "results")
    equal(answer(work, *ask)["rows"], [], "results before a notice")
    work.run("publish", "results", PROGRAMME, "--by", "科长")
    equal([row["result"] for row in answer(work, *ask)["rows"]], ["problem"], "results after it")


if __name__ == "__main__":
    house.main([secret_draws_stay_secret, open_draws_have_names_and_tickets, results_wait_for_their_notice])
