"""The table of operations that the server executes: that it is an OpenAPI 3.1 document, that every
operation names a command and options which there are, and that every command can be asked for."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import house
from api_schema import Document
from house import House, Skipped, check, equal

# Commands that no operation runs, and why.
NOT_IN_THE_API = {
    "init": "there is no workspace to ask before it",
    "serve": "it is what answers",
    "tick": "the server runs it by itself",
    "help": "for people at a terminal; programs read the document",
    "verify": "needs no workspace: the page /verify does the same where the reader is",
}
WORDS = {"x-run", "x-option", "x-join", "x-policy", "x-as-file", "x-kind", "x-public", "x-file", "x-output",
         "x-answer", "x-built-in", "x-page", "x-summary-zh", "x-description-zh"}
# What the server checks in requests (docs/server.md).
SCHEMA_WORDS = {"type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
                "minItems", "maxItems", "required", "properties", "additionalProperties", "items", "$ref",
                "minProperties", "description", "default", "contentEncoding"} | WORDS
ERRORS = {"read": {"400"}, "write": {"400", "409", "422"}, "job": {"400", "409", "422"}}


def source_document(options):
    return Document(options.source / "core" / "serve" / "api")


def command_table(options, folder):
    told = json.loads(House(options, folder).run("--json", "help").out)
    table = {}
    for command in told["commands"]:
        words = tuple(filter(None, (command["name"], command["subcommand"])))
        table[words] = {**command, "options": {one["name"]: one["value"] for one in command["options"]}}
    return table


# ---- The document ----

def walk(thing, place=""):
    yield place, thing
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from walk(value, f"{place}/{name}")
    elif isinstance(thing, list):
        for i, value in enumerate(thing):
            yield from walk(value, f"{place}/{i}")


def reference_problems(document):
    used = set()
    for place, thing in walk(document.whole):
        if isinstance(thing, dict) and "$ref" in thing:
            used.add(thing["$ref"])
            if not thing["$ref"].startswith("#/components/") or document.resolve(thing) is None:
                yield f"{place}: {thing['$ref']} points nowhere"
    for kind in ("schemas", "parameters", "responses"):
        for name in document.whole["components"].get(kind, {}):
            if f"#/components/{kind}/{name}" not in used:
                yield f"components/{kind}/{name} is not used"


def word_problems(document):
    for place, thing in walk(document.whole):
        if isinstance(thing, dict):
            for name in thing:
                if name.startswith("x-") and name not in WORDS and "/properties" not in place[-12:]:
                    yield f"{place}: there is no word {name}"


def text_problems(name, operation):
    summary, chinese = operation.get("summary", ""), operation.get("x-summary-zh", "")
    if not summary or summary.endswith(".") or len(summary) > 100:
        yield f"{name}: a summary is one short sentence without its full stop"
    if not re.search(r"[一-鿿]", chinese):
        yield f"{name}: no summary in Chinese"


def response_problems(document, name, method, operation):
    responses = operation.get("responses", {})
    good = [status for status in responses if status.startswith("2")]
    kind = kind_of(method, operation)
    if len(good) != 1:
        yield f"{name}: one way to succeed, not {good}"
    if "default" not in responses:
        yield f"{name}: no default answer"
    for status, response in responses.items():
        response = document.resolve(response) or {}
        if not response.get("description"):
            yield f"{name}: {status} has no description"
        for media, content in response.get("content", {}).items():
            if media == "application/json" and not content.get("schema"):
                yield f"{name}: {status} has no schema"
        if not response.get("content") and status != "204":
            yield f"{name}: {status} says nothing"
    if "x-built-in" in operation:
        return
    for status in ERRORS[kind] - set(responses):
        yield f"{name}: a {kind} one can be refused with {status}"
    if "x-public" not in operation and not {"401", "403"} <= set(responses):
        yield f"{name}: 401 and 403 are not written down"
    if kind == "job" and ("202" not in responses or "x-answer" not in operation):
        yield f"{name}: a job answers 202 and says what its answer will be"


def kind_of(method, operation):
    return operation.get("x-kind", "read" if method == "get" else "write")


def parameter_problems(document, name, path, operation):
    declared = {}
    for parameter in document.parameters(operation):
        key = (parameter.get("in"), parameter.get("name"))
        if key in declared:
            yield f"{name}: {key} stands twice"
        declared[key] = parameter
        if not parameter.get("schema") or not parameter.get("description"):
            yield f"{name}: {key} needs a schema and a description"
        if parameter.get("in") == "path" and parameter.get("required") is not True:
            yield f"{name}: {key} is required"
    in_path = set(re.findall(r"{(\w+)}", path))
    given_in_path = {one for where, one in declared if where == "path"}
    if in_path != given_in_path:
        yield f"{name}: the path has {sorted(in_path)}, its parameters are {sorted(given_in_path)}"


def schema_problems(document, name, schema):
    """A schema of a request holds only what the server checks."""
    whole = document.resolve(schema) or {}
    for word in set(whole) - SCHEMA_WORDS - {"style", "explode"}:
        yield f"{name}: the server knows nothing of '{word}'"
    if whole.get("format") not in (None, "date"):
        yield f"{name}: the server knows nothing of the format {whole['format']}"
    if "pattern" in whole and not re.fullmatch(r"\^\[[^\]]+\]\{\d+(,\d+)?\}\$", whole["pattern"]):
        yield f"{name}: a pattern is one class and its length: {whole['pattern']}"
    if whole.get("type") == "string" and not {"enum", "const", "format", "pattern", "maxLength"} & set(whole):
        yield f"{name}: how long may it be?"
    for key, one in whole.get("properties", {}).items():
        yield from schema_problems(document, f"{name}.{key}", one)
    for inner in (whole.get("items"), whole.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from schema_problems(document, name + "[]", inner)


def body_problems(document, name, method, operation):
    body = document.resolve(operation.get("requestBody"))
    if method == "get" and body:
        yield f"{name}: a GET has no body"
    if body and "x-file" not in operation:
        schema = document.body(operation)
        if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
            yield f"{name}: a body is an object that holds nothing but its properties"
        if bool(schema.get("required")) != bool(body.get("required")):
            yield f"{name}: a body is required where a property of it is"
        yield from schema_problems(document, f"{name} body", schema)
    for parameter in document.parameters(operation):
        yield from schema_problems(document, f"{name} {parameter.get('name')}", parameter.get("schema", {}))


def document_problems(document):
    yield from document.problems
    whole = document.whole
    if not str(whole.get("openapi", "")).startswith("3.1.") or not {"title", "version"} <= set(whole["info"]):
        yield "openapi 3.1 with title and version"
    yield from reference_problems(document)
    yield from word_problems(document)
    tags = {tag["name"] for tag in whole.get("tags", [])}
    used, ids = set(), set()
    for path, method, operation in document.operations():
        name = operation.get("operationId", f"{method} {path}")
        if name in ids or not re.fullmatch(r"[a-z][A-Za-z]+", name):
            yield f"{name}: an operation's id is a word of its own"
        ids.add(name)
        used |= set(operation.get("tags", []))
        if len(operation.get("tags", [])) != 1 or not set(operation["tags"]) <= tags:
            yield f"{name}: one tag of {sorted(tags)}"
        yield from text_problems(name, operation)
        yield from response_problems(document, name, method, operation)
        yield from parameter_problems(document, name, path, operation)
        if "x-built-in" not in operation:
            yield from body_problems(document, name, method, operation)
    for tag in tags - used:
        yield f"no operation has the tag {tag}"


def the_document_is_in_order(options, folder):
    del folder
    problems = list(document_problems(source_document(options)))
    check(not problems, "\n  ".join(["the document:", *problems]))


# ---- Operations and commands ----

def given(document, operation):
    """Everything that a request can give, by name: schema and the words beside it."""
    for parameter in document.parameters(operation):
        if parameter["in"] != "header":
            schema = document.resolve(parameter["schema"])
            beside = {name: value for name, value in parameter.items() if name.startswith("x-")}
            yield parameter["name"], {**schema, **beside}, parameter.get("required", False)
    body = document.body(operation)
    for name, schema in body.get("properties", {}).items():
        yield name, document.resolve(schema), name in body.get("required", [])


def option_problems(name, thing, schema, options):
    option = schema.get("x-option")
    if option is None:
        return
    if option not in options:
        yield f"{name}: '{thing}': the command has no option --{option}"
    elif (options[option] is None) != (schema.get("type") == "boolean"):
        yield f"{name}: '{thing}': --{option} is {'a flag' if options[option] is None else 'no flag'}"
    if "x-join" in schema and schema.get("type") != "array":
        yield f"{name}: '{thing}': x-join is for lists"


def operand_problems(document, name, operation, command, words):
    things = {thing: (schema, required) for thing, schema, required in given(document, operation)}
    least = most = 0
    for word in operation["x-run"][len(words):]:
        inner = re.fullmatch(r"(?:\w+=)?{(\w+)}", word)
        if not inner:
            least, most = least + 1, most + 1
            continue
        thing = inner.group(1)
        if thing == "file" and "x-file" in operation:
            least, most = least + 1, most + 1
            continue
        if thing not in things:
            yield f"{name}: x-run names {word}, which no request can give"
            continue
        schema, required = things[thing]
        many = schema.get("type") in ("array", "object")
        least += bool(required)
        most += command["most"] if many else 1
        if "x-option" in schema:
            yield f"{name}: '{thing}' is an operand and an option"
    if least < command["least"] or min(most, command["most"]) < least:
        yield f"{name}: {least} operands at least, the command takes {command['least']} to {command['most']}"
    used = set(re.findall(r"{(\w+)}", " ".join(operation["x-run"] + [
        str((operation.get("x-output") or {}).get("file", ""))])))
    paging = {"limit", "after"} if "x-page" in operation else set()
    for thing, (schema, _) in things.items():
        if thing not in used | paging | {"office", "lang"} and "x-option" not in schema and not (
                thing == "name" and "x-file" in operation):
            yield f"{name}: '{thing}' does nothing"


def command_problems(document, table):
    seen = set()
    for _, _, operation in document.operations():
        if "x-built-in" in operation:
            continue
        name, run = operation["operationId"], operation.get("x-run") or [""]
        words = next((key for key in (tuple(run[:2]), tuple(run[:1])) if key in table), None)
        if not words:
            yield f"{name}: there is no command '{' '.join(run)}'"
            continue
        seen.add(" ".join(words))
        command = table[words]
        yield from operand_problems(document, name, operation, command, words)
        for thing, schema, _ in given(document, operation):
            yield from option_problems(name, thing, schema, command["options"])
        if "x-output" in operation and "output" not in command["options"]:
            yield f"{name}: the command has no --output"
        missing = {"office", "lang"} - {thing for thing, _, _ in given(document, operation)}
        if missing:
            yield f"{name}: every operation takes {sorted(missing)}"
    for words in {" ".join(words) for words in table} - seen - set(NOT_IN_THE_API):
        yield f"no operation runs `{words}`, and nothing says why"
    for words in set(NOT_IN_THE_API) & seen:
        yield f"an operation runs `{words}`, which should not be in the API"
    for words in set(NOT_IN_THE_API) - {" ".join(words) for words in table}:
        yield f"`{words}` is no command"


def every_operation_runs_a_command(options, folder):
    problems = list(command_problems(source_document(options), command_table(options, folder)))
    check(not problems, "\n  ".join(["operations and commands:", *problems]))


# ---- What the guide says ----

def the_guide_explains_every_word(options, folder):
    del folder
    guide = (options.source / "docs" / "server.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(x-[a-z-]+)`", guide, re.M))
    equal(told | {"x-summary-zh", "x-description-zh"}, WORDS, "words of docs/server.md")


# ---- The test can fail ----

PLANTED = [
    ('"operationId": "listTargets"', '"operationId": "listAreas"', "a word of its own"),
    ('"#/components/schemas/Target"', '"#/components/schemas/Tragte"', "points nowhere"),
    ('["register", "list", "targets"]', '["register", "lits", "targets"]', "there is no command"),
    ('"x-option": "kind"', '"x-option": "knid"', "has no option --knid"),
    ('"x-option": "skip-bad"', '"x-option": "mode"', "no flag"),
    ('"x-option": "zone"', '"x-optoin": "zone"', "there is no word x-optoin"),
    ('"/register/entries/{entry}"', '"/register/entries/{id}"', "the path has"),
    ('["register", "get", "{entry}"]', '["register", "get"]', "operands at least"),
    ('"409": {"$ref": "#/components/responses/Refused"},', "", "can be refused with 409"),
    ('"x-summary-zh": "检索检查对象"', '"x-summary-zh": "targets"', "no summary in Chinese"),
    ('"pattern": "^[0-9.-]{2,22}$"', '"pattern": "^[0-9]+$"', "one class and its length"),
]


def planted_mistakes_are_found(options, folder):
    table = command_table(options, folder)
    for right, wrong, told in PLANTED:
        with tempfile.TemporaryDirectory() as place:
            planted = 0
            for path in sorted((options.source / "core" / "serve" / "api").glob("*.json")):
                text = path.read_text(encoding="utf-8")
                if right in text and not planted:
                    text, planted = text.replace(right, wrong, 1), 1
                (pathlib.Path(place) / path.name).write_text(text, encoding="utf-8")
            check(planted, f"{right} stands nowhere any more")
            document = Document(pathlib.Path(place))
            problems = [*document_problems(document), *command_problems(document, table)]
            check(any(told in problem for problem in problems),
                  f"{right} → {wrong}: '{told}' was expected, found {problems}")


def another_linter_agrees(options, folder):
    """Redocly's or Spectral's rules, where one of them is installed."""
    path = house.write(folder / "openapi.json", json.dumps(source_document(options).whole))
    for words in (["redocly", "lint", str(path)], ["spectral", "lint", str(path)],
                  ["openapi-spec-validator", str(path)]):
        if shutil.which(words[0]):
            done = subprocess.run(words, capture_output=True, check=False, cwd=folder, timeout=120)
            check(done.returncode == 0, (done.stdout + done.stderr).decode())
            return
    raise Skipped("neither redocly nor spectral nor openapi-spec-validator is installed")


if __name__ == "__main__":
    house.main([the_document_is_in_order, every_operation_runs_a_command, the_guide_explains_every_word,
                planted_mistakes_are_found, another_linter_agrees])
