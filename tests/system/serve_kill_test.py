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


def planned(options, folder):
    house = House(options, folder)
    house.init()
    house.import_all(house.generate("--targets", "200"),
                     ("areas", "targets", "inspectors"))
    house.run("plan", house.policy(), "--as-of", "2026-01-05")
    house.run("approve", "example-county-2026", "--by", "Lead")
    return house


def record(server, token, visits, acknowledged, stop):
    """Pins visits until the server is gone; remembers what it said yes to."""
    for visit in visits:
        if stop.is_set():
            return
        try:
            answer = server.ask("POST", f"/api/v1/visits/{visit}/pin",
                                {"reason": f"kept {visit}"}, token=token)
        except (OSError, http.client.HTTPException):
            return
        if answer.status == 200:
            acknowledged.append(visit)


def kill_loses_nothing(options, folder):
    house = planned(options, folder)
    visits = [visit["id"] for visit in json.loads(
        house.run("--json", "visit", "list").out) if visit["date"] > "2026-03-01"]
    acknowledged, began = [], None
    tried = 0
    for number in range(ROUNDS):
        start = time.monotonic()
        with Server(house) as server:
            began = time.monotonic() - start
            name = f"planner{number}"
            token = sign_up(house, server, name, "planner")
            stop = threading.Event()
            part = visits[tried:tried + 40]
            tried += 40
            threads = [threading.Thread(target=record,
                                        args=(server, token, part[i::WRITERS], acknowledged,
                                              stop))
                       for i in range(WRITERS)]
            before = len(acknowledged)
            for thread in threads:
                thread.start()
            while len(acknowledged) < before + 8 and any(t.is_alive() for t in threads):
                time.sleep(0.005)
            server.process.send_signal(signal.SIGKILL)
            stop.set()
            for thread in threads:
                thread.join(60)
            server.process.wait(10)
            check(len(acknowledged) >= before + 8, "nothing was recorded before the end")
    # Commands that were under way end by themselves; then the workspace is whole.
    time.sleep(1)
    house.run("doctor")
    house.run("ledger", "verify")
    pinned = {visit["id"] for visit in json.loads(
        house.run("--json", "visit", "list").out) if visit["pinned"]}
    lost = set(acknowledged) - pinned
    check(not lost, f"{len(lost)} of {len(acknowledged)} acknowledged were lost: {lost}")
    check(began < 20, f"the server took {began:.1f} s to start")
    equal(len(set(acknowledged)), len(acknowledged), "acknowledgements, each once")
    print(f"{len(acknowledged)} acknowledged, {len(pinned)} stored, "
          f"{ROUNDS} kills, start {began * 1000:.0f} ms")


if __name__ == "__main__":
    main([kill_loses_nothing])
