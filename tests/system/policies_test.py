"""Every policy and every plugin of the repository: it is in order, it explains itself in both
languages, and its own tests pass in the sandbox."""
import json
import re

import house
from house import House, check, equal


def sources(options, folder):
    """The Lua files of a folder of the repository that are no tests."""
    found = sorted(path for path in (options.source / folder).glob("*/*.lua")
                   if not path.name.endswith("_test.lua"))
    check(found, f"{folder} is empty")
    return found


def all_of_them(options):
    return sources(options, "policies") + sources(options, "plugins")


def tests_pass(options, folder):
    work = House(options, folder, office=None)
    for path in all_of_them(options):
        said = work.run("policy", "test", path)
        check("\nok " in "\n" + said.out, f"{path.name} has no test:\n{said}")
        check("not ok " not in said.out, str(said))


def policies_are_in_order(options, folder):
    work = House(options, folder, office=None)
    for path in sources(options, "policies"):
        for lang in ("zh", "en"):
            work.lang = lang
            work.run("policy", "check", path)
            said = work.run("policy", "explain", path).out
            check(len(said) > 400, f"{path.name} explains little ({lang}): {said}")
            equal(work.run("policy", "explain", path).out, said, f"{path.name} told twice ({lang})")


def parameters_have_titles(options, folder):
    """Whoever plans is asked for values by the titles."""
    work = House(options, folder, office=None)
    for path in sources(options, "policies"):
        said = work.run("policy", "explain", path).out
        if "\nParameters\n" not in said:
            continue
        lines = said.split("\nParameters\n")[1].split("\n\n")[0].splitlines()
        for line in lines:
            check(") is " in line, f"{path.name}: a parameter without a title: {line}")


FORM = """
local spot_check = use 'spot_check'
local p = params {
  share = { percent(5), title = '抽查比例', least = percent(1), most = percent(50) },
  crews = { 2, title = '检查组数', unit = '组', least = 1, most = 4 },
  until_day = { '2026-06-30', title = '完成期限' },
  order = { 'zone', title = '顺序', choices = { 'zone', 'draw' } },
  wide = { false, title = '跨区' },
}
return programme {
  id = 'form', title = '参数', year = 2026, calendar = 'cn', office = '990101',
  spot_check { id = 'spot', window = between('2026-03-02', p.until_day), nature = 'agency_check',
    sample = share { p.share, of = targets { status = 'active' } }, crew = seats { officer(p.crews) } },
}
"""


def parameters_make_a_form(options, folder):
    """What a page asks for: types, bounds, and what was planned last."""
    work = House(options, folder, now="2026-02-27T09:00:00+08:00")
    policy = house.write(folder / "form.lua", FORM)

    def ask(*words):
        said = json.loads(work.run("--json", "policy", "params", policy, *words).out)
        return said, {one["name"]: one for one in said["parameters"]}

    said, form = ask("--set", "share=1/3")
    equal(said["planned"], None, "planned without a workspace")
    equal(said["stages"], [{"id": "spot", "title": "", "opens": "2026-03-02", "from": "2026-03-02",
                            "to": "2026-06-30"}], "stages")
    equal(form["share"], {"name": "share", "title": "抽查比例", "type": "share", "unit": "",
                          "value": "1/3", "default": "5%", "least": "1%", "most": "50%",
                          "planned": None, "choices": []}, "a share")
    equal((form["crews"]["unit"], form["crews"]["least"], form["crews"]["most"]), ("组", 1, 4), "crews")
    equal((form["order"]["choices"], form["wide"]["value"]), (["zone", "draw"], False), "others")
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "12", "--zones", "3"))
    work.run("plan", policy, "--set", "share=12.5%", "--set", "wide=yes", "--set", "crews=1", status=None)
    said, form = ask()
    equal(said["planned"]["policy"], "form.lua", "the policy of the plan")
    equal({name: one["planned"] for name, one in form.items()},
          {"share": "12.5%", "crews": 1, "until_day": "2026-06-30", "order": "zone", "wide": True},
          "what was planned last")
    equal(form["share"]["value"], "5%", "the policy's own value")
    refused = work.run("plan", policy, "--set", "crews=5", status=2)
    check("--set crews=5: at most 4 is allowed" in refused.err, str(refused))
    check("share" in work.run("policy", "params", policy).out, "a table")


def what_is_drawn_in_public_waits_for_its_draw(options, folder):
    """Whoever wants a public value may not plan with one of his own."""
    drawn = 0
    for number, path in enumerate(sources(options, "policies")):
        work = House(options, folder / str(number), office=None)
        said = work.run("policy", "explain", path).out
        if "is drawn at random" not in said or "public random value" not in said:
            continue
        drawn += 1
        work.office = re.search(", office ([0-9]+)\n", said).group(1)
        work.init()
        if work.office.startswith("99"):  # made up, so not on the country's list
            work.run("import", "areas", house.write(
                work.folder / "areas.csv", "code,name,parent,level\n99,样例省,,province\n"
                f"9901,样例市,99,city\n{work.office},样例县,9901,county\n"))
        work.run("import", "targets", house.write(
            work.folder / "targets.csv",
            f"id,name,kind,area,status\nT1,甲,hospital,{work.office},active\n"))
        said = work.run("plan", path, status=None)
        if said.status == 0:  # other stages of it need no draw
            check("Not planned, because it is not drawn yet" in said.out, f"no reason:\n{said}")
            own = work.run("plan", path, "--seed", "mine", status=2).err
            check("is drawn from a value that nobody can choose" in own, f"his own seed:\n{own}")
            continue
        check("has to be drawn before it can be planned" in said.err, f"no reason:\n{said}")
        check("xuncha commit" in said.err, f"no way out:\n{said}")
    check(drawn >= 5, f"only {drawn} policies draw in public")


def rows_by_policy(options, page):
    """The tables of docs/programmes.md: (policy, what says it, the test's title)."""
    policy = None
    for line in page.splitlines():
        if line.startswith("#"):
            place = line.removeprefix("### ../")
            policy = options.source / place if place != line else None
        cells = [cell.strip() for cell in line.split(" | ")]
        if policy and len(cells) == 3 and "---" not in line and cells[0] != "| wanted":
            yield policy, cells[1].strip("`"), cells[2].removesuffix("|").strip()


def the_page_of_programmes_is_true(options, folder):
    """Every policy, line and test that docs/programmes.md names is there, and no policy is
    missing."""
    del folder
    page = (options.source / "docs" / "programmes.md").read_text(encoding="utf-8")
    for place in re.findall(r"\]\(([^)]+)\)", page):
        check((options.source / "docs" / place).is_file(), f"there is no {place}")
    told = set()
    for policy, words, title in rows_by_policy(options, page):
        check(policy.is_file(), f"there is no {policy}")
        told.add(policy)
        check(words in policy.read_text(encoding="utf-8"), f"{policy.name} does not say: {words}")
        tests = policy.with_name(policy.stem + "_test.lua").read_text(encoding="utf-8")
        check("test('" + title.replace("'", "\\'") + "'" in tests,
              f"{policy.name} has no test: {title}")
    for policy in sources(options, "policies"):
        if policy.parent.name == "example":
            continue
        check(policy in told, f"docs/programmes.md does not tell {policy.name}")
        check(f"(../policies/{policy.parent.name}/{policy.name})" in page,
              f"docs/programmes.md does not list {policy.name}")


if __name__ == "__main__":
    house.main([
        the_page_of_programmes_is_true, tests_pass, policies_are_in_order, parameters_have_titles,
        parameters_make_a_form,
        what_is_drawn_in_public_waits_for_its_draw,
    ])
