"""Real calendar programs subscribe to the server over the loopback address; a visit that is moved and one that is
cancelled arrive in each. What is not installed is skipped and says so."""
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import house
from feeds_test import PROGRAMME, get, same_bytes, subscribe, visits_of
from house import House, check, equal
from served import Server
from subscribe_test import KHAL, VDIRSYNCER, tool

PERSON = "R99010100001"
NOW = "2026-02-27T09:00:00+08:00"


def planned(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "200", "--people", "4", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "someone")
    work.now = NOW
    return work


def change(work):
    """Moves a visit of March and cancels another: their days before, and the day after."""
    march = [visit for visit in visits_of(work, PERSON) if visit["date"] > "2026-03-05"]
    moved, gone = march[:2]
    to = march[4]["date"]
    said = work.run("visit", "move", moved["id"], "--to", to, "--reason", "停电", status=None)
    if said.status != 0:
        to = re.search(r"; (\d{4}-\d\d-\d\d) would keep every rule", said.err).group(1)
        work.run("visit", "move", moved["id"], "--to", to, "--reason", "停电")
    work.run("visit", "cancel", gone["id"], "--reason", "关门")
    return gone["date"], to


def starts(work):
    """When each entry of the person begins, as the plan has it; cancelled ones too."""
    return sorted(f"{visit['date']} {visit['start']}" for visit in visits_of(work, PERSON))


def vdirsyncer_and_khal(options, folder):
    vdirsyncer, khal = house.need("vdirsyncer"), house.need("khal")
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]
    (folder / "synced").mkdir()

    def sync():
        said = tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "sync")
        listed = tool(folder, khal, "-c", folder / "khal.conf", "list", "--format", "{start-date} {start-time} {title}",
                      "--day-format", "", "2026-01-01", "2027-01-01")
        return said, sorted(line for line in listed.splitlines() if line.strip())

    with Server(work) as server:
        house.write(folder / "vdirsyncer.conf", VDIRSYNCER.format(folder=folder, url=server.url + path))
        house.write(folder / "khal.conf", KHAL.format(folder=folder))
        tool(folder, vdirsyncer, "-c", folder / "vdirsyncer.conf", "discover", answer=b"y\n" * 5)
        _, rows = sync()
        equal([row[:16] for row in rows], starts(work), "what khal shows")
        said, _ = sync()
        check("Copying" not in said and "Deleting" not in said,
              f"nothing had changed, and yet vdirsyncer said:\n{said}")
        gone, to = change(work)
        said, rows = sync()
        equal((said.count("Copying"), said.count("Deleting")), (2, 2), f"entries that vdirsyncer replaced:\n{said}")
        equal([row[:16] for row in rows], starts(work), "what khal shows afterwards")
        equal([row[:10] for row in rows if "Cancelled" in row], [gone], "cancelled entries")
        check(any(row.startswith(to) for row in rows), f"nothing on {to}")


def certificate(folder):
    """A certificate of its own authority for 127.0.0.1: authority, certificate, key."""
    openssl = house.need("openssl")
    ca, cert, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    for words in (("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                   folder / "ca.key", "-out", ca, "-days", "3", "-subj", "/CN=Test Authority"),
                  ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                   folder / "cert.csr", "-subj", "/CN=127.0.0.1"),
                  ("x509", "-req", "-in", folder / "cert.csr", "-CA", ca, "-CAkey", folder / "ca.key", "-days", "2",
                   "-out", cert, "-extfile", house.write(folder / "names", "subjectAltName=IP:127.0.0.1\n"))):
        subprocess.run([openssl, *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    key.chmod(0o600)
    return ca, cert, key


def curl_over_tls(options, folder):
    curl = house.need("curl")
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]
    ca, cert, key = certificate(folder)

    def fetch(url, *words, status="200"):
        said = tool(folder, curl, "--silent", "--show-error", "--max-time", "30", "--cacert", ca, "-o",
                    folder / "got.ics", "-w", "%{http_code} %{size_download}", *words, url)
        equal(said.split()[0], status, f"curl {words}")
        return int(said.split()[1])

    with Server(work, "--tls-cert", cert, "--tls-key", key) as server:
        url = server.url.replace("http:", "https:") + path
        whole = fetch(url, "--etag-save", folder / "tag")
        first = (folder / "got.ics").read_bytes()
        work.run("export", "ics", "--by", "person", "-o", folder / "feeds")
        same_bytes(first, (folder / "feeds" / "person" / f"{PERSON}.ics").read_bytes(), "what curl fetched")
        equal(fetch(url, "--etag-compare", folder / "tag", status="304"), 0, "bytes that curl got again")
        fetch(url, "--time-cond", "Fri, 27 Feb 2026 00:00:00 GMT", status="304")
        check(fetch(url, "--compressed") * 4 < whole, "gzip")
        same_bytes((folder / "got.ics").read_bytes(), first, "what curl unpacked")
        fetch(url, "--head")
        fetch(url, "--data", "x", status="405")
        gone, to = change(work)
        fetch(url, "--etag-compare", folder / "tag")
        found = house.events(folder / "got.ics")
        equal([entry["STATUS"] for entry in found if gone.replace("-", "") in entry["DTSTART"]].count("CANCELLED"), 1,
              "the visit that was cancelled")
        check(any(to.replace("-", "") in entry["DTSTART"] and entry["SEQUENCE"] != "0" for entry in found),
              f"none on {to}")


def libraries_of_python(options, folder):
    """What DAVx5-like programs and small tools build on."""
    try:
        import icalendar  # pylint: disable=import-outside-toplevel
        import vobject  # pylint: disable=import-outside-toplevel,import-error
    except ImportError as missing:
        raise house.Skipped(str(missing)) from missing
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]

    def read(server):
        data = get(server, path).bytes
        one = sorted(event.decoded("dtstart").strftime("%Y-%m-%d %H:%M")
                     for event in icalendar.Calendar.from_ical(data).walk("VEVENT"))
        other = sorted(event.dtstart.value.strftime("%Y-%m-%d %H:%M")
                       for event in vobject.readOne(data.decode("utf-8")).contents["vevent"])
        equal(one, other, "beginnings, as icalendar and vobject read them")
        return one

    with Server(work) as server:
        equal(read(server), starts(work), "beginnings")
        change(work)
        equal(read(server), starts(work), "beginnings afterwards")


def calcurse(options, folder):
    program = house.need("calcurse")
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]

    def imported(server, name):
        (folder / "fetched.ics").write_bytes(get(server, path).bytes)
        place = folder / name
        place.mkdir()
        words = (program, "-D", place, "-C", place)
        tool(folder, *words, "--import", folder / "fetched.ics", "--quiet")
        listed = tool(folder, *words, "-Q", "--input-datefmt", "4", "--from", "2026-01-01", "--to", "2026-12-31",
                      "--filter-type", "apt", "--format-apt", "%(start:%Y-%m-%d %H:%M) %m\\n")
        return sorted(line for line in listed.splitlines() if re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d ", line))

    with Server(work) as server:
        equal([row[:16] for row in imported(server, "first")], starts(work), "what calcurse shows")
        gone, _ = change(work)
        rows = imported(server, "second")
        equal([row[:16] for row in rows], starts(work), "what calcurse shows afterwards")
        equal([row[:10] for row in rows if "Cancelled" in row], [gone], "cancelled entries")


def beside(name):
    return str(pathlib.Path(__file__).with_name(name))


def engine_follows(work, server, command, environment):
    """A program beside this one that keeps a calendar: what it shows before and after a change."""
    with subprocess.Popen(command, cwd=work.folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as engine:
        def refresh():
            engine.stdin.write("refresh\n")
            engine.stdin.flush()
            line = engine.stdout.readline()
            check(line, "the engine ended: " + ("" if line else engine.stderr.read()[-2000:]))
            return json.loads(line)
        rows = refresh()
        equal([row["start"] for row in rows], starts(work), "what it shows")
        gone, to = change(work)
        rows = refresh()
        equal([row["start"] for row in rows], starts(work), "what it shows afterwards")
        equal([row["start"][:10] for row in rows if row["status"] == "CANCELLED"], [gone], "cancelled entries")
        check(any(row["start"].startswith(to) for row in rows), f"nothing on {to}")
        time.sleep(1.2)  # the log is written once a second
        asked = len(server.log)
        equal(refresh(), rows, "the same again")
        engine.stdin.close()
        engine.wait(30)
    time.sleep(1.2)
    return "".join(server.log[asked:])


def environment_of(folder):
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8",
            "TZ": "Asia/Shanghai", "XDG_RUNTIME_DIR": str(folder), "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local", "no_proxy": "127.0.0.1"}


def evolution(options, folder):
    """The engine of Evolution and of GNOME's calendar, without its windows."""
    bus = house.need("dbus-run-session")
    if not pathlib.Path("/usr/libexec/evolution-calendar-factory").exists():
        raise house.Skipped("evolution-data-server is not installed")
    probe = "import gi; gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"
    if subprocess.run([sys.executable, "-c", probe], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        raise house.Skipped("gir1.2-ecal-2.0 or python3-gi is not installed")
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]
    with Server(work) as server:
        said = engine_follows(work, server,
                              [bus, "--", sys.executable, "-B", beside("evolution.py"), server.url + path],
                              environment_of(folder))
    check('"status":304' in said, f"Evolution did not get a 304:\n{said}")


def thunderbird(options, folder):
    program = house.need("thunderbird")
    work = planned(options, folder)
    path = subscribe(work, "person", PERSON)[0]
    with Server(work) as server:
        engine_follows(work, server,
                       [sys.executable, "-B", beside("thunderbird.py"), program, str(folder), server.url + path],
                       environment_of(folder))


if __name__ == "__main__":
    house.main([vdirsyncer_and_khal, curl_over_tls, libraries_of_python, calcurse, evolution, thunderbird])
