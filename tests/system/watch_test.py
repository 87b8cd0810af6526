"""What a running server does by itself: it watches policies and plugins, uses what it has checked,
and does what is due."""
import json
import os
import time

import house
from house import Failed, House, check, equal
from served import Server, sign_up

POLICY = """
local full_coverage = use 'full_coverage'
local p = params { officers = { 1, title = '每组执法人员数', least = 1, most = 2 } }
return programme {
  id = 'two', title = 'TITLE', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'spring', of = targets { status = 'active', kind = one_of('medical') }, window = between('2026-03-02', '2026-12-18'),
    times = 1, nature = 'agency_check', crew = seats { officer(p.officers) } },
  full_coverage { id = 'autumn', of = targets { status = 'active', kind = 'pharmacy' }, window = between('2026-07-01', '2026-12-18'),
    times = 1, nature = 'agency_check', crew = seats { officer(p.officers) } },
}
"""
BOMB = "local t = { 'x' }\nwhile true do t[#t + 1] = table.concat(t) end\n"


def policy(title="两轮检查", more=""):
    return POLICY.replace("TITLE", title) + more


def workspace(options, folder, now="2026-01-05T09:00:00+08:00"):
    work = House(options, folder, now=now)
    work.init()
    work.import_all(work.generate("--targets", "30", "--people", "8", "--zones", "2"))
    (folder / "policies" / "county").mkdir(parents=True)
    house.write(folder / "policies" / "county" / "two.lua", policy())
    return work


def rows(server, token):
    return {one["name"]: one for one in server.api("GET", "/policies", token=token).json()}


def until(server, token, holds, what, seconds=30):
    """The list of policies once it is as it should be."""
    end = time.monotonic() + seconds
    found = None
    while time.monotonic() < end:
        found = rows(server, token)
        if holds(found):
            return found
        time.sleep(0.05)
    raise Failed(f"{what}: {json.dumps(found, ensure_ascii=False)[:2000]}")


def title(name, text):
    return lambda found: found.get(name, {}).get("title") == text and found[name]["state"] == "ready"


def state(name, word):
    return lambda found: found.get(name, {}).get("state") == word


def files_are_watched(options, folder):
    work = workspace(options, folder)
    place = folder / "policies"
    file = place / "county" / "two.lua"
    with Server(work) as server:
        token = sign_up(work, server, "planner", "planner")
        found = until(server, token, state("county.two", "ready"), "the first check")
        row = found["county.two"]
        equal((row["id"], row["title"], row["year"], row["office"], row["file"], row["error"]),
              ("two", "两轮检查", 2026, "990101", "county/two.lua", None), "a policy")
        equal([(one["name"], one["fallback"], one["least"], one["most"]) for one in row["params"]],
              [("officers", 1, 1, 2)], "its parameters")
        equal(server.api("GET", "/policies/county.two", token=token).json(), row, "one policy")
        server.api("GET", "/policies/nobody", token=token, status=404)
        server.api("GET", "/policies", status=401)
        params = server.api("GET", "/policies/county.two/params", token=token).json()
        equal(params["planned"], None, "an operation of a policy")

        # Two edits, one upon the other.
        house.write(file, policy("一"))
        house.write(file, policy("二"))
        until(server, token, title("county.two", "二"), "two edits")

        # A broken one: what was checked before stays in use, and the place is told.
        house.write(file, policy("三", "\nfor"))
        row = until(server, token, state("county.two", "old"), "a broken edit")["county.two"]
        equal((row["title"], row["error"]["file"]), ("二", "county/two.lua"), "the version in use")
        check(row["error"]["line"] > 5 and "expected" in row["error"]["message"], str(row["error"]))
        rules = server.api("GET", "/policies/county.two/rules", token=token).json()
        equal(rules["title"], "二", "what operations use")
        said = server.api("GET", "/policies/county.two/params?set=officers=2", token=token).json()
        equal(said["parameters"][0]["value"], 2, "with a parameter")

        house.write(file, policy("四"))
        until(server, token, title("county.two", "四"), "mended")

        # New, renamed into place as editors do, a link, one too many bytes, a bomb.
        house.write(place / "half", policy("五"))
        os.rename(place / "half", place / "new.lua")
        house.write(folder / "elsewhere.lua", policy("六"))
        os.symlink(folder / "elsewhere.lua", place / "link.lua")
        os.symlink(place, place / "round")
        house.write(place / "huge.lua", "-- " + "x" * 300000)
        house.write(place / "bomb.lua", BOMB)
        house.write(place / "county" / "two_test.lua", "test('x', function() end)")
        os.mkfifo(place / "pipe.lua")
        found = until(server, token, lambda now: len(now) == 5 and all(
            one["state"] in ("ready", "failed") for one in now.values()), "five of them")
        equal({name: one["state"] for name, one in found.items()},
              {"bomb": "failed", "county.two": "ready", "huge": "failed", "link": "ready", "new": "ready"}, "states")
        check("limit" in found["bomb"]["error"]["message"], str(found["bomb"]))
        equal((found["huge"]["error"]["file"], found["huge"]["error"]["code"]), ("huge.lua", "input"), "huge")
        server.api("POST", "/plans", {"policy": "huge"}, token=token, status=404)

        # Through a link nothing is seen at once, but after a while.
        house.write(folder / "elsewhere.lua", policy("七"))
        until(server, token, title("link", "七"), "a file behind a link")

        (place / "new.lua").unlink()
        until(server, token, lambda now: "new" not in now, "one that went")
        os.rename(place, folder / "aside")
        time.sleep(1)
        check("county.two" in rows(server, token), "a folder that is away is no wish to have no policies")
        os.rename(folder / "aside", place)
        house.write(file, policy("八"))
        until(server, token, title("county.two", "八"), "the folder came back")
        chinese = server.ask("GET", "/api/v1/policies/bomb", headers={"Accept-Language": "zh"}, token=token).json()
        check(chinese["error"]["code"] == "policy", str(chinese))
    leftovers = [line for line in server.log if "二" in line or "county" in line]
    equal(leftovers, [], "names in the log")


def policies_come_by_hand(options, folder):
    work = workspace(options, folder)
    place = folder / "policies"
    with Server(work) as server:
        token = sign_up(work, server, "planner", "planner")
        auditor = sign_up(work, server, "auditor", "auditor")
        until(server, token, state("county.two", "ready"), "the first check")

        def put(name, text, status=200, by=token):
            return server.api("POST", "/policies", {"name": name, "text": text}, token=by, status=status).json()

        put("new", policy("一"), 401, by=None)
        put("new", policy("一"), 403, by=auditor)
        equal(put("city.new", policy("一")), {"name": "city.new", "file": "city/new.lua", "changed": True}, "stored")
        equal((place / "city" / "new.lua").read_text(encoding="utf-8"), policy("一"), "the file")
        until(server, token, title("city.new", "一"), "it is read at once")
        equal(put("city.new", policy("一"))["changed"], False, "the same again")
        check(not (place / ".history").exists(), "nothing was replaced")
        put("city.new", policy("二"))
        put("city.new", policy("三"))
        equal(sorted(path.read_text(encoding="utf-8") == policy(text) for path, text in
                     zip(sorted((place / ".history").iterdir()), "一二")), [True, True], "what was replaced")
        until(server, token, title("city.new", "三"), "the newest")
        error = put("city.new", policy("四", "\nfor"), 422)["error"]
        equal((error["file"], error["code"]), ("city/new.lua", "policy"), "one that does not load")
        check(error["line"] > 5, str(error))
        error = put("bomb", BOMB, 422)["error"]
        check("limit" in error["message"], str(error))
        equal((place / "city" / "new.lua").read_text(encoding="utf-8"), policy("三"), "the file stays")
        check(not (place / "bomb.lua").exists(), "nothing is stored of one that does not load")
        for name in ("", "../up", "a/b", ".hidden", "a..b", "x_test", "a b", "a.b.c.d.e", "名", "a" * 65):
            put(name, policy("五"), 400)
        server.api("POST", "/policies", {"name": "x"}, token=token, status=400)
        server.api("POST", "/policies", {"name": "x", "text": 5}, token=token, status=400)
        server.api("POST", "/policies", {"name": "x", "text": "-- " + "x" * 270000}, token=token, status=400)
        server.api("POST", "/policies", {"name": "x", "text": "x" * 2000000}, token=token, status=413)
        equal(sorted(path.name for path in place.rglob("*.lua")), ["new.lua", "two.lua"], "files")
    installed = House(options, folder / "other")
    installed.init()
    with Server(installed) as server:
        token = sign_up(installed, server, "planner", "planner", area=house.OFFICE)
        server.api("POST", "/policies", {"name": "new", "text": policy()}, token=token, status=409)


def plugins_are_watched(options, folder):
    """A policy stays with the plugins that it was checked with."""
    work = workspace(options, folder)
    plugins = folder / "plugins"
    (plugins / "own").mkdir(parents=True)

    good = (b"return plugin { api = 1, name = 'own', summary = 'Own.', params = { of = param.selection },\n"
            b"  plan = function(stage, p) stage:oblige { targets = p.of } end }\n")
    house.write(plugins / "own" / "own.lua", good)
    house.write(folder / "policies" / "mine.lua", """
local own = use 'own'
return programme { id = 'mine', title = '自有方法', year = 2026, calendar = 'cn', office = '990101',
  own { id = 'a', window = between('2026-03-02', '2026-06-30'), nature = 'agency_check', crew = seats { officer(1) },
        of = targets { status = 'active' } } }
""")
    with Server(work, "--plugins", plugins) as server:
        token = sign_up(work, server, "planner", "planner")
        found = until(server, token, lambda now: now and all(one["state"] != "checking" for one in now.values()), "checked")
        if found["mine"]["state"] != "ready":
            raise Failed(f"the plugin of this test: {found['mine']['error']}")
        house.write(plugins / "own" / "own.lua", good.replace(b"api = 1", b"api = 9"))
        row = until(server, token, state("mine", "old"), "a broken plugin")["mine"]
        equal(row["error"]["file"], "own/own.lua", f"where: {row['error']}")
        equal(rows(server, token)["county.two"]["state"], "ready", "one that does not use it")
        server.api("GET", "/policies/mine/rules", token=token)
        house.write(plugins / "own" / "own.lua", good)
        until(server, token, state("mine", "ready"), "mended")


def what_is_due_is_done(options, folder):
    """A stage opens while the server runs, an overdue report is drafted at its start, and a server
    that was stopped makes up for it."""
    work = workspace(options, folder)
    work.run("plan", folder / "policies" / "county" / "two.lua", status=None)
    work.now = "2026-06-30T23:59:50+08:00"
    with Server(work) as server:
        token = sign_up(work, server, "planner", "planner")
        end = time.monotonic() + 40
        planned, version, before = {"number": 1}, 0, None
        while time.monotonic() < end and (planned["number"] == 1 or version <= before):
            planned = server.api("GET", "/policies/county.two/params", token=token).json()["planned"]
            version = server.api("GET", "/session", token=token).json()["version"]
            before = version if planned["number"] == 1 or before is None else before
            time.sleep(0.2)
        equal((planned["number"], planned["status"]), (2, "draft"), "a stage opened, whose day begins after work")
        check(version > before, f"at midnight pages are told: {before}, {version}")
        chores = {"at": None}
        while time.monotonic() < end and (chores["at"] or "") < "2026-06-30T16:00:00Z":
            chores = server.api("GET", "/chores", token=token).json()
            time.sleep(0.2)
        check((chores["at"] or "") >= "2026-06-30T16:00:00Z", f"what is due at midnight ends: {chores}")
        metrics = server.ask("GET", "/metrics").bytes.decode()
        for line in ("xuncha_ledger_sound 1", "xuncha_policies 1", "xuncha_policies_refused 0", "xuncha_chores_failed 0",
                     "xuncha_ticks_lost 0", "xuncha_due_overdue 0"):
            check(line + "\n" in metrics, f"{line} in {metrics[-3000:]}")
        check(server.ask("GET", "/healthz").bytes == b"ok\n", "healthy")
        equal((chores["ledger"]["sound"], chores["items"], chores["due"]), (True, [], []), "chores")
        check(chores["next"] > chores["at"], str(chores))
        server.api("GET", "/chores", status=401)
        server.stop(9)
    equal(sorted(path.name for path in (folder / "checkpoints").iterdir()), ["2026-06.txt", "2026-07.txt"], "checkpoints")


def what_waits_is_told(options, folder):
    """Nothing is published by itself: the office is told what it has to do."""
    work = workspace(options, folder)
    work.run("plan", folder / "policies" / "county" / "two.lua", status=None)
    work.run("approve", "two", "--by", "Li", "--accept-unmet")
    work.now = "2026-07-02T09:00:00+08:00"
    with Server(work) as server:
        token = sign_up(work, server, "planner", "planner")
        inspector = house.read_csv(folder / "register" / "inspectors.csv")[0]["人员编号"]
        other = sign_up(work, server, "inspector", "inspector", "--person", inspector)
        end = time.monotonic() + 30
        chores = {"at": None}
        while time.monotonic() < end and not chores["at"]:
            chores = server.api("GET", "/chores", token=token).json()
            time.sleep(0.1)
        (one,) = chores["items"]
        equal((one["chore"], one["fate"], one["programme"], one["what"]), ("stage", "waits", "two", "autumn"), "it waits")
        check("xuncha replan two" in one["hint"], str(one))
        server.api("GET", "/chores", token=other, status=403)
        server.api("GET", "/policies", token=other, status=403)


def a_broken_ledger_is_told(options, folder):
    import sqlite3
    work = workspace(options, folder)
    with sqlite3.connect(work.db) as database:
        database.execute("UPDATE setting SET value = '990102' WHERE name = 'office'")
        database.execute("DROP TRIGGER ledger_is_not_changed")
        database.execute("UPDATE ledger SET body = replace(body, '990101', '990109') WHERE number = 1")
    with Server(work) as server:
        end = time.monotonic() + 30
        health = b""
        while time.monotonic() < end and b"not hold" not in health:
            health = server.ask("GET", "/healthz").bytes
            time.sleep(0.1)
        check(health.startswith(b"ok\n") and b"the ledger does not hold" in health, str(health))
        check("xuncha_ledger_sound 0\n" in server.ask("GET", "/metrics").bytes.decode(), "metrics")


if __name__ == "__main__":
    house.main([files_are_watched, policies_come_by_hand, plugins_are_watched, what_is_due_is_done, what_waits_is_told,
                a_broken_ledger_is_told])
