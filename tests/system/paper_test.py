"""Reports as workbooks and documents: everything that stands in one form stands in all, figures are
figures, nothing that a stranger wrote is a formula or markup, and the bytes never change."""
import csv
import io
import os
import pty
import re
import subprocess
import xml.etree.ElementTree
import zipfile

import house
from house import check, equal
from report_public_test import NEXT_DAY, NOON, commit, draw, report, workspace

HOSTILE = ["=cmd|'/c calc'!A1", "＝1+1", "]]><script>alert(1)</script>", "&amp;\"'", "@SUM(A1)",
           "_x0041_", "😀𠮷", "长" * 1300]
FORMS = ("text", "csv", "html", "xlsx", "docx", "json")


def full_workspace(options, folder):
    """A programme with two draws, one of them void for reasons that nobody would type."""
    work = workspace(options, folder)
    commit(work)
    work.now = NOON
    draw(work)
    commit(work, "--reason", HOSTILE[-1], "--by", HOSTILE[4])
    work.now = NEXT_DAY
    work.run("draw", "void", "spot/check/targets/2", "--reason", HOSTILE[0], "--by", HOSTILE[2] + HOSTILE[6])
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    return work


def paper(work, form, *words):
    """The bytes of a report, once to a file and once to standard output."""
    place = work.folder / f"report.{form}"
    work.run("report", "public", "spot", "--format", form, "-o", place, *words)
    equal(place.stat().st_mode & 0o777, 0o600, f"mode of the {form} file")
    done = subprocess.run(work.command(["report", "public", "spot", "--format", form, *words]),
                          cwd=work.folder, env=work.environment, stdout=subprocess.PIPE, check=True)
    check(done.stdout == place.read_bytes(), f"{form}: a file and standard output differ")
    return done.stdout


def elements(data, part):
    """All elements of a part of a zip file, by their names without name-spaces."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = xml.etree.ElementTree.fromstring(archive.read(part))
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    return list(root.iter())


def parts_are_sound(data, form):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check(archive.testzip() is None, f"{form}: a damaged part")
        for entry in archive.infolist():
            equal(entry.date_time, (1980, 1, 1, 0, 0, 0), f"{form}: time of {entry.filename}")
            xml.etree.ElementTree.fromstring(archive.read(entry))
            text = archive.read(entry).decode("utf-8")
            check(not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text), f"{entry.filename}: control")
            check("http" not in text.replace("http://schemas.", "").replace("http://purl.org", "")
                  .replace("http://www.w3.org", ""), f"{entry.filename}: an address")
        return archive.namelist()


def texts_of_workbook(data, names):
    """Texts and numbers of the visible worksheets' cells."""
    texts, numbers = [], []
    for name in names:
        if not name.startswith("xl/worksheets/sheet"):
            continue
        for element in elements(data, name):
            check(element.tag not in ("f", "hyperlink"), f"{name}: {element.tag}")
            if element.tag == "c":
                text = "".join(part.text or "" for part in element.iter() if part.tag == "t")
                value = [part.text for part in element.iter() if part.tag == "v"]
                texts += [re.sub(r"_x005F_", "_", text)] if text else []
                numbers += [float(value[0])] if value else []
    return texts, numbers


def paragraphs_of_document(data):
    return ["".join(part.text or "" for part in element.iter() if part.tag == "t")
            for element in elements(data, "word/document.xml") if element.tag == "p"]


def cells_of_csv(text):
    """Without the apostrophe that keeps formulas from running."""
    return [re.sub("^'(?=\\s*[=+\\-@＝＋－＠])", "", cell)
            for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row if cell]


def every_form_says_the_same(options, folder):
    work = full_workspace(options, folder)
    for work.lang in ("en", "zh"):
        cells = cells_of_csv(report(work, form="csv"))
        check(len(cells) > 50, "hardly anything in the report")
        for word in (HOSTILE[0], HOSTILE[2], HOSTILE[4], HOSTILE[6], HOSTILE[-1]):
            check(any(word in cell for cell in cells), f"not in the report: {word[:30]}")
        document, book = paper(work, "docx"), paper(work, "xlsx")
        parts_are_sound(document, "docx")
        texts, numbers = texts_of_workbook(book, parts_are_sound(book, "xlsx"))
        paragraphs = set(paragraphs_of_document(document))
        for cell in cells:
            check(cell in paragraphs, f"not in the document: {cell[:60]}")
            known = cell in texts or cell.isdigit() and float(cell) in numbers
            known = known or re.fullmatch(r"\d{4}-\d\d-\d\d|[\d.]+%", cell)
            check(known, f"not in the workbook: {cell[:60]}")


def the_same_bytes(options, folder):
    work = full_workspace(options, folder)
    work.now = NEXT_DAY[:10] + "T23:59:59+08:00"
    seen = {form: paper(work, form) for form in FORMS}
    day, work.now = work.now[:10], "2026-05-01T12:00:00+08:00"
    for form in FORMS:
        equal(paper(work, form, "--as-of", day) == seen[form], True, f"{form}, later")
    for environment in ({"LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York"}, {"TMPDIR": str(folder)}):
        work.environment.update(environment)
        for form in ("xlsx", "docx"):
            equal(paper(work, form, "--as-of", day) == seen[form], True, f"{form}, {environment}")
    left = [name for name in os.listdir(folder) if name.startswith("xuncha-")]
    equal(left, [], "temporary files that stay")


def on_terminal(work, *words):
    """Exit status and what the terminal shows."""
    leader, follower = pty.openpty()
    with subprocess.Popen(work.command(words), cwd=work.folder, env=work.environment,
                          stdin=subprocess.DEVNULL, stdout=follower, stderr=subprocess.PIPE) as done:
        os.close(follower)
        error = done.stderr.read().decode("utf-8")
        status = done.wait(timeout=60)
    os.close(leader)
    return status, error


def not_on_a_terminal(options, folder):
    work = workspace(options, folder)
    commit(work)
    for form in ("xlsx", "docx"):
        status, error = on_terminal(work, "report", "public", "spot", "--format", form)
        equal(status, 2, f"status of {form} on a terminal")
        check(f"a report as {form} goes to a file" in error and f"-o report.{form}" in error, error)
        told = work.run("--json", "report", "public", "spot", "--format", form, status=2)
        check("goes to a file" in told.err, told.err)
    work.environment["TMPDIR"] = str(folder / "none")
    told = work.run("report", "public", "spot", "--format", "xlsx", "-o", folder / "r.xlsx", status=4)
    check("none" in told.err and not (folder / "r.xlsx").exists(), told.err)


if __name__ == "__main__":
    house.main([every_form_says_the_same, the_same_bytes, not_on_a_terminal])
