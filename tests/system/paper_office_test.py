"""Reports as an office suite sees them: it opens each, reads the same texts, prints on A4."""
import csv
import io
import re
import shutil
import subprocess

import forms_test
import house
from house import Skipped, check, equal
from paper_test import cells_of_csv, full_workspace, paper
from report_public_test import report


def convert(folder, place, form):
    """The files that the office suite makes of one."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise Skipped("there is no LibreOffice (packages libreoffice-writer-nogui, libreoffice-calc-nogui)")
    done = subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                           "--convert-to", form, "--outdir", str(folder / "made"), str(place)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False)
    made = sorted((folder / "made").glob(f"{place.stem}*.{form.split(':')[0]}"))
    check(made, f"{place.name} does not open: {done.stdout.decode('utf-8', 'replace')}")
    return made


def flat(text):
    return re.sub(r"\s+", "", text)


def opens_documents(options, folder):
    work = full_workspace(options, folder)
    work.lang = "zh"
    paper(work, "docx")
    text = flat(convert(folder, folder / "report.docx", "txt:Text (encoded):UTF8")[0].read_text("utf-8-sig"))
    for cell in cells_of_csv(report(work, form="csv")):
        check(flat(cell) in text, f"LibreOffice does not show: {cell[:60]}")


def opens_workbooks(options, folder):
    work = full_workspace(options, folder)
    work.lang = "zh"
    paper(work, "xlsx")
    made = convert(folder, folder / "report.xlsx", "csv:Text - txt - csv (StarCalc):"
                   "44,34,76,1,,0,false,true,false,false,false,-1")
    text = flat("".join(place.read_text("utf-8-sig").replace('""', '"') for place in made))
    for cell in cells_of_csv(report(work, form="csv")):
        check(flat(cell) in text, f"LibreOffice does not show: {cell[:60]}")
    check("#NAME?" not in text and "Err:" not in text, "a cell is a formula")


def counts_forms_again(options, folder):
    """Sums of a filled form are those of its rows, though the form came with other ones."""
    work = forms_test.workspace(options, folder)
    months = forms_test.data(work, "approval")["documents"][0]["months"]
    visits = [month["visits"] for month in months]
    forms_test.fill(work, forms_test.counting_form(), "count.xlsx", "approval", "year")
    made = convert(folder, work.folder / "filled-count.xlsx", "csv:Text - txt - csv (StarCalc):"
                   "44,34,76,1,,0,false,true,false,false,false,-1")
    tables = {place.stem.split("-")[-1]: list(csv.reader(io.StringIO(place.read_text("utf-8-sig")))) for place in made}
    plan, total = tables["计划"], tables["总表"]
    n, whole = len(visits), sum(visits)
    for i, row in enumerate(plan[3:3 + n]):
        equal([int(row[1]), int(row[2]), int(row[3]), int(row[5])],
              [visits[i], visits[i] * 2, sum(visits[:i + 1]), sum(visits[:i + 1])], f"row {i}")
        check(abs(float(row[4]) - visits[i] / whole) < 1e-6, f"share {row[4]} of row {i}")
    equal([int(plan[4 + n][1]), int(plan[4 + n][2])], [whole, 2 * whole], "the sums below")
    equal([int(plan[0][2]), int(plan[6 + n][1]), plan[6 + n][2]], [whole, n, "2B4"], "what speaks of them")
    equal([int(cell) for cell in total[0][:3]], [whole] * 3, "the other sheet")


def prints_on_a4(options, folder):
    work = full_workspace(options, folder)
    for form in ("docx", "xlsx"):
        paper(work, form)
        page = convert(folder, folder / f"report.{form}", "pdf")[0].read_bytes()
        boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", page)
        sizes = {tuple(sorted(round(float(side)) for side in box)) for box in boxes}
        check(sizes and sizes <= {(595, 842), (596, 842), (595, 843)}, f"{form}: paper of {sizes}")


if __name__ == "__main__":
    house.main([opens_documents, opens_workbooks, counts_forms_again, prints_on_a4])
