"""The API's table (core/serve/api/*.json) as tests read it: put together, its references followed,
values held against its schemas. Standard library only."""
import datetime
import json
import re

METHODS = ("get", "put", "post", "delete", "patch")


class Document:
    """The whole document. problems: what could not be put together."""

    def __init__(self, folder):
        self.problems = []
        self.whole = {"paths": {}, "components": {}}
        self.origin = {}  # path → file
        for path in sorted(folder.glob("*.json")):
            self._add(path.name, json.loads(path.read_text(encoding="utf-8"),
                                            object_pairs_hook=self._no_repeats))

    def _no_repeats(self, pairs):
        names = [name for name, _ in pairs]
        for name in set(names):
            if names.count(name) > 1:
                self.problems.append(f"'{name}' stands twice in one object")
        return dict(pairs)

    def _add(self, file, part):
        for path, item in part.get("paths", {}).items():
            if path in self.whole["paths"]:
                self.problems.append(f"{file}: {path} stands in {self.origin[path]}, too")
            self.whole["paths"][path] = item
            self.origin[path] = file
        for kind, things in part.get("components", {}).items():
            known = self.whole["components"].setdefault(kind, {})
            for name, thing in things.items():
                if name in known:
                    self.problems.append(f"{file}: component {name} stands in another file, too")
                known[name] = thing
        for name, value in part.items():
            if name not in ("paths", "components"):
                if name in self.whole:
                    self.problems.append(f"{file}: {name} stands in another file, too")
                self.whole[name] = value

    def operations(self):
        """Path, method, operation."""
        for path, item in self.whole["paths"].items():
            for method, operation in item.items():
                if method in METHODS:
                    yield path, method, operation

    def resolve(self, thing):
        """What a reference points at; None: nothing."""
        for _ in range(16):
            if not isinstance(thing, dict) or "$ref" not in thing:
                return thing
            own = {name: value for name, value in thing.items() if name != "$ref"}
            at = self.whole
            for part in thing["$ref"].removeprefix("#/").split("/"):
                at = at.get(part) if isinstance(at, dict) else None
            if at is None:
                return None
            thing = {**at, **own}
        return None

    def parameters(self, operation):
        return [self.resolve(parameter) or {} for parameter in operation.get("parameters", [])]

    def body(self, operation):
        """The schema of a JSON body, resolved; {} where there is none."""
        content = (self.resolve(operation.get("requestBody")) or {}).get("content", {})
        return self.resolve(content.get("application/json", {}).get("schema")) or {}

    def answer(self, operation, status):
        """Schema and content type of what an operation answers with a status."""
        responses = operation["responses"]
        response = self.resolve(responses.get(str(status)) or responses["default"])
        for kind, media in response.get("content", {}).items():
            return media.get("schema", {}), kind
        return None, None

    def check(self, schema, value, place="answer"):
        """What is wrong with a value, as sentences."""
        found = []
        self._check(schema, value, place, found)
        return found

    def _check(self, schema, value, place, found):
        if isinstance(schema, dict) and "$ref" in schema:
            schema = self.resolve(schema)
        if schema is True or schema == {}:
            return
        if not isinstance(schema, dict):
            found.append(f"{place}: no schema")
            return
        if "oneOf" in schema:
            fits = [not self.check(one, value, place) for one in schema["oneOf"]]
            if sum(fits) != 1:
                why = [self.check(one, value, place) for one in schema["oneOf"]]
                found.append(f"{place}: fits {sum(fits)} of {len(fits)} forms: {why}")
        types = schema.get("type")
        if types and not any(is_of(value, one) for one in
                             (types if isinstance(types, list) else [types])):
            found.append(f"{place}: {value!r} is no {types}")
            return
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{place}: {value!r} is none of {schema['enum']}")
        if "const" in schema and value != schema["const"]:
            found.append(f"{place}: {value!r} is not {schema['const']!r}")
        if isinstance(value, str):
            check_text(schema, value, place, found)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            if value < schema.get("minimum", value) or value > schema.get("maximum", value):
                found.append(f"{place}: {value} is out of range")
        elif isinstance(value, list):
            if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
                found.append(f"{place}: {len(value)} items")
            for i, item in enumerate(value):
                self._check(schema.get("items", True), item, f"{place}[{i}]", found)
        elif isinstance(value, dict):
            self._check_object(schema, value, place, found)

    def _check_object(self, schema, value, place, found):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                found.append(f"{place}: '{name}' is missing")
        for name, item in value.items():
            if name in known:
                self._check(known[name], item, f"{place}.{name}", found)
            elif schema.get("additionalProperties", True) is False:
                found.append(f"{place}: '{name}' is not known")
            elif isinstance(schema.get("additionalProperties"), dict):
                self._check(schema["additionalProperties"], item, f"{place}.{name}", found)


def is_of(value, kind):
    return {"string": isinstance(value, str), "boolean": isinstance(value, bool),
            "integer": isinstance(value, int) and not isinstance(value, bool),
            "number": isinstance(value, (int, float)) and not isinstance(value, bool),
            "array": isinstance(value, list), "object": isinstance(value, dict),
            "null": value is None}[kind]


def check_text(schema, value, place, found):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        found.append(f"{place}: {len(value)} characters")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{place}: {value!r} is not {schema['pattern']}")
    try:
        if schema.get("format") == "date":
            datetime.date.fromisoformat(value)
            if len(value) != 10:
                raise ValueError(value)
        elif schema.get("format") == "date-time":
            datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        found.append(f"{place}: {value!r} is no {schema['format']}")
