#!/usr/bin/env python3
"""Leads, cases and corrections of the register, from the command line to the ledger."""
import json
import sqlite3

from house import House, check, equal, main, write

TARGETS = """id,name,kind,area,status
T1,宜城诊所,clinic,320282,active
T2,老药店,pharmacy,320282,closed
P13010200001,桥头药店,pharmacy,320282,active
"""


def office(options, folder):
    house = House(options, folder, now="2026-03-10T09:00:00+08:00", office="320282")
    house.init()
    house.run("import", "targets", write(folder / "targets.csv", TARGETS))
    return house


def add_lead(house, *words, status=0, target="T1"):
    return house.run("lead", "add", "--target", target, "--source", "complaint", "--severity", "4",
                     "--summary", "串换药品", *words, status=status)


def entries(house):
    return len(house.run("--json", "ledger", "show").out.splitlines())


def refused(house, status, wanted, *words):
    """Named, and nothing stored."""
    before = entries(house)
    result = house.run(*words, status=status)
    check(wanted in result.err, f"'{wanted}' is not said:\n{result}")
    equal(entries(house), before, "entries after a refusal")


def leads(house, *words):
    return json.loads(house.run("--json", "lead", "list", *words).out)["leads"]


def cases(house, *words):
    return json.loads(house.run("--json", "case", "list", *words).out)["cases"]


def life_of_a_lead(options, folder):
    house = office(options, folder)
    add_lead(house, "--date", "2026-03-01", "--reply-due", "2026-03-05")
    add_lead(house, "--id", "2026-投-7", "--assigned", "监管科", target="P13010200001")
    add_lead(house)
    equal([lead["id"] for lead in leads(house)], ["2026-投-7", "L2026-0001", "L2026-0002"], "ids")
    equal([lead["state"] for lead in leads(house)], ["assigned", "received", "received"], "states")
    equal([lead["late"] for lead in leads(house)], [False, True, False], "late ones")
    house.run("lead", "set", "L2026-0001", "状态=已交办", "承办=监管科")
    house.run("lead", "set", "L2026-0001", "state=checked", "severity=5")
    size = entries(house)
    check("Nothing changed" in house.run("lead", "set", "L2026-0001", "severity=5").out, "said it again")
    equal(entries(house), size, "entries after nothing")
    equal([lead["id"] for lead in leads(house, "--open")], ["2026-投-7", "L2026-0002"], "open leads")
    house.run("lead", "done", "L2026-0001", "--answer", "属实，已处理", "--on", "2026-03-09")
    done = [lead for lead in leads(house, "--target", "T1") if lead["id"] == "L2026-0001"][0]
    equal((done["state"], done["answer"], done["answered_on"], done["source"], done["late"]),
          ("answered", "属实，已处理", "2026-03-09", "complaint", False), "the lead")
    shown = house.run("lead", "list").out
    for wanted in ("宜城诊所", "串换药品", "assigned to", "Leads: 3, open: 2, past their day: 0"):
        check(wanted in shown, f"'{wanted}' is not shown:\n{shown}")
    house.lang = "zh"
    check("已答复" in house.run("lead", "list").out, "states in Chinese")
    with sqlite3.connect(house.db) as database:
        (versions,), = database.execute("SELECT count(*) FROM fact WHERE id = 'L2026-0001'")
    database.close()
    equal(versions, 4, "versions kept")
    house.run("ledger", "verify")
    house.run("doctor")


def bad_leads(options, folder):
    house = office(options, folder)
    add_lead(house)
    good = ("lead", "add", "--target", "T1", "--source", "media", "--severity", "1", "--summary", "x")
    with_target = ("lead", "add", "--source", "media", "--severity", "1", "--summary", "x", "--target")
    refused(house, 3, "there is no target 'T9'", *with_target, "T9")
    refused(house, 3, "target T2 is closed", *with_target, "T2")
    refused(house, 3, "xuncha register set T2 status=active", *with_target, "T2")
    refused(house, 2, "--summary is missing", *good[:-2])
    refused(house, 3, "severity: '6' is not a number from 1 to 5", *good, "--severity", "6")
    refused(house, 3, "source: 'rumour' is not one of its words", *good, "--source", "rumour")
    refused(house, 3, "举报", *good, "--source", "rumour")
    refused(house, 3, "date: '31 March' is not a date", *good, "--date", "31 March")
    refused(house, 3, "date: 2026-03-11 is still to come", *good, "--date", "2026-03-11")
    refused(house, 3, "reply_due lies before", *good, "--reply-due", "2026-03-09")
    refused(house, 3, "there is no visit 'v1'", *good, "--visit", "v1")
    refused(house, 1, "there is a lead 'L2026-0001' already", *good, "--id", "L2026-0001")
    for number in ("电话13812345678", "身份证32028219800101123X", "+86 138-1234-5678"):
        refused(house, 3, "who informed the office is never stored", *good, "--summary", number)
    house.run(*good, "--summary", "机构编码P13010200001，单号20260302000012")
    refused(house, 1, "there is no lead 'L9'", "lead", "set", "L9", "severity=1")
    refused(house, 2, "there is no field 'informant'", "lead", "set", "L2026-0001", "informant=张三")
    refused(house, 2, "did you mean severity?", "lead", "set", "L2026-0001", "serverity=1")
    refused(house, 2, "write FIELD=VALUE", "lead", "set", "L2026-0001", "severity")
    refused(house, 3, "assigned: to whom?", "lead", "set", "L2026-0001", "state=assigned")
    refused(house, 3, "is about target T1", "lead", "set", "L2026-0001", "target=P13010200001")
    refused(house, 3, "was received on 2026-03-10", "lead", "set", "L2026-0001", "date=2026-03-09")
    refused(house, 2, "needs --answer TEXT", "lead", "done", "L2026-0001")
    house.run("lead", "done", "L2026-0001", "--answer", "x")
    refused(house, 3, "answered already", "lead", "set", "L2026-0001", "state=received")
    with open(house.db, "rb") as file:
        check(b"13812345678" not in file.read(), "a refused number is in the database")


def life_of_a_case(options, folder):
    house = office(options, folder)
    add_lead(house)
    house.run("case", "add", "--target", "T1", "--lead", "L2026-0001", "--amount", "12345.6",
              "--referred-to", "公安", "--referred-on", "2026-03-06", "--found-by", "现场检查")
    house.run("case", "add", "--target", "T2", "--facts", "虚假处方")  # a closed one may have been one
    equal([(one["id"], one["opened"]) for one in cases(house)],
          [("C2026-0001", "2026-03-06"), ("C2026-0002", "2026-03-10")], "cases")
    first = cases(house, "--target", "T1")[0]
    equal((first["amount"], first["referred_to"], first["closed_on"]), ("12345.60", "police", None), "case")
    house.run("case", "set", "C2026-0001", "reply=已立案", "replied_on=2026-03-08")
    house.run("case", "done", "C2026-0001", "--on", "2026-03-09", "--decision", "移送审查起诉")
    equal([one["id"] for one in cases(house, "--open")], ["C2026-0002"], "open cases")
    shown = house.run("case", "list").out
    for wanted in ("12345.60", "police", "移送审查起诉", "Cases: 2, open: 1"):
        check(wanted in shown, f"'{wanted}' is not shown:\n{shown}")
    refused(house, 3, "open a new one", "case", "set", "C2026-0001", "closed_on=-")
    refused(house, 3, "there is no lead 'L7'", "case", "add", "--target", "T1", "--lead", "L7")
    refused(house, 3, "there is no target 'T9'", "case", "add", "--target", "T9")
    refused(house, 3, "not an amount in yuan", "case", "add", "--target", "T1", "--amount", "viel")
    refused(house, 3, "stand together", "case", "add", "--target", "T1", "--referred-to", "police")
    refused(house, 3, "still to come", "case", "done", "C2026-0002", "--decision", "x", "--on", "2026-03-11")
    refused(house, 2, "needs --decision TEXT", "case", "done", "C2026-0002")
    refused(house, 2, "--target is missing", "case", "add")
    house.run("ledger", "verify")


def nobody_else_meanwhile(options, folder):
    """Leads added at the same time get different numbers, or the later one is told to try again."""
    house = office(options, folder)
    running = [house.start("lead", "add", "--target", "T1", "--source", "media", "--severity", "1",
                           "--summary", f"{number}") for number in range(6)]
    done = 0
    for one in running:
        _, said = one.communicate(timeout=60)
        check(one.returncode in (0, 1), said.decode())
        check(one.returncode == 0 or "meanwhile" in said.decode(), said.decode())
        done += one.returncode == 0
    found = leads(house)
    equal(len(found), done, "leads stored")
    equal([lead["id"] for lead in found], [f"L2026-{number + 1:04}" for number in range(done)], "numbers")
    house.run("ledger", "verify")


def proposals(options, folder):
    house = office(options, folder)
    check("Proposals to decide on: 0" in house.run("register", "proposals").out, "no proposals")
    equal(json.loads(house.run("--json", "register", "proposals").out), {"proposals": []}, "no proposals")
    refused(house, 1, "there is no proposal 'v1/address'", "register", "accept", "v1/address")
    refused(house, 2, "needs --reason TEXT", "register", "decline", "v1/address")


if __name__ == "__main__":
    main([life_of_a_lead, bad_leads, life_of_a_case, nobody_else_meanwhile, proposals])
