"""The five-minute tour of README.md and README.zh-CN.md is true: its commands are run, and what they
print is compared with what stands there. Numbers may differ, words may not.

docs/planning.md quotes the tour.

    readme_test.py … --update    writes what the commands print into the three files"""
import os
import re
import subprocess
import sys

import house
from house import Failed, check, equal

FILES = {"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
BLOCK = re.compile(r"```console\n(.*?)```\n", re.S)
SKIPPED_LINE = "…"  # stands for any number of lines


def commands_of(text):
    """[[command, lines of output] …] of all console blocks."""
    found = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append([line[2:], []])
            else:
                check(found, "a console block begins with output")
                found[-1][1].append(line)
    return found


def run_tour(options, folder, commands, locale):
    """What each command printed, run in one shell from a folder that looks like the checkout."""
    folder.mkdir()
    (folder / "build" / "release" / "tests" / "generator").mkdir(parents=True)
    (folder / "build" / "release" / "xuncha").symlink_to(options.xuncha)
    (folder / "build" / "release" / "tests" / "generator" / "xuncha-generate").symlink_to(
        options.generate)
    (folder / "policies").symlink_to(options.source / "policies")
    mark = "=== the next command ==="
    script = "exec 2>&1\n" + "".join(f"{command}\necho '{mark}' $?\n" for command in commands)
    done = subprocess.run(["bash"], input=script.encode(), cwd=folder, stdout=subprocess.PIPE,
                          env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_MESSAGES": locale,
                               **house.sanitizer_environment()},
                          stderr=subprocess.STDOUT, timeout=120, check=False)
    parts = re.split(rf"{mark} (\d+)\n", done.stdout.decode("utf-8"))
    printed, statuses = parts[0::2], parts[1::2]
    for command, said, status in zip(commands, printed, statuses):
        check(status == "0", f"exit status {status}: $ {command}\n{said}")
    equal(len(statuses), len(commands), "commands that were run")
    return [said.splitlines() for said in printed[:len(commands)]]


def without_visits(line):
    """The ids of visits differ in each workspace."""
    return re.sub(r"\bv[0-9a-v]{12}\b", "v#", line)


def shape(line):
    """Numbers and ids as one sign, no spaces: what is left has to agree."""
    line = without_visits(line)
    line = re.sub(r"\b[A-Z]\d{8,}\b", "#", line)
    line = re.sub(r"\b[0-9a-f]{16,64}\b", "#", line)
    line = re.sub(r"\d+", "#", line)
    return re.sub(r"\s+", "", line)


def agrees(expected, printed):
    """Whether the printed lines are the expected ones, … standing for any number of lines."""
    if not expected:
        return not printed
    if expected[0].strip() == SKIPPED_LINE:
        return any(agrees(expected[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and shape(expected[0]) == shape(printed[0]) and agrees(expected[1:],
                                                                               printed[1:])


def the_tours_are_true(options, folder):
    for name, locale in FILES.items():
        tour = commands_of((options.source / name).read_text(encoding="utf-8"))
        check(len(tour) >= 8, f"{name}: only {len(tour)} commands")
        printed = run_tour(options, folder / name, [command for command, _ in tour], locale)
        for (command, expected), said in zip(tour, printed):
            if not agrees(expected, said):
                raise Failed("\n".join([f"{name}: $ {command}", "stands there:", *expected[:30],
                                        "is printed:", *said[:30]]))


def the_twins_run_the_same_commands(options, _):
    tours = [[command for command, _ in commands_of((options.source / name)
                                                    .read_text(encoding="utf-8"))]
             for name in FILES]
    equal(tours[1], tours[0], "commands of the Chinese twin")


def the_page_about_planning_quotes_the_tour(options, _):
    tour = {shape(line) for block in BLOCK.findall((options.source / "README.md")
                                                   .read_text(encoding="utf-8"))
            for line in block.splitlines()}
    quoted = [line for block in BLOCK.findall((options.source / "docs" / "planning.md")
                                              .read_text(encoding="utf-8"))
              for line in block.splitlines()]
    check(len(quoted) >= 8, "docs/planning.md quotes nothing")
    for line in quoted:
        check(shape(line) in tour, f"docs/planning.md: not in the tour: {line}")


def a_wrong_line_is_found(_, __):
    check(agrees(["a 1", "…", "c"], ["a 22", "b", "b", "c"]), "a true tour is refused")
    check(not agrees(["a 1", "c"], ["a 1", "d"]), "a wrong word is not found")
    check(not agrees(["a 1"], ["a 1", "b"]), "a line too many is not found")
    check(not agrees(["a 1", "…", "c"], ["a 1", "b"]), "a missing line is not found")


def renewed(expected, said):
    """What is printed, shortened with "…" where it was and still can be."""
    if not any(line.strip() == SKIPPED_LINE for line in expected) or not agrees(expected, said):
        old = {without_visits(line): line for line in expected}
        return [old.get(without_visits(line), line) for line in said]
    lines, at = [], 0
    for line in expected:
        if line.strip() != SKIPPED_LINE:
            at = next(k for k in range(at, len(said)) if shape(said[k]) == shape(line)) + 1
            old, line = line, said[at - 1]
            line = old if without_visits(old) == without_visits(line) else line
        lines.append(line)
    return lines


def update(options, folder):
    for name, locale in FILES.items():
        path = options.source / name
        text = path.read_text(encoding="utf-8")
        tour = commands_of(text)
        printed = run_tour(options, folder / name, [command for command, _ in tour], locale)
        lines = iter([renewed(expected, said) for (_, expected), said in zip(tour, printed)])

        def block(match, lines=lines):
            found = []
            for line in match.group(1).splitlines():
                if line.startswith("$ "):
                    found += [line, *(said.rstrip() for said in next(lines))]
            return "```console\n" + "\n".join(found) + "\n```\n"
        path.write_text(BLOCK.sub(block, text), encoding="utf-8")
    quote_again(options)


def quote_again(options):
    """The lines that docs/planning.md quotes, as they stand in README.md now."""
    tour, path = {}, options.source / "docs" / "planning.md"
    for block in BLOCK.findall((options.source / "README.md").read_text(encoding="utf-8")):
        for line in block.splitlines():
            tour.setdefault(shape(line), line)
    path.write_text(BLOCK.sub(
        lambda match: "```console\n" + "".join(tour.get(shape(line), line) + "\n"
                                               for line in match.group(1).splitlines()) + "```\n",
        path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if "--update" in sys.argv:
        sys.argv.remove("--update")
        house.main([update])
    house.main([the_tours_are_true, the_twins_run_the_same_commands,
                the_page_about_planning_quotes_the_tour, a_wrong_line_is_found])
