#include "report/case_sheet.h"

static struct xc_str named(struct xc_sheet *sheet, struct xc_str name, struct xc_str id) {
    return name.len ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(name), XC_PRI(id)) : id;
}

static struct xc_str known(struct xc_sheet *sheet, struct xc_str text) {
    return text.len ? text
                    : xc_str_from(xc_text(sheet->catalogue, XC_MSG("(to be filled in)")));
}

static struct xc_str day_of(struct xc_sheet *sheet, xc_date date) {
    char day[11];
    xc_date_format(date, day);
    return xc_sheet_keep(sheet, xc_str_from(day));
}

static void put_head(const struct xc_case_report *report, struct xc_sheet *sheet) {
    struct xc_str office = named(sheet, report->office_name, report->office);
    char day[11];
    xc_date_format(report->as_of, day);
    sheet->title = xc_sheet_keep(sheet, report->programme);
    sheet->subtitle = xc_sheet_text(sheet, "Report on case %.*s as of %s, %.*s",
                                    XC_PRI(report->record->id), day, XC_PRI(office));
}

static void put_case(const struct xc_case_report *report, struct xc_sheet *sheet) {
    const struct xc_register *reg = report->reg;
    const struct xc_case *record = report->record;
    uint32_t target = xc_register_find_target(reg, record->target);
    struct xc_str name = target == XC_NO_ROW
                             ? XC_STR("")
                             : xc_register_text(reg, reg->targets.name[target]);
    xc_sheet_part(sheet, 2, 0, XC_MSG("The case"));
    xc_sheet_fact(sheet, XC_MSG("case"), record->id);
    xc_sheet_fact(sheet, XC_MSG("institution"), named(sheet, name, record->target));
    xc_sheet_fact(sheet, XC_MSG("opened on"), day_of(sheet, record->opened));
    xc_sheet_fact(sheet, XC_MSG("how it was found"), known(sheet, record->found_by));
    if (record->visit.len) {
        xc_sheet_fact(sheet, XC_MSG("found on visit"), record->visit);
    }
    if (record->lead.len) {
        xc_sheet_fact(sheet, XC_MSG("lead"), record->lead);
    }
    xc_sheet_fact(sheet, XC_MSG("what happened"), known(sheet, record->facts));
    xc_sheet_fact(sheet, XC_MSG("amount in question (yuan)"), XC_STR(""));
    xc_sheet_money(sheet, 1, record->amount);
}

static void put_end(const struct xc_case_report *report, struct xc_sheet *sheet) {
    const struct xc_case *record = report->record;
    xc_sheet_part(sheet, 2, 0, XC_MSG("What became of it"));
    if (record->referred_on != XC_NO_DATE) {
        xc_sheet_fact(sheet, XC_MSG("referred to"),
                      xc_case_authority(record->referred_to, sheet->chinese));
        xc_sheet_fact(sheet, XC_MSG("referred on"), day_of(sheet, record->referred_on));
        xc_sheet_fact(sheet, XC_MSG("reply"), known(sheet, record->reply));
    }
    if (record->closed_on != XC_NO_DATE) {
        xc_sheet_fact(sheet, XC_MSG("closed on"), day_of(sheet, record->closed_on));
    }
    xc_sheet_fact(sheet, XC_MSG("outcome and basis"), known(sheet, record->decision));
}

void xc_case_sheet(const struct xc_case_report *report, struct xc_sheet *sheet) {
    put_head(report, sheet);
    put_case(report, sheet);
    put_end(report, sheet);
    xc_sheet_sign(sheet, XC_MSG("Drawn up by"));
    xc_sheet_sign(sheet, XC_MSG("Checked by"));
    xc_sheet_sign(sheet, XC_MSG("Signed by"));
}
