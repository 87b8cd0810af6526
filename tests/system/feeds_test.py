"""Calendars that subscribe to a running server: the bytes of exported files, what HTTP says of them, and what
arrives when something changes."""
import email.utils
import gzip
import re
import statistics
import threading
import time

import house
from house import House, check, equal
from served import Server

PROGRAMME = "example-county-2026"
REVEALED = "2026-12-01T09:00:00+08:00"  # every embargo is over


def planned(options, folder, now=REVEALED, lang="en"):
    work = House(options, folder, lang=lang)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "someone")
    work.now = now
    return work


def subscribe(work, by, key=None):
    """The path of a new feed, and its number."""
    made = work.run("--json", "feed", "create", *([key] if key else []), "--by", by).out
    return re.search(r"/feeds/[a-z2-7]{32}\.ics", made).group(), re.search(r'"id":(\d+)', made).group(1)


def visits_of(work, person):
    return [visit for visit in work.plan_json(PROGRAMME, into=f"plan-{time.monotonic_ns()}")["visits"]
            if person in (one["id"] for one in visit["people"])]


def get(server, path, status=200, **fields):
    answer = server.ask("GET", path, headers={name.replace("_", "-"): value for name, value in fields.items()})
    equal(answer.status, status, f"GET with {fields}")
    return answer


def same_bytes(found, expected, what):
    """Says where they differ instead of printing calendars."""
    lines = zip(found.split(b"\r\n"), expected.split(b"\r\n"))
    differs = next((pair for pair in lines if pair[0] != pair[1]), (len(found), len(expected)))
    check(found == expected, f"{what}: found {differs[0]}, expected {differs[1]}")


def changed_in(data):
    """The newest LAST-MODIFIED of a calendar, as HTTP writes instants."""
    newest = max(re.findall(rb"\r\nLAST-MODIFIED:(\d{8}T\d{6})Z", data)).decode()
    at = time.strptime(newest, "%Y%m%dT%H%M%S")
    return email.utils.format_datetime(email.utils.datetime.datetime(*at[:6], tzinfo=email.utils.datetime.timezone.utc),
                                       usegmt=True)


def the_bytes_are_those_of_files(options, folder):
    for lang in ("en", "zh"):
        work = planned(options, folder / lang, lang=lang)
        work.run("settings", "public_url=https://plans.example.org")
        work.run("export", "ics", "-o", folder / lang / "feeds")
        files = {}
        for kind in ("person", "crew", "area", "office"):
            for path in sorted((folder / lang / "feeds" / kind).glob("*.ics"))[:4]:
                files[subscribe(work, kind, path.stem)[0] if not path.stem.endswith("-tasks")
                      else subscribe(work, "tasks")[0]] = path
        check(len(files) > 8, f"only {len(files)} calendars to compare")
        with Server(work) as server:
            for address, path in files.items():
                same_bytes(get(server, address).bytes, path.read_bytes(), f"{lang}: {path.name} from the server")
                packed = get(server, address, Accept_Encoding="gzip")
                same_bytes(gzip.decompress(packed.bytes), path.read_bytes(), f"{lang}: {path.name} as gzip")
        tokens = [re.search(r"[a-z2-7]{32}", address).group() for address in files]
        check(not any(token in line for token in tokens for line in server.log), "a token stands in the log")
        check(any('"/feeds/{token}"' in line for line in server.log), "the log does not name the route")


def http_says_what_clients_need(options, folder):
    work = planned(options, folder)
    path = subscribe(work, "person", "R99010100001")[0]
    with Server(work) as server:
        first = get(server, path)
        head = first.headers
        equal(head.get_all("Content-Type"), ["text/calendar; charset=utf-8"], "type")
        equal(head.get_all("Vary"), ["Accept-Encoding"], "Vary")
        equal(head.get_all("X-Content-Type-Options"), ["nosniff"], "nosniff")
        equal(head.get_all("Referrer-Policy"), ["no-referrer"], "referrer")
        equal(head.get_all("X-Robots-Tag"), ["noindex"], "robots")
        check("private" in head["Cache-Control"] and "no-store" not in head["Cache-Control"], head["Cache-Control"])
        check(head["Content-Disposition"] is None, "a calendar is no attachment")
        check(head["Set-Cookie"] is None, "a calendar sets no cookie")
        tag, changed = head["ETag"], head["Last-Modified"]
        check(re.fullmatch(r'"[^"]+"', tag), f"{tag} is no strong tag")
        equal(changed, changed_in(first.bytes), "Last-Modified")
        again = get(server, path)
        same_bytes(again.bytes, first.bytes, "asked again")
        equal([field for field in again.headers.items() if field[0] != "Date"],
              [field for field in head.items() if field[0] != "Date"], "fields, asked again")
        only = server.ask("HEAD", path)
        equal([field for field in only.headers.items() if field[0] != "Date"],
              [field for field in head.items() if field[0] != "Date"], "fields of HEAD")
        equal(only.bytes, b"", "the body of HEAD")
        for fields, status in (
                ({"If_None_Match": tag}, 304), ({"If_None_Match": "W/" + tag}, 304), ({"If_None_Match": "*"}, 304),
                ({"If_None_Match": f'"x", W/"y,z" ,{tag}'}, 304), ({"If_None_Match": '"x"'}, 200),
                ({"If_None_Match": tag, "Cache_Control": "no-cache", "Pragma": "no-cache"}, 304),
                ({"If_Modified_Since": changed}, 304),
                ({"If_Modified_Since": "Fri, 01 Jan 2010 00:00:00 GMT"}, 200), ({"If_Modified_Since": "soon"}, 200),
                ({"If_None_Match": '"x"', "If_Modified_Since": changed}, 200),
                ({"If_None_Match": tag, "If_Modified_Since": "Fri, 01 Jan 2010 00:00:00 GMT"}, 304)):
            answer = get(server, path, status, **fields)
            equal(answer.headers["ETag"], tag, f"ETag with {fields}")
            equal(answer.headers["Cache-Control"], head["Cache-Control"], f"Cache-Control with {fields}")
            equal(answer.bytes == b"", status == 304, f"no body with {fields}")
        packed = get(server, path, Accept_Encoding="gzip, deflate, br")
        equal(packed.headers["Content-Encoding"], "gzip", "coding")
        check(packed.headers["ETag"] != tag, "another representation has another tag")
        check(len(packed.bytes) * 4 < len(first.bytes), f"{len(packed.bytes)} of {len(first.bytes)} bytes")
        get(server, path, 304, Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])
        get(server, path, 200, If_None_Match=packed.headers["ETag"])
        for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND"):
            answer = server.ask(method, path)
            equal((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"), method)
        same_bytes(get(server, path + "?nocache=17").bytes, first.bytes, "a client that adds a number")


def what_changes_arrives_at_once(options, folder):
    work = planned(options, folder, now="2026-02-27T09:00:00+08:00")
    person = "R99010100001"
    visits = [visit for visit in visits_of(work, person) if visit["date"] > "2026-03-05"]
    path = subscribe(work, "person", person)[0]
    office = subscribe(work, "office")[0]
    other = subscribe(work, "crew", "990101第九组")[0]
    moved, gone = visits[:2]
    with Server(work) as server:
        first, all_first, nothing = get(server, path), get(server, office), get(server, other)
        before = {entry["DTSTART"]: entry for entry in entries(folder, first.bytes)}
        said = work.run("visit", "move", moved["id"], "--to", visits[4]["date"], "--reason", "停电", status=None)
        if said.status != 0:
            to = re.search(r"; (\d{4}-\d\d-\d\d) would keep every rule", said.err).group(1)
            work.run("visit", "move", moved["id"], "--to", to, "--reason", "停电")
        second = get(server, path, If_None_Match=first.headers["ETag"])
        work.run("visit", "cancel", gone["id"], "--reason", "关门")
        third = get(server, path, If_None_Match=second.headers["ETag"])
        after = entries(folder, third.bytes)
        equal(len(after), len(before), "entries")
        cancelled = [entry for entry in after if entry["STATUS"] == "CANCELLED"]
        equal(len(cancelled), 1, "cancelled entries")
        check(int(cancelled[0]["SEQUENCE"]) > int(before[cancelled[0]["DTSTART"]]["SEQUENCE"]), "SEQUENCE rises")
        check(get(server, office).headers["ETag"] != all_first.headers["ETag"], "the office's calendar changes, too")
        get(server, other, 304, If_None_Match=nothing.headers["ETag"])
        work.run("export", "ics", "--by", "person", "-o", folder / "now")
        same_bytes(third.bytes, (folder / "now" / "person" / f"{person}.ics").read_bytes(), "the exported file")
    with Server(work) as server:  # tags and dates outlive the server
        answer = get(server, path, 304, If_None_Match=third.headers["ETag"])
        equal(answer.headers["ETag"], third.headers["ETag"], "after a new start")


def entries(folder, data):
    path = folder / f"calendar-{time.monotonic_ns()}.ics"
    path.write_bytes(data)
    return house.events(path)


def an_embargo_ends_in_front_of_subscribers(options, folder):
    work = planned(options, folder, now="2026-01-20T00:00:00+08:00")
    person = "R99010100001"
    secret = min((visit for visit in visits_of(work, person) if (visit["embargo_until"] or "") > "2026-02"),
                 key=lambda visit: visit["embargo_until"])
    path = subscribe(work, "person", person)[0]
    end = email.utils.datetime.datetime.fromisoformat(secret["embargo_until"].replace("Z", "+00:00"))
    work.now = (end - email.utils.datetime.timedelta(seconds=4)).isoformat()
    with Server(work) as server:
        first = get(server, path)
        check(secret["target_name"].encode() not in unfolded(first.bytes), "shown before the embargo's end")
        get(server, path, 304, If_None_Match=first.headers["ETag"])
        time.sleep(5)
        second = get(server, path, If_None_Match=first.headers["ETag"])
        check(secret["target_name"].encode() in unfolded(second.bytes), "still hidden")
    work.now = (end + email.utils.datetime.timedelta(seconds=5)).isoformat()
    work.run("export", "ics", "--by", "person", "-o", folder / "feeds")
    same_bytes(second.bytes, (folder / "feeds" / "person" / f"{person}.ics").read_bytes(), "the exported file")


def what_was_cancelled_is_forgotten(options, folder):
    work = planned(options, folder, now="2026-03-02T09:00:00+08:00")
    person = "R99010100001"
    gone = next(visit for visit in visits_of(work, person) if visit["date"] > "2026-03-05")
    work.run("visit", "cancel", gone["id"], "--reason", "关门")
    path = subscribe(work, "person", person)[0]
    work.now = "2026-04-01T08:59:56+08:00"  # 30 days later, less four seconds
    with Server(work) as server:
        first = get(server, path)
        equal(first.bytes.count(b"STATUS:CANCELLED"), 1, "cancelled entries")
        time.sleep(5)
        second = get(server, path, If_None_Match=first.headers["ETag"])
        equal(second.bytes.count(b"STATUS:CANCELLED"), 0, "cancelled entries, 30 days later")
        time.sleep(1.1)  # a second that is not over names no date yet
        since = email.utils.parsedate_to_datetime(first.headers["Last-Modified"])
        check(email.utils.parsedate_to_datetime(get(server, path).headers["Last-Modified"]) > since,
              "who asks by date alone would not learn that an entry is gone")


def unfolded(data):
    return data.replace(b"\r\n ", b"")


def nobody_learns_that_something_is_planned(options, folder):
    """A draft, and no plan at all: calendars of inspectors and crews are the same, and cost the same."""
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    person = "R99010100001"
    paths = [subscribe(work, "person", person)[0], subscribe(work, "crew", "990101第一组")[0],
             subscribe(work, "person", "R99010100002")[0]]
    with Server(work) as server:
        before = [(get(server, path).bytes, get(server, path).headers.items()) for path in paths]
        work.run("plan", work.policy())
        after = [(get(server, path).bytes, get(server, path).headers.items()) for path in paths]
        for (old, old_head), (new, new_head) in zip(before, after):
            same_bytes(new, old, "a calendar while the plan is a draft")
            equal([field for field in new_head if field[0] != "Date"],
                  [field for field in old_head if field[0] != "Date"], "its fields")
        busy, idle = [], []
        none = subscribe(work, "crew", "990101第九组")[0]
        equal(len(get(server, none).bytes), len(get(server, paths[1]).bytes), "bytes of a crew that there is not")
        for _ in range(100):
            for path, times in ((paths[1], busy), (none, idle)):
                start = time.perf_counter()
                get(server, path)
                times.append(time.perf_counter() - start)
        check(1 / 3 < statistics.median(busy) / statistics.median(idle) < 3,
              f"{statistics.median(busy)} s and {statistics.median(idle)} s")


def addresses_that_ended_look_like_wrong_ones(options, folder):
    work = planned(options, folder)
    path, number = subscribe(work, "person", "R99010100001")
    with Server(work) as server:
        first = get(server, path)
        rotated = re.search(r"/feeds/[a-z2-7]{32}\.ics", work.run("--json", "feed", "rotate", number).out).group()
        gone = get(server, path, 404, If_None_Match=first.headers["ETag"])
        same_bytes(get(server, rotated).bytes, first.bytes, "at the new address")
        work.run("feed", "revoke", number)
        revoked = get(server, rotated, 404)
        wrong = get(server, "/feeds/" + "a" * 32 + ".ics", 404)
        for answer in (revoked, gone):
            equal((answer.bytes, [field for field in answer.headers.items() if field[0] != "Date"]),
                  (wrong.bytes, [field for field in wrong.headers.items() if field[0] != "Date"]), "an old address")
        for odd in ("/feeds/", "/feeds/.ics", "/feeds/<b>.ics", "/feeds/" + "a" * 3000 + ".ics", "/feeds/%00.ics",
                    "/feeds/../../etc/passwd", "/feeds/" + "a" * 32):
            answer = server.ask("GET", odd)
            check(answer.status in (400, 404) and b"<b>" not in answer.bytes and b"aaaa" not in answer.bytes,
                  f"{odd[:40]}: {answer}")
        token = re.search(r"[a-z2-7]{32}", path).group()
        check(not any(token in line for line in server.log), "the log has a token")
        statuses = [server.ask("GET", f"/feeds/{'b' * 30}{chr(97 + i // 26)}{chr(97 + i % 26)}.ics").status
                    for i in range(40)]
        equal(statuses[-1], 429, "after many wrong addresses")
        path = subscribe(work, "crew", "990101第一组")[0]
        get(server, path)


def nobody_gets_what_was_true_before(options, folder):
    """While many ask, settings change: whoever asks after a change was stored sees it."""
    work = planned(options, folder)
    paths = [subscribe(work, "person", f"R9901010000{i}")[0] for i in range(1, 5)]
    wrong, stop, stored = [], threading.Event(), [60]

    def ask(server, path):
        connection = server.connect()
        while not stop.is_set():
            least = stored[0]
            answer = server.ask("GET", path, connection=connection)
            minutes = int(re.search(rb"REFRESH-INTERVAL;VALUE=DURATION:PT(\d+)M", answer.bytes).group(1))
            if minutes < least:
                wrong.append((least, minutes))
        connection.close()

    with Server(work) as server:
        work.run("settings", "refresh_minutes=61")
        stored[0] = 61
        threads = [threading.Thread(target=ask, args=(server, path)) for path in paths]
        for thread in threads:
            thread.start()
        for minutes in [number for number in range(62, 100) if number % 60]:
            work.run("settings", f"refresh_minutes={minutes}")
            stored[0] = minutes
        stop.set()
        for thread in threads:
            thread.join()
    equal(wrong, [], "minutes that were stored, and older ones that came")


if __name__ == "__main__":
    house.main([the_bytes_are_those_of_files, http_says_what_clients_need, what_changes_arrives_at_once,
                an_embargo_ends_in_front_of_subscribers, what_was_cancelled_is_forgotten,
                nobody_learns_that_something_is_planned, addresses_that_ended_look_like_wrong_ones,
                nobody_gets_what_was_true_before])
