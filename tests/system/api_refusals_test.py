"""What the API refuses, operation by operation: nobody, the wrong role, another area, unknown names,
wrong types, what would be an option or a file of the server; in the words of the command line."""
import json
import re

import house
import served
from api_client import Api, document_of
from house import House, check, equal
from openapi_test import command_table

COUNTY = "example-county-2026"
NOW = "2026-01-05T09:00:00+08:00"
ROLES = {
    "admin": {"read_public", "read_own", "read", "read_ledger", "record_own", "record", "plan", "draw", "administer"},
    "planner": {"read_public", "read_own", "read", "read_ledger", "record_own", "record", "plan", "draw"},
    "auditor": {"read_public", "read_own", "read", "read_ledger"},
    "inspector": {"read_public", "read_own", "record_own"},
}
# Names that would break a page, a table or a command line.
HOSTILE = ["<img src=x onerror=alert(1)>", "--reason=x", "=cmd|' /C calc'!A0", "'; DROP TABLE visit; --",
           "a\\b\"c'd`e$(id)${x}%s%n", "\u202eabc", "药" * 80]


class Office:
    """A small county that is planned, and a user of each role."""

    def __init__(self, options, folder):
        self.house = House(options, folder, now=NOW)
        self.house.init()
        place = self.house.generate("--targets", "40", "--people", "8", "--zones", "3")
        self.house.import_all(place)
        self.house.run("plan", self.house.policy())
        self.house.run("approve", COUNTY, "--by", "科长")
        self.document = document_of(options)
        self.table = command_table(options, folder)

    def serve(self):
        return served.Server(self.house)

    def api(self, server, role, *words):
        token = served.sign_up(self.house, server, f"the-{role}", role, *words)
        return Api(server, self.document, token)


def with_office(story):
    def run(options, folder):
        office = Office(options, folder)
        with office.serve() as server:
            story(office, server, options)
    run.__name__ = story.__name__
    return run


def sample(document, schema, deep=0):
    """A value that a schema takes."""
    schema = document.resolve(schema) or {}
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("format") == "date":
        return "2026-03-02"
    kind = schema.get("type")
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    if kind == "array":
        return [sample(document, schema["items"], deep + 1)] * max(1, schema.get("minItems", 1))
    if kind == "object":
        names = schema.get("required", [])
        if not names and isinstance(schema.get("additionalProperties"), dict):
            return {"name": "value"}
        made = {name: sample(document, schema["properties"][name], deep + 1) for name in names}
        return {**made, "text": "x"} if {"text", "base64"} <= set(schema.get("properties", {})) else made
    least = schema.get("minLength", 1)
    for text in ("x1", "09:00", "2026-03-02..2026-03-09", "990101", "1" * 64, "1"):
        if re.search(schema.get("pattern", ""), text) and least <= len(text) <= schema.get("maxLength", 99):
            return text
    return "x" * least


def request_of(document, operation):
    """What an operation needs at least: parameters and body."""
    values = {parameter["name"]: sample(document, parameter["schema"])
              for parameter in document.parameters(operation)
              if parameter["in"] != "header" and parameter.get("required")}
    schema = document.body(operation)
    body = {name: sample(document, schema["properties"][name]) for name in schema.get("required", [])}
    if "x-file" in operation:
        body = b"id,name\n"
    return values, body


def operations(api):
    """Those that run a command, with a request that its schemas take."""
    for name, (_, method, operation) in sorted(api.table.items()):
        if "x-built-in" not in operation:
            values, body = request_of(api.document, operation)
            yield name, method, operation, values, body if "requestBody" in operation else None


def send(api, name, values, body, query="", **more):
    return api.send(name, body=body, query=query, **values, **more)


def error_of(answer):
    return answer.json()["error"]


# ---- Who asks ----

@with_office
def nobody_is_told_to_sign_in(office, server, _):
    nobody = Api(server, office.document)
    for name, _, operation, values, body in operations(nobody):
        answer = send(nobody, name, values, body)
        if "x-public" in operation:
            check(answer.status != 401, f"{name} is public: {answer}")
        else:
            equal((answer.status, error_of(answer)["code"]), (401, "forbidden"), name)
    wrong = Api(server, office.document, "aaaabbbbccccddddeeeeffffgggghhhh")
    equal(wrong.send("listVisits").status, 401, "a token of nobody")
    for path, status in (("/api/v1/nothing", 404), ("/api/v1/visits/x/y/z", 404), ("/api/v1/", 404)):
        equal(server.ask("GET", path).status, status, path)
    equal(server.ask("DELETE", "/api/v1/visits").status, 405, "a method that is not taken")


@with_office
def every_role_may_what_it_may(office, server, _):
    for role in ("planner", "auditor", "inspector"):
        words = ("--person", "R99010100001") if role == "inspector" else ()
        api = office.api(server, role, *words)
        for name, method, operation, values, body in operations(api):
            run = operation["x-run"]
            if "kind" in values:
                values["kind"] = "public"  # the one report that is for everybody
            command = office.table.get(tuple(run[:2])) or office.table[tuple(run[:1])]
            may = command["act"] in ROLES[role]
            if may and (method != "get" or not command["act"].startswith("read")):
                continue  # it would do something
            answer = send(api, name, values, body)
            if answer.status == 202:
                answer = Answered(server.wait(answer, api.token))
            if may:
                check(answer.status != 403 or "may not do this" not in error_of(answer)["message"],
                      f"{role} may {name}: {answer}")
            else:
                check(answer.status in (403, 404), f"{role} may not {name}: {answer}")
                if answer.status == 403:
                    equal(error_of(answer)["code"], "forbidden", f"{role}: {name}")


class Answered:
    """A job's end as if it had been answered at once."""

    def __init__(self, job):
        self.status, self.job = job["status"], job

    def json(self):
        return {"error": self.job["error"]}

    def __str__(self):
        return str(self.job)


@with_office
def another_area_is_not_theirs(office, server, _):
    office.house.run("user", "add", "far", "--role", "admin", "--area", "990101", "--from",
                     house.write(office.house.folder / "pw", "ein langes Passwort 1\n"))
    api = Api(server, office.document, server.sign_in("far", "ein langes Passwort 1", office.house.office))
    for name in ("listVisits", "getRegister", "listProgrammes", "listUsers", "getSettings"):
        answer = api.send(name, office="3202")
        check(answer.status in (403, 404) or answer.json().get("total") == 0, f"{name} of 3202: {answer}")
    equal(api.refused("listTargets", 400, office="../x")["code"], "usage", "an office that is no code")
    equal(api.refused("changeSettings", 403, office="3202", settings={"office_name": "x"})["code"], "forbidden",
          "settings of another office")


# ---- What is asked ----

@with_office
def unknown_names_and_wrong_types(office, server, _):
    api = office.api(server, "admin")
    for name, _, operation, values, body in operations(api):
        answer = send(api, name, values, body, query="unknwon=1")
        equal(answer.status, 400, f"{name} with an unknown parameter: {answer}")
        check("unknwon" in error_of(answer)["message"], f"{name}: {answer}")
        for parameter in api.document.parameters(operation):
            schema = api.document.resolve(parameter["schema"])
            if parameter["in"] == "query" and (schema.get("type") in ("integer", "boolean") or
                                               {"enum", "format", "const"} & set(schema)):
                answer = send(api, name, {**values, parameter["name"]: "nicht das"}, body)
                equal(answer.status, 400, f"{name}, {parameter['name']}: {answer}")
                check(parameter["name"] in error_of(answer)["message"], f"{name}: {answer}")
        if body is None or "x-file" in operation:
            continue
        schema = api.document.body(operation)
        wrong = [(b"[]", None), (b"{", None), (b'{"a":1,"a":2}', None), ({**body, "unknwon": 1}, "unknwon")]
        wrong += [({key: value for key, value in body.items() if key != gone}, gone)
                  for gone in schema.get("required", [])]
        wrong += [({**body, key: [[]]}, key) for key in schema.get("properties", {})]
        for one, key in wrong:
            answer = send(api, name, values, one)
            equal((answer.status, error_of(answer)["code"]), (400, "usage"), f"{name} with {one}: {answer}")
            check(key is None or key in error_of(answer)["message"], f"{name}: '{key}' is not named: {answer}")


@with_office
def lists_have_pages(office, server, _):
    api = office.api(server, "admin")
    for name, _, operation, values, _ in operations(api):
        names = {parameter["name"] for parameter in api.document.parameters(operation)}
        if not {"limit", "after"} <= names:
            continue
        for bad in ({"limit": 0}, {"limit": 2001}, {"limit": "x"}, {"limit": -1}):
            equal(api.send(name, **values, **bad).status, 400, f"{name} {bad}")
    page = api.send("listVisits", limit=7)
    equal((len(page.json()["items"]), page.json()["next"]), (7, "7"), "the first page")
    link = re.fullmatch(r"<(\S+)>; rel=\"next\"", page.headers["Link"])
    follow = server.ask("GET", link.group(1), token=api.token).json()
    equal(follow["items"], api.items("listVisits")[7:14], "the page that Link names")
    equal(api.ask("listVisits", after="999999")["items"], [], "behind the end")


# ---- Errors ----

@with_office
def errors_are_those_of_the_command_line(office, server, _):
    api = office.api(server, "admin")
    me = ("--json", "--as", f"{office.house.office}/the-admin")
    visit = api.ask("listVisits")["items"][0]["id"]
    cases = [
        ("getVisit", {"visit": "v0000"}, ("visit", "show", "v0000")),
        ("getProgramme", {"programme": "keins"}, ("programme", "show", "keins")),
        ("moveVisit", {"visit": visit, "to": "2026-10-01", "reason": "x"},
         ("visit", "move", visit, "--to", "2026-10-01", "--reason", "x")),
        ("changeRegisterEntry", {"entry": "keins", "fields": {"name": "x"}, "reason": "x"},
         ("register", "set", "keins", "name=x", "--reason", "x")),
        ("addLead", {"target": "keins", "source": "complaint", "severity": 1, "summary": "x"},
         ("lead", "add", "--target", "keins", "--source", "complaint", "--severity", "1", "--summary", "x")),
        ("changeSettings", {"settings": {"ofice_name": "x"}}, ("settings", "ofice_name=x")),
        ("listDueDays", {"rule": "lastworkday mont"}, ("calendar", "due", "lastworkday mont")),
        ("listTargets", {"area": "999999"}, ("register", "list", "targets", "--area", "999999")),
    ]
    for lang in ("en", "zh"):
        office.house.lang = lang
        for name, values, words in cases:
            answer = api.send(name, lang=lang, body=None if "requestBody" not in api.table[name][2] else
                              {key: value for key, value in values.items() if key not in ("visit", "entry")}, **{
                                  key: value for key, value in values.items()
                                  if "requestBody" not in api.table[name][2] or key in ("visit", "entry")})
            said = office.house.run(*me, *words, status=None)
            check(said.status != 0, f"{words} should have been refused")
            equal(answer.bytes.decode().strip(), said.err.strip(), f"{name} in {lang}")
            equal(answer.status, {1: 404 if api.table[name][1] == "get" else 409, 2: 400, 3: 422}[said.status], name)
    office.house.lang = "en"
    table = "机构编码,机构名称,机构类型,区划代码\nN1,甲,医院,990101\nN2,乙,医元,990101\n".encode()
    job = api.upload("targets", table, name="../../etc/坏<b>.csv", state="failed", lang="en")
    path = house.write(office.house.folder / "坏<b>.csv", table)
    said = json.loads(office.house.run(*me, "import", "targets", path.name, status=3).err)
    equal(job["error"], said["error"], "a file with a bad row")
    equal((job["status"], job["error"]["line"] > 2, job["error"]["file"]), (422, True, "坏<b>.csv"), "its place")


# ---- What is dangerous ----

@with_office
def nothing_becomes_an_option_or_a_file(office, server, _):
    api = office.api(server, "admin")
    visit = api.ask("listVisits")["items"][0]
    for word in ("--help", "--db=/etc/passwd", "-h", "--", "--as=public", "--now=2020-01-01"):
        for name, values in (("getRegisterEntry", {"entry": word}), ("getProgramme", {"programme": word}),
                             ("explain", {"subject": word}), ("listDueDays", {"rule": word})):
            answer = api.send(name, **values)
            check(answer.status in (400, 404), f"{name} {word}: {answer}")
            check("usage" not in answer.bytes.decode() or name == "listDueDays", f"{name} {word}: {answer}")
        stored = api.ask("addLead", target=visit["target"], source="media", severity=1, summary=word)
        equal(stored["summary"], word, "it is a text")
        moved = api.ask("pinVisit", visit=visit["id"], reason=word)
        equal(moved["effects"][0]["after"]["reason"], word, "it is a reason")
    for bad in ("/etc/passwd", "../../etc/passwd", "county.lua", "/../county"):
        equal(api.send("getRules", policy=bad).status, 404, f"a policy that nobody offers: {bad}")
    told = api.refused("runDraws", 400, programme=COUNTY, stage="annual", values={"dice": "@/etc/passwd"})
    check("root:" not in json.dumps(told), "files of the server stay there")
    for text in ("a\x00b", "a\nb", "a\rb", "\x1b[31m"):
        for name in ("getRegisterEntry", "getProgramme"):
            answer = api.send(name, **{"entry" if "Entry" in name else "programme": text})
            check(answer.status in (400, 404), f"{text!r}: {answer}")
        answer = api.send("addLead", target=visit["target"], source="media", severity=1, summary=text)
        check(answer.status in (400, 422) or api.items("listLeads")[-1]["summary"] == text, f"{text!r}: {answer}")
    equal(server.ask("GET", "/api/v1/visits/%ff", token=api.token).status, 400, "no UTF-8")
    for query in ("person=%zz", "person=" + "x" * 300, "person=a&person=b", "on=2026-03-02&on="):
        equal(server.ask("GET", "/api/v1/visits?" + query, token=api.token).status, 400, query)
    large = server.ask("POST", "/api/v1/leads", b'{"summary":"' + b"x" * (1 << 21) + b'"}', token=api.token)
    equal(large.status, 413, "a body without end")


@with_office
def hostile_names_come_back_unharmed(office, server, _):
    api = office.api(server, "admin")
    rows = [{"id": f"N{i}", "name": name, "kind": "pharmacy", "area": "990101", "address": name}
            for i, name in enumerate(HOSTILE)]
    told = api.upload("targets", json.dumps(rows).encode(), name="rows.json", state="failed")["error"]
    check("U+202E" in told["rows"][0]["message"], f"what turns texts around is refused: {told}")
    api.upload("targets", json.dumps(rows).encode(), name="rows.json", skip_bad=True)
    for row in rows:
        found = api.ask("listTargets", text=row["id"])["items"]
        equal([(one["name"], one["address"]) for one in found if one["id"] == row["id"]],
              [] if "\u202e" in row["name"] else [(row["name"], row["name"])], "to the character")


@with_office
def writes_happen_once(office, server, _):
    api = office.api(server, "admin")
    visit = api.ask("listVisits")["items"][0]
    key = {"Idempotency-Key": "once-1"}
    body = {"target": visit["target"], "source": "media", "severity": 2, "summary": "一次"}
    first = api.send("addLead", body=body, headers=key)
    again = api.send("addLead", body=body, headers=key)
    equal((first.status, again.status, again.json()), (200, 200, {"repeated": True}), "done already")
    equal(len(api.items("listLeads")), 1, "stored once")
    other = api.send("addLead", body={**body, "summary": "另一次"}, headers=key)
    equal(other.status, 422, f"another request under the same key: {other}")
    upload = {"table": "absences", "name": "a.csv", "dry_run": False}
    rows = ["人员编号,开始日期,结束日期,原因\nR99010100001,2026-06-0%d,2026-06-0%d,事假\n" % (day, day)
            for day in (1, 2)]
    key = {"Idempotency-Key": "file-1"}
    jobs = [server.wait(api.send("importFile", body=row.encode(), headers=key, **upload), api.token)
            for row in (rows[0], rows[0], rows[1])]
    equal([job["status"] for job in jobs], [200, 200, 422], f"a file, again, and another one: {jobs}")
    equal(jobs[1]["answer"], {"repeated": True}, "the same file again")
    for bad in ("", "a b", "x" * 65, "钥".encode().decode("latin-1")):
        answer = api.send("addLead", body=body, headers={"Idempotency-Key": bad})
        check(answer.status == 400 or bad == "", f"{bad!r} as a key: {answer}")


@with_office
def pages_of_others_write_nothing(office, server, _):
    api = office.api(server, "admin")
    answer = server.api("POST", "/session", {"office": office.house.office, "name": "the-admin",
                                             "password": served.PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    for word in ("HttpOnly", "SameSite=Strict"):
        check(word in cookie, f"the cookie: {cookie}")
    held = {"Cookie": cookie.split(";")[0]}
    anybody = Api(server, office.document)
    equal(anybody.send("listVisits", headers=held).status, 200, "reading with a cookie")
    visit = api.ask("listVisits")["items"][0]["id"]
    body = {"reason": "x"}
    for origin in ("https://evil.example", "null", f"http://{server.address}.evil.example"):
        answer = anybody.send("pinVisit", visit=visit, body=body, headers={**held, "Origin": origin})
        equal(answer.status, 403, f"a write from {origin}: {answer}")
    equal(anybody.send("pinVisit", visit=visit, body=body, headers=held).status, 403, "a write from nowhere")
    own = {**held, "Origin": f"http://{server.address}"}
    equal(anybody.send("pinVisit", visit=visit, body=body, headers=own).status, 200, "from a page of this server")


@with_office
def answers_are_kept_apart(office, server, _):
    admin = office.api(server, "admin")
    inspector = office.api(server, "inspector", "--person", "R99010100001")
    everything = admin.send("listVisits")
    own = inspector.send("listVisits")
    check(own.json()["total"] < everything.json()["total"], "one's own visits")
    equal(admin.send("listVisits").bytes, everything.bytes, "the same again")
    tag = admin.send("getRegister").headers["ETag"]
    check(tag, "a tag")
    equal(admin.send("getRegister", headers={"If-None-Match": tag}).status, 304, "nothing changed")
    visit = everything.json()["items"][0]["id"]
    admin.ask("pinVisit", visit=visit, reason="固定")
    changed = {row["id"]: row["pinned"] for row in admin.items("listVisits")}
    check(changed[visit], "what changed is seen at once")


if __name__ == "__main__":
    house.main([nobody_is_told_to_sign_in, every_role_may_what_it_may, another_area_is_not_theirs,
                unknown_names_and_wrong_types, lists_have_pages, errors_are_those_of_the_command_line,
                nothing_becomes_an_option_or_a_file, hostile_names_come_back_unharmed, writes_happen_once,
                pages_of_others_write_nothing, answers_are_kept_apart])
