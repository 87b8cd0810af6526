"""A stranger checks published records: no workspace, no database, only the files."""
import json

import house
from house import House, check, equal


def records(options):
    found = sorted((options.source / "tests/fuzz/corpus/record").glob("*.json"))
    check(found, "there are no records")
    return found


def the_same(options, folder):
    work = House(options, folder)
    for path in records(options):
        said = work.run("verify", path)
        lines = said.out.splitlines()
        check(f"{path}: same" in lines, f"{path}: {said}")
        check(not (folder / "xuncha.db").exists(), "a workspace was made")
        names = [b["name"] for b in json.loads(path.read_text(encoding="utf-8"))["beacons"]]
        if "local" in names:
            check("not publicly verifiable" in lines[0], f"the first line of {said}")
        elif any(name.startswith("drand") for name in names):
            check("was not checked" in lines[0] or "not publicly verifiable" in lines[0], f"the first line of {said}")
    equal(work.run("verify", *records(options)).out.count(": same"), len(records(options)), "verdicts")


def the_key(options, folder):
    work = House(options, folder)
    path = records(options)[0]
    key = json.loads(path.read_text(encoding="utf-8"))["key"]
    check("compare the key" in work.run("verify", path).out, "nobody is told to compare the key")
    file = house.write(folder / "office.key", key + "\n")
    for given in (key, file):
        check("compare the key" not in work.run("verify", path, "--key", given).out, "the key was given")
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    check("the key is not the one" in work.run("verify", path, "--key", other, status=1).out, "another key")
    work.run("verify", path, "--key", "nonsense", status=2)


def what_differs(options, folder):
    work = House(options, folder)
    path = records(options)[0]
    record = json.loads(path.read_text(encoding="utf-8"))
    seed = record["result"]["seed"]
    record["result"]["seed"] = seed[::-1]
    wrong = house.write(folder / "wrong.json", json.dumps(record))
    said = work.run("verify", wrong, status=1)
    check(f"the seed is {seed}, but the record says {seed[::-1]}" in said.out, said)
    record["extra"] = 1
    none = house.write(folder / "none.json", json.dumps(record))
    check("unknown key “extra”" in work.run("verify", none, status=3).err, "an unknown key")
    double = house.write(folder / "double.json", path.read_text(encoding="utf-8").replace("{", '{"v":1,', 1))
    check("this is not JSON" in work.run("verify", double, status=3).err, "a double key")
    work.run("verify", folder / "nowhere.json", status=3)
    # each of several files is judged
    said = work.run("verify", path, wrong, none, path, status=3)
    equal(said.out.count(": same"), 2, "the same")
    equal(said.out.count(": different"), 1, "different")
    check("1 of 4 files are no records" in said.err, said)
    said = json.loads(work.run("--json", "verify", path, wrong, status=1).out)
    equal([row["verdict"] for row in said], ["same", "different"], "verdicts in JSON")
    check(seed in said[1]["difference"] and said[0]["warnings"], said)


def the_page(options, folder):
    work = House(options, folder)
    path = records(options)[0]
    record = json.loads(path.read_text(encoding="utf-8"))
    target = next(i for ids in record["result"]["selected"].values() for i in ids)
    names = house.write(folder / "names.json", json.dumps({target: "<b>药店</b>"}))
    work.run("verify", path, "--page", folder / "page.html", "--names", names)
    page = (folder / "page.html").read_text(encoding="utf-8")
    check("&lt;b&gt;药店&lt;/b&gt;" in page and "<b>药店" not in page, "names are not escaped")
    for never in ("<script", "<link", "src=", "http"):
        check(never not in page, f"the page has {never}")
    work.run("verify", path, path, "--page", folder / "both.html", status=2)
    work.run("verify", path, "--page", folder / "x.html", "--names", path.parent, status=3)


house.main([the_same, the_key, what_differs, the_page])
