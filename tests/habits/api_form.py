#!/usr/bin/env python3
"""The files of the API's table have one form, so that changes of it can be read: short things stand on
one line, several short ones beside each other.

    api_form.py SOURCE           prints the files that have another form; exit 1 if there is any
    api_form.py SOURCE --write   brings them into it
    api_form.py --self-test      plants one that has another form
"""
import json
import pathlib
import sys
import tempfile

WIDTH, SHORT = 152, 64


def one_line(thing):
    return json.dumps(thing, ensure_ascii=False, separators=(", ", ": "))


def form(thing, indent=0, lead=0):
    """The text of a JSON value whose first line has `lead` characters before it."""
    line = one_line(thing)
    if len(line) + lead <= WIDTH - min(indent, 16) or not isinstance(thing, (dict, list)) or not thing:
        return line
    if isinstance(thing, dict):
        ends = "{}"
        items = [f"{one_line(name)}: {form(value, indent + 2, len(one_line(name)) + 3)}"
                 for name, value in thing.items()]
    else:
        ends = "[]"
        items = [form(value, indent + 2) for value in thing]
    lines = [""]
    for item in items:
        short = len(item) <= SHORT and "\n" not in item
        fits = short and len(lines[-1]) + len(item) + 2 <= WIDTH - indent - 2
        if lines[-1] and fits:
            lines[-1] += ", " + item
        elif lines[-1]:
            lines.append(item)
        else:
            lines[-1] = item
        if not short:
            lines.append("")
    pad = " " * (indent + 2)
    return f"{ends[0]}\n" + ",\n".join(pad + text for text in lines if text) + f"\n{' ' * indent}{ends[1]}"


def self_test():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "core" / "serve" / "api"
        folder.mkdir(parents=True)
        file = folder / "planted.json"
        file.write_text('{"paths":{}}', encoding="utf-8")
        if main(place) != 1 or main(place, "--write") != 0 or main(place) != 0:
            return 1
        return 0 if file.read_text(encoding="utf-8") == '{"paths": {}}\n' else 1


def main(source, *words):
    if source == "--self-test":
        return self_test()
    bad = []
    for path in sorted((pathlib.Path(source) / "core" / "serve" / "api").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        wanted = form(json.loads(text)) + "\n"
        if text != wanted and "--write" in words:
            path.write_text(wanted, encoding="utf-8")
        elif text != wanted:
            bad.append(path.name)
    for name in bad:
        print(f"core/serve/api/{name}: not in its form; python3 tests/habits/api_form.py . --write brings it there")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
