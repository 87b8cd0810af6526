"""Policies that err, loop or allocate: exit 5, a message with the line, nothing stored; and the
program lives on."""
import re
import time

import house
from house import House, check, equal

HEAD = """local full_coverage = use 'full_coverage'
"""
TAIL = """
return programme {
  id = 'bad', title = 'bad', year = 2026, office = '990101',
  full_coverage { id = 'a', of = targets { status = 'active' }, once_by = '2026-11-30',
                  nature = 'enforcement', crew = seats { lead(1), officer(1) } },
}
"""
BAD = {
    "syntax": ("return programme {", r":\d+: "),
    "error": ("error('no such luck')", r":2: .*no such luck"),
    "loop": ("while true do end", r":2: .*limit: instructions"),
    "memory": ("local t = {} for i = 1, 1e9 do t[i] = { i } end", r"limit: (memory|instructions)"),
    "string": ("local s = 'x' while true do s = s .. s end", r":2: .*limit: memory"),
    "repeat": ("local s = string.rep('x', 1 << 40)", r"limit: (memory|instructions)"),
    "recursion": ("local function f() return 1 + f() end f()", r":2: "),
    "global": ("leaked = 1", r":2: .*leaked"),
    "files": ("io.open('/etc/passwd')", r":2: .*io"),
    "system": ("os.execute('true')", r":2: .*os"),
    "require": ("require 'os'", r":2: .*require"),
    "load": ("load('return 1')()", r":2: .*load"),
    "metatable": ("setmetatable({}, {})", r":2: .*setmetatable"),
    "coroutine": ("coroutine.wrap(function() end)()", r":2: .*coroutine"),
    "random": ("local x = math.random()", r":2: "),
    "plugin": ("local x = use 'no_such_plugin'", r":2: .*no_such_plugin"),
    "date": ("local w = between('2026-02-30', '2026-03-01')", r":2: .*2026-02-30"),
}


def workspace(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "4", "--zones", "4"))
    return work


def bad_policies_are_refused(options, folder):
    work = workspace(options, folder)
    for name, (text, message) in BAD.items():
        path = house.write(folder / f"{name}.lua", HEAD + text + TAIL)
        for command in (("policy", "check"), ("plan",)):
            started = time.monotonic()
            result = work.run(*command, path, status=None, timeout=60)
            equal(result.status, 5, f"exit status for {name}:\n{result}\nexit status")
            check(f"{name}.lua" in result.err and re.search(message, result.err),
                  f"{name}: {message} does not stand in:\n{result}")
            check(time.monotonic() - started < 40, f"{name} took {time.monotonic() - started} s")
    work.run("export", "json", "bad", "-o", folder / "out", status=1)


def what_the_rules_refuse_names_the_line(options, folder):
    """What is found out only when all stages are known is laid at its stage's door."""
    work = workspace(options, folder)
    stage = ("  full_coverage {{ id = '{id}', of = targets {{ status = '{status}' }}, "
             "once_by = '2026-11-30', nature = 'enforcement', crew = seats {{ {crew} }}{more} }},\n")
    good = {"id": "a", "status": "active", "crew": "lead(1), officer(1)", "more": ""}
    for bad, line, message in (
            ({"crew": "officer(1)"}, 4, "two officers"),
            ({"status": "actve"}, 4, 'did you mean "active"'),
            ({"more": ", opens = after 'nowhere'"}, 4, "nowhere")):
        path = house.write(folder / "p.lua", HEAD + "return programme { id = 'p', title = 't', "
                           "year = 2026, office = '990101',\n" + stage.format(**good)
                           + stage.format(**{**good, "id": "b", **bad}) + "}\n")
        result = work.run("policy", "check", path, status=5)
        check(f"p.lua:{line}: " in result.err and message in result.err, str(result))
        told = work.run("--json", "policy", "check", path, status=5).err
        check(f'"line":{line}' in told.replace(" ", ""), told)


def reports_and_phases_have_lines_too(options, folder):
    """So have those that a plugin makes: they stand where its stage stands."""
    work = House(options, folder, office=None)
    text = ("""local phases = use 'phases'
return programme {
  id = 'p', title = 't', year = 2026, office = '990101',
  phases {
    id = 's', of = targets { status = 'active' }, nature = 'agency_check', crew = seats { auditor(1) },
    window = between('2026-01-01', '2026-12-31'), self_check = '2026-06-30', within = after(5, 'day'),
    spans = {
      phase { id = 'a', title = 'A', from = '2026-01-01', to = '2026-02-28' },
      phase { id = 'b', title = 'B', from = '2026-03-01', to = '2026-04-30', after = 'a' },
    },
  },
  reports = {
    due { id = 'r', what = 'progress', when = '2026-03-01' },
    due { id = 'q', what = 'progress', when = last_workday 'month' },
  },
}
""")
    work.run("policy", "check", house.write(folder / "p.lua", text))
    for good, bad, line, message in (
            ("from = '2026-03-01'", "from = '2026-02-01'", 9, "before 'a' has ended"),
            ("to = '2026-02-28'", "to = '2025-02-28'", 8, "ends before it begins"),
            ("last_workday 'month'", "'2026-03-01', window = month(2026, 5)", 14,
             "lies outside its window"),
            ("'agency_check', crew", "'enforcement', crew", 4, "two officers")):
        path = house.write(folder / "p.lua", text.replace(good, bad))
        result = work.run("policy", "check", path, status=5)
        check(f"p.lua:{line}: " in result.err and message in result.err, str(result))


def what_is_no_policy(options, folder):
    work = workspace(options, folder)
    for name, data in {
            "bytecode.lua": b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n" + b"\0" * 100,
            "long.lua": b"-- " + b"x" * 70000 + b"\n" + (HEAD + TAIL).encode(),
            "empty.lua": b"", "number.lua": b"return 1", "noise.lua": bytes(range(256)) * 8,
    }.items():
        result = work.run("policy", "check", house.write(folder / name, data), status=None)
        check(result.status in (3, 5), f"{name} was not refused:\n{result}")
        check(name in result.err and "\x1b" not in result.err, f"message:\n{result}")


def misspelt_words_come_with_a_suggestion(options, folder):
    work = workspace(options, folder)
    text = (HEAD + TAIL).replace("once_by", "once_bye")
    result = work.run("policy", "check", house.write(folder / "a.lua", text), status=5)
    check(re.search(r"a\.lua:\d+: .*'?once_bye.*once_by\b", result.err), str(result))
    text = (HEAD + TAIL).replace("seats {", "seat {")
    result = work.run("policy", "check", house.write(folder / "b.lua", text), status=5)
    check(re.search(r"b\.lua:\d+: .*seat.*seats", result.err), str(result))


def a_good_policy_still_works_afterwards(options, folder):
    work = workspace(options, folder)
    work.run("plan", house.write(folder / "loop.lua", HEAD + BAD["loop"][0] + TAIL), status=5)
    work.run("plan", house.write(folder / "good.lua", HEAD + TAIL))


def policies_beside_this_one_pass_their_tests(options, folder):
    work = workspace(options, folder)
    said = work.run("policy", "test", work.policy())
    check(said.out.strip(), "the test of the example said nothing")
    for lang in ("zh", "en"):
        work.lang = lang
        said = work.run("policy", "explain", work.policy())
        check("2026-11-30" in said.out, f"explain ({lang}):\n{said}")


def failed_tests_say_why_in_the_language_asked_for(options, folder):
    """What an expectation, the sandbox, and a plan from outside it have to say."""
    work = workspace(options, folder)
    path = house.write(folder / "p.lua", HEAD + TAIL)
    house.write(folder / "p_test.lua", """
test('an expectation', function() expect(2):is(3) end)
test('a word', function() plan_of { 1 } end)
test('a plan', function() plan_of { register { targets = { { id = 'A', name = 'A', kind = 'clinic' } } } } end)
""")
    said = {}
    for lang in ("en", "zh"):
        work.lang = lang
        said[lang] = work.run("policy", "test", path, status=1)
    for english, chinese in (("p_test.lua:2: expected 3, got 2", "p_test.lua:2: 应为 3，实为 2"),
                             ("p_test.lua:3: plan_of: a programme", "p_test.lua:3: plan_of："),
                             ("the office's area 990101 is not among", "990101"), ("0 passed, 3 failed", "not ok 3 - a plan")):
        check(english in said["en"].out, f"'{english}' is not said:\n{said['en']}")
        check(chinese in said["zh"].out, f"'{chinese}' is not said:\n{said['zh']}")
    wrong = [line for line in said["zh"].out.splitlines() if line.startswith("  ")
             and not any("\u4e00" <= sign <= "\u9fff" for sign in line)]
    equal(wrong, [], "lines without Chinese")


if __name__ == "__main__":
    house.main([
        bad_policies_are_refused, what_the_rules_refuse_names_the_line,
        reports_and_phases_have_lines_too, what_is_no_policy,
        misspelt_words_come_with_a_suggestion,
        a_good_policy_still_works_afterwards, policies_beside_this_one_pass_their_tests,
        failed_tests_say_why_in_the_language_asked_for,
    ])
