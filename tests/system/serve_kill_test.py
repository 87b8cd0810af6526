#!/usr/bin/env python3
"""The server is killed while many record: what was acknowledged is stored, once."""
import http.client
import json
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from house import House, check, equal, main  # noqa: E402
from served import Server, sign_up  # noqa: E402

WRITERS = 4
ROUNDS = 3
PART = 40  # visits that a round may pin


def planned(options, folder):
    house = House(options, folder)
    house.init()
    house.import_all(house.generate("--targets", "200"),
                     ("areas", "targets", "inspectors"))
    house.run("plan", house.policy(), "--as-of", "2026-01-05")
    house.run("approve", "example-county-2026", "--by", "Lead")
    return house


def pin(server, token, visit):
    return server.ask("POST", f"/api/v1/visits/{visit}/pin", {"reason": f"kept {visit}"},
                      token=token, headers={"Idempotency-Key": f"pin-{visit}"})


def record(server, token, visits, asked, acknowledged):
    """Pins visits until the server is gone; remembers what it said yes to."""
    for visit in visits:
        asked.append(visit)
        try:
            answer = pin(server, token, visit)
        except (OSError, http.client.HTTPException):
            return
        if answer.status == 200:
            acknowledged.append(visit)


def pinned(house):
    return {visit["id"] for visit in json.loads(house.run("--json", "visit", "list").out)
            if visit["pinned"]}


def ledger_size(house):
    return len(house.run("--json", "ledger", "show").out.splitlines())


def kill_under_load(house, token, visits, asked, acknowledged):
    """Returns the seconds that the server took to start, and the planner's token, which
    outlives it."""
    start = time.monotonic()
    with Server(house) as server:
        began = time.monotonic() - start
        token = token or sign_up(house, server, "planner", "planner")
        threads = [threading.Thread(target=record, args=(server, token, visits[i::WRITERS],
                                                         asked, acknowledged))
                   for i in range(WRITERS)]
        before = len(acknowledged)
        for thread in threads:
            thread.start()
        while len(acknowledged) < before + 8 and any(t.is_alive() for t in threads):
            time.sleep(0.005)
        server.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join(60)
        server.process.wait(10)
        check(len(acknowledged) >= before + 8, "nothing was recorded before the end")
    return began, token


def kill_loses_nothing(options, folder):
    house = planned(options, folder)
    visits = [visit["id"] for visit in json.loads(house.run("--json", "visit", "list").out)
              if visit["date"] > "2026-03-01"]
    asked, acknowledged = [], []
    began, token = 0, None
    for number in range(ROUNDS):
        part = visits[number * PART:(number + 1) * PART]
        began, token = kill_under_load(house, token, part, asked, acknowledged)
    # Commands that were under way end by themselves; then the workspace is whole.
    time.sleep(1)
    house.run("doctor")
    house.run("ledger", "verify")
    stored = pinned(house)
    lost = set(acknowledged) - stored
    check(not lost, f"{len(lost)} of {len(acknowledged)} acknowledged were lost: {lost}")
    check(stored <= set(asked), "nothing is stored that nobody asked for")
    check(began < 20, f"the server took {began:.1f} s to start")
    # Asked again under the same keys, each is stored, and none twice.
    before = ledger_size(house)
    with Server(house) as server:
        for visit in asked:
            answer = pin(server, token, visit)
            equal(answer.status, 200, f"asking again for {visit}: {answer}")
            if visit in stored:
                equal(answer.json(), {"repeated": True}, f"what was done already, {visit}")
    equal(pinned(house), set(asked), "visits that stay where they are")
    equal(ledger_size(house) - before, len(set(asked) - stored), "new entries of the ledger")
    print(f"{ROUNDS} kills: {len(asked)} asked, {len(acknowledged)} acknowledged, "
          f"{len(stored)} stored; start {began * 1000:.0f} ms")


if __name__ == "__main__":
    main([kill_loses_nothing])
