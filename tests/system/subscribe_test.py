"""Calendar programs subscribe to an exported feed: vdirsyncer fetches it from a server on the
loopback address, khal and python3-vobject read it, before and after the plan is approved anew."""
import functools
import http.server
import importlib.util
import os
import re
import subprocess
import threading

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"
VDIRSYNCER = """[general]
status_path = "{folder}/status"
[pair feed]
a = "local"
b = "remote"
collections = null
[storage local]
type = "filesystem"
path = "{folder}/synced"
fileext = ".ics"
[storage remote]
type = "http"
url = "{url}"
"""
KHAL = """[calendars]
[[feed]]
path = {folder}/synced
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Server:
    """Serves a folder on 127.0.0.1 while the block runs."""

    def __init__(self, folder):
        handler = functools.partial(Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=10)


def tool(folder, *words, answer=b""):
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder),
                   "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "XDG_CONFIG_HOME": str(folder / "config"),
                   "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache"),
                   "no_proxy": "127.0.0.1"}
    done = subprocess.run([str(word) for word in words], cwd=folder, env=environment, input=answer,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                          check=False)
    said = done.stdout.decode("utf-8", "replace")
    check(done.returncode == 0, f"{' '.join(map(str, words))}: {said[-2000:]}")
    return said


def exported(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "someone")
    work.now = "2026-12-01T09:00:00+08:00"  # every embargo is over
    work.run("export", "ics", "-o", folder / "feeds")
    return work


def visits_of(plan, person):
    return [visit for visit in plan["visits"]
            if person in (one["id"] for one in visit["people"])]


def vdirsyncer_and_khal_show_every_visit(options, folder):
    vdirsyncer, khal = house.need("vdirsyncer"), house.need("khal")
    work = exported(options, folder)
    person = "R99010100001"
    visits = visits_of(work.plan_json(PROGRAMME), person)
    check(len(visits) > 20, f"only {len(visits)} visits to look at")
    (folder / "synced").mkdir()
    with Server(folder / "feeds") as url:
        house.write(folder / "vdirsyncer.conf", VDIRSYNCER.format(
            folder=folder, url=f"{url}/person/{person}.ics"))
        house.write(folder / "khal.conf", KHAL.format(folder=folder))
        tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "discover", answer=b"y\n" * 5)
        tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "sync")
        items = sorted((folder / "synced").glob("*.ics"))
        equal(len(items), len(visits), "entries that vdirsyncer made")
        said = tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "sync")
        check("Copying" not in said and "Deleting" not in said,
              f"nothing had changed, and yet vdirsyncer said:\n{said}")
        work.run("export", "ics", "-o", folder / "feeds")  # the same again: same bytes
        said = tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "sync")
        check("Copying" not in said and "Deleting" not in said,
              f"an unchanged plan was exported anew, and vdirsyncer said:\n{said}")
    listed = tool(folder, khal, "-c", folder / "khal.conf", "list", "--format",
                  "{start-date} {start-time} {end-time} {title}", "--day-format", "",
                  "2026-01-01", "2027-01-01")
    rows = [line for line in listed.splitlines() if line.strip()]
    equal(len(rows), len(visits), "entries that khal lists")
    equal(sorted(row[:16] for row in rows),
          sorted(f"{visit['date']} {visit['start']}" for visit in visits), "starting times in khal")
    for visit in visits:
        check(any(visit["target_name"] in row and row.startswith(visit["date"]) for row in rows),
              f"{visit['target_name']} is not in khal's list")


def a_month_that_is_handed_out_again_doubles_nothing(options, folder):
    """Without a subscription: files of a month, imported into khal one after the other as changes come in."""
    khal = house.need("khal")
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "someone")
    work.now = "2026-02-27T09:00:00+08:00"
    person = "R99010100001"
    (folder / "synced").mkdir()
    config = house.write(folder / "khal.conf", KHAL.format(folder=folder) + "[default]\ndefault_calendar = feed\n")

    def months():
        return {month: [visit for visit in visits_of(work.plan_json(PROGRAMME, into=f"plan-{work.now[:13]}"), person)
                        if visit["date"].startswith(month)] for month in ("2026-03", "2026-04")}

    def hand_out(name, *which):
        for month in which:
            work.run("export", "ics", "--by", "person", "--window", f"{month}-01..{month}-{30 + (month[-1] == '3')}",
                     "-o", folder / name / month)
            tool(folder, khal, "-c", config, "import", "--batch", folder / name / month / "person" / f"{person}.ics")
        listed = tool(folder, khal, "-c", config, "list", "--format", "{start-date} {title}", "--day-format", "",
                      "2026-03-01", "2026-05-01")
        return sorted(line for line in listed.splitlines() if line.strip())

    before = months()
    shown = hand_out("first", "2026-03", "2026-04")
    both = before["2026-03"] + before["2026-04"]
    equal([line[:10] for line in shown], sorted(visit["date"] for visit in both), "entries")
    moved, gone = before["2026-03"][:2]
    work.now = "2026-03-01T09:00:00+08:00"
    said = work.run("visit", "move", moved["id"], "--to", before["2026-04"][0]["date"], "--reason", "停电", status=1)
    to = re.search(r"; (2026-04-\d\d) would keep every rule", said.err).group(1)
    work.run("visit", "move", moved["id"], "--to", to, "--reason", "停电")
    work.run("visit", "cancel", gone["id"], "--reason", "关门")
    days = sorted([visit["date"] for visit in both if visit is not moved] + [to])
    for name, which in (("april", ("2026-04",)), ("march", ("2026-03",)), ("again", ("2026-03", "2026-04"))):
        shown = hand_out(name, *which)
        equal([line[:10] for line in shown], days, f"{name}: entries")
    equal([line[:10] for line in shown if "Cancelled" in line], [gone["date"]], "the visit that was cancelled")


def vobject_reads_every_feed(options, folder):
    if importlib.util.find_spec("vobject") is None:
        raise house.Skipped("python3-vobject is not installed")
    import vobject  # pylint: disable=import-outside-toplevel,import-error
    work = exported(options, folder)
    plan = work.plan_json(PROGRAMME)
    feeds = sorted((folder / "feeds").rglob("*.ics"))
    check(len(feeds) > 10, f"only {len(feeds)} feeds")
    for path in feeds:
        calendar = vobject.readOne(path.read_text(encoding="utf-8"))
        equal(len(calendar.contents.get("vevent", [])), len(house.events(path)),
              f"entries of {path.name}")
    person = vobject.readOne((folder / "feeds" / "person" / "R99010100001.ics")
                             .read_text(encoding="utf-8"))
    equal(sorted(event.dtstart.value.strftime("%Y-%m-%d %H:%M")
                 for event in person.contents["vevent"]),
          sorted(f"{visit['date']} {visit['start']}"
                 for visit in visits_of(plan, "R99010100001")), "starting times")


def feeds_are_as_first_rate_feeds_are(options, folder):
    work = exported(options, folder)
    feeds = sorted((folder / "feeds").rglob("*.ics"))
    for path in feeds:
        data = path.read_bytes()
        name = path.name
        check(not data.startswith(b"\xef\xbb\xbf"), f"{name}: a BOM")
        check(data.endswith(b"END:VCALENDAR\r\n"), f"{name}: its end")
        equal(data.count(b"\n"), data.count(b"\r\n"), f"{name}: line ends")
        for line in data.split(b"\r\n"):
            check(len(line) <= 75, f"{name}: a line of {len(line)} octets")
            line.decode("utf-8")  # folded on borders of characters
        for word in (b"PRODID", b"X-WR-CALNAME", b"REFRESH-INTERVAL", b"X-PUBLISHED-TTL"):
            equal(data.count(b"\r\n" + word), 1, f"{name}: {word.decode()}")
        check(b"\r\nMETHOD" not in data and b"X-LIC-ERROR" not in data, f"{name}: METHOD")
        check(len(data) <= 1_000_000, f"{name}: {len(data)} bytes")
        zones = data.count(b"BEGIN:VTIMEZONE")
        equal(zones > 0, b"TZID=" in data, f"{name}: a time zone that is used, and none else")
        found = house.events(path)
        equal(len({entry["UID"] for entry in found}), len(found), f"{name}: UIDs")
        for entry in found:
            for word in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "SUMMARY",
                         "STATUS"):
                check(word in entry, f"{name}: {entry.get('UID')} has no {word}")
            check(len(entry["UID"]) <= 255, f"{name}: a long UID")
            check("990101" not in entry["UID"], f"{name}: a UID that tells where")
    before = house.tree_digests(folder / "feeds")
    work.run("export", "ics", "-o", folder / "again")
    equal(house.tree_digests(folder / "again"), before, "feeds exported twice")


def entries_link_to_their_visits(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "someone")
    work.run("settings", "public_url=https://plans.example.org/office/", "refresh_minutes=240")
    work.now = "2026-03-02T09:00:00+08:00"  # some visits are still secret
    work.run("export", "ics", "-o", folder / "feeds")
    person = "R99010100001"
    visits = visits_of(work.plan_json(PROGRAMME), person)
    path = folder / "feeds" / "person" / f"{person}.ics"
    found = house.events(path)
    equal(len(found), len(visits), "entries")
    shown = [entry for entry in found if "LOCATION" in entry]
    for entry in shown:
        visit = next(one for one in visits if one["id"] in entry["DESCRIPTION"])
        equal(entry["URL"], f"https://plans.example.org/office/#/visits/{visit['id']}", "the address of a visit")
    check(any("URL" in entry for entry in found), "no entry has an address")
    check(not any("URL" in entry for entry in found if entry not in shown), "a secret visit has an address")
    equal(path.read_bytes().count(b":PT240M\r\n") + path.read_bytes().count(b":PT4H\r\n"), 2, "when to look again")
    for wrong in ("plans.example.org", "https://", "https:///x", "ftp://example.org", "https://a b", "https://x/?a=1",
                  "https://x/#", "https://杭州.cn", 'https://"x"'):
        work.run("settings", f"public_url={wrong}", status=2)


if __name__ == "__main__":
    house.main([vdirsyncer_and_khal_show_every_visit,
                a_month_that_is_handed_out_again_doubles_nothing, vobject_reads_every_feed,
                feeds_are_as_first_rate_feeds_are, entries_link_to_their_visits])
