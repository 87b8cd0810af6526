"""Asks the API by the ids of its operations, and holds every answer against the document."""
import csv
import io
import json
import time
import urllib.parse
import zipfile

import served
from api_schema import Document
from house import Failed, check, equal

JSON, LINES, ZIP = "application/json", "application/x-ndjson", "application/zip"


class Api:
    """One user's view of a running server. seen: operation → statuses that were answered."""

    def __init__(self, server, document, token=None, seen=None):
        self.server, self.document, self.token = server, document, token
        self.seen = {} if seen is None else seen
        self.table = {operation["operationId"]: (path, method, operation)
                      for path, method, operation in document.operations()}

    def as_user(self, token):
        return Api(self.server, self.document, token, self.seen)

    def address(self, name, values, /):
        """The path with its parameters in it, and what is left of the values."""
        path, _, operation = self.table[name]
        left = dict(values)
        for parameter in self.document.parameters(operation):
            if parameter["in"] == "path":
                value = urllib.parse.quote(str(left.pop(parameter["name"])), safe="")
                path = path.replace("{%s}" % parameter["name"], value)
        return "/api/v1" + path, left

    def send(self, name, /, body=None, headers=None, query="", **values):
        """The answer of an operation. Values are parameters, or properties of its body."""
        path, method, operation = self.table[name]
        path, left = self.address(name, values)
        known = {one["name"] for one in self.document.parameters(operation) if one["in"] == "query"}
        asked = {key: left.pop(key) for key in list(left) if key in known}
        asked = {key: str(value).lower() if isinstance(value, bool) else value
                 for key, value in asked.items()}
        query = "&".join(filter(None, (urllib.parse.urlencode(asked), query)))
        if body is None and "requestBody" in operation:
            body = left
        elif body is None and left:
            raise KeyError(f"{name} has no parameters {sorted(left)}")
        answer = self.server.ask(method.upper(), path + ("?" + query if query else ""), body,
                                 headers, self.token)
        self.seen.setdefault(name, set()).add(answer.status)
        self.judge(name, operation, answer)
        return answer

    def judge(self, name, operation, answer):
        """The answer is one that the document promises."""
        status = answer.status
        if status == 304:
            return
        check(str(status) in operation["responses"] or status >= 400,
              f"{name}: {status} is not in the document: {answer}")
        schema, kind = self.document.answer(operation, status)
        found = (answer.headers.get("Content-Type") or "").split(";")[0]
        if status >= 400:
            check(found == JSON, f"{name}: a refusal is JSON, not {found}: {answer}")
        elif kind == "application/octet-stream" or kind is None:
            return
        equal(found, kind, f"{name}: content type of {status}")
        if found == JSON and method_writes(operation) and answer.json() == {"repeated": True}:
            return
        if found == JSON:
            wrong = self.document.check(schema, answer.json(), name)
            check(not wrong, f"{name}, status {status}: " + "\n  ".join(wrong[:8]))
        elif found == LINES:
            for line in answer.bytes.splitlines():
                wrong = self.document.check(schema, json.loads(line), name)
                check(not wrong, f"{name}: " + "\n  ".join(wrong[:8]))

    def ask(self, name, /, want=200, **values):
        """What an operation answers, as JSON where it is some."""
        answer = self.send(name, **values)
        check(answer.status == want, f"{name}: {want} was expected: {answer}")
        kind = (answer.headers.get("Content-Type") or "").split(";")[0]
        return answer.json() if kind == JSON and answer.bytes else answer.bytes

    def refused(self, name, status, /, **values):
        return self.ask(name, want=status, **values)["error"]

    def job(self, name, /, state="done", **values):
        """The answer of a job, held against x-answer; or its error."""
        answer = self.send(name, **values)
        check(answer.status == 202, f"{name}: a job was expected: {answer}")
        check(answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['id']}", "where the job is")
        job = self.server.wait(answer, self.token)
        equal(job["state"], state, f"{name}: {str(job)[:1500]}")
        self.seen[name].add(job["status"])
        if "answer" in job:
            wrong = self.document.check(self.table[name][2]["x-answer"], job["answer"], name)
            check(not wrong, f"{name}: " + "\n  ".join(wrong[:8]))
        return job

    def wait_for_policies(self, names, seconds=20):
        """Until the server has checked them: it begins with that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            states = {row["name"]: row["state"] for row in self.ask("listPolicies")}
            if all(states.get(name) == "ready" for name in names):
                return
            time.sleep(0.05)
        raise Failed(f"policies: {states}")

    def items(self, name, /, **values):
        """All items of a list, page by page."""
        found, after = [], {}
        while True:
            page = self.ask(name, **values, **after)
            found += page["items"]
            if page["next"] is None:
                equal(len(found), page["total"], f"{name}: items and total")
                return found
            after = {"after": page["next"]}

    def upload(self, table, data, name="file.csv", state="done", **values):
        return self.job("importFile", state=state, table=table, body=data, name=name, **values)


def method_writes(operation):
    return any(one.get("$ref", "").endswith("/once") for one in operation.get("parameters", []))


def document_of(options):
    return Document(options.source / "core" / "serve" / "api")


def unzip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


class Site:
    """A server at an hour of one's own, with an API for its admin: with Site(…) as api."""

    def __init__(self, house, document, now, *words, seen=None, name="chief"):
        self.house, self.document, self.now, self.words = house, document, now, words
        self.seen, self.name = seen, name

    def __enter__(self):
        self.house.now = self.now
        self.server = served.Server(self.house, *self.words)
        self.server.__enter__()
        return Api(self.server, self.document, self.sign_in(self.name), self.seen)

    def sign_in(self, name):
        users = json.loads(self.house.run("--json", "user", "list").out)["users"]
        if name in {user["name"] for user in users}:
            return self.server.sign_in(name, office=self.house.office)
        return served.sign_up(self.house, self.server, name, "admin")

    def __exit__(self, *words):
        return self.server.__exit__(*words)
