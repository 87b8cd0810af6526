#include "report/notice.h"

static struct xc_str text_of(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return json_is_string(value)
               ? (struct xc_str){json_string_value(value), json_string_length(value)}
               : XC_STR("");
}

static uint64_t number_of(const json_t *object, const char *name) {
    return (uint64_t)json_integer_value(json_object_get(object, name));
}

static bool is_true(const json_t *object, const char *name) {
    return json_is_true(json_object_get(object, name));
}

const char *xc_notice_word(enum xc_notice notice) {
    static const char *const words[] = {"", "plan", "draw", "results"};
    return words[notice];
}

enum xc_notice xc_notice_parse(struct xc_str word) {
    for (enum xc_notice notice = XC_NOTICE_PLAN; notice <= XC_NOTICE_RESULTS; notice++) {
        if (xc_str_is(word, xc_notice_word(notice))) {
            return notice;
        }
    }
    return 0;
}

const char *xc_notice_result(enum xc_outcome_result result) {
    switch (result) {
    case XC_OUTCOME_PASS:
        return XC_MSG("no problem found");
    case XC_OUTCOME_PROBLEM_FIXED:
        return XC_MSG("a problem found and put right at once");
    case XC_OUTCOME_PROBLEM:
        return XC_MSG("a problem found, to be dealt with");
    case XC_OUTCOME_SERIOUS:
        return XC_MSG("a serious problem found, to be dealt with");
    case XC_OUTCOME_CLOSED:
        return XC_MSG("closed, not inspected");
    case XC_OUTCOME_REFUSED:
        return XC_MSG("inspection refused");
    case XC_OUTCOME_NOT_FOUND:
        return XC_MSG("not found at its registered place");
    }
    return "";
}

static void issue(const json_t *data, struct xc_sheet *sheet, const char *day) {
    xc_sheet_issued(sheet, text_of(data, "office_name"), text_of(data, day));
}

/* ---- The plan ---- */

static void plan_table(const json_t *data, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("no."),
                                      XC_MSG("matter"),
                                      XC_MSG("legal basis"),
                                      XC_MSG("targets and number"),
                                      XC_MSG("content"),
                                      XC_MSG("time"),
                                      XC_MSG("method"),
                                      XC_MSG("times a year"),
                                      XC_MSG("carried out by"),
                                      XC_MSG("joint"),
                                      XC_MSG("remarks")};
    enum {
        NO,
        MATTER,
        BASIS,
        TARGETS,
        CONTENT,
        TIME,
        METHOD,
        TIMES,
        BY,
        JOINT,
        REMARKS,
        COLUMNS
    };
    const json_t *row;
    size_t i;
    xc_sheet_part(sheet, COLUMNS, 1u << NO, "Inspections");
    xc_sheet_heads(sheet, ids, COLUMNS);
    json_array_foreach(json_object_get(data, "rows"), i, row) {
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, NO, i + 1);
        xc_sheet_cell(sheet, MATTER, text_of(row, "matter"));
        xc_sheet_cell(sheet, BASIS, text_of(row, "basis"));
        xc_sheet_cell(sheet, TARGETS, text_of(row, "targets"));
        xc_sheet_cell(sheet, CONTENT, text_of(row, "content"));
        xc_sheet_say(sheet, TIME, "%.*s to %.*s", XC_PRI(text_of(row, "from")),
                     XC_PRI(text_of(row, "to")));
        xc_sheet_cell(sheet, METHOD, text_of(row, "method"));
        xc_sheet_cell(sheet, TIMES, text_of(row, "times"));
        xc_sheet_cell(sheet, BY, text_of(data, "office_name"));
        xc_sheet_cell(sheet, JOINT, text_of(row, "joint"));
        xc_sheet_cell(sheet, REMARKS, text_of(row, "remarks"));
    }
}

static void caps_prose(const json_t *data, struct xc_sheet *sheet) {
    uint64_t enforcement = number_of(data, "cap_enforcement");
    uint64_t agency = number_of(data, "cap_agency_check");
    if (enforcement > 0) {
        xc_sheet_prose(sheet,
                       "Nobody is inspected by enforcement more than %llu times a year, "
                       "over all programmes together.",
                       (unsigned long long)enforcement);
    }
    if (agency > 0) {
        xc_sheet_prose(sheet,
                       "Nobody is checked by the agency more than %llu times a year, "
                       "over all programmes together.",
                       (unsigned long long)agency);
    }
}

static void plan_sheet(const json_t *data, struct xc_sheet *sheet) {
    struct xc_str office = text_of(data, "office_name");
    sheet->landscape = true;
    sheet->title = xc_sheet_text(
        sheet, "Plan of administrative inspections of enterprises, %.*s, %d",
        XC_PRI(office), (int)number_of(data, "year"));
    sheet->subtitle =
        xc_sheet_text(sheet, "Public notice: %.*s", XC_PRI(text_of(data, "title")));
    if (is_true(data, "provisional")) {
        xc_sheet_warn(sheet, "provisional: the year's holiday notice is not out yet");
    }
    xc_sheet_prose(sheet,
                   "This plan of %.*s was approved on %.*s and is published here. It "
                   "names groups and numbers; who is drawn is published after the draw, "
                   "and unannounced inspections after they were made.",
                   XC_PRI(office), XC_PRI(text_of(data, "approved_text")));
    caps_prose(data, sheet);
    plan_table(data, sheet);
    xc_sheet_prose(sheet,
                   "Whoever is inspected outside of this plan, or more often than it "
                   "says, may report that to %.*s.",
                   XC_PRI(office));
    issue(data, sheet, "as_of_text");
}

/* ---- Draws ---- */

static void draw_facts(const json_t *draw, struct xc_sheet *sheet) {
    const json_t *beacon;
    size_t i;
    xc_sheet_part(sheet, 2, 0, "%.*s", XC_PRI(text_of(draw, "stage_title")));
    xc_sheet_fact(sheet, XC_MSG("number of the draw"), text_of(draw, "draw"));
    if (text_of(draw, "batch").len > 0) {
        xc_sheet_fact(sheet, XC_MSG("batch"), text_of(draw, "batch"));
    }
    if (text_of(draw, "basis").len > 0) {
        xc_sheet_fact(sheet, XC_MSG("legal basis"), text_of(draw, "basis"));
    }
    xc_sheet_fact(sheet, XC_MSG("committed to"),
                  xc_sheet_text(sheet, "%.*s, entry %llu of the ledger",
                                XC_PRI(text_of(draw, "committed")),
                                (unsigned long long)number_of(draw, "entry")));
    xc_sheet_fact(sheet, XC_MSG("digest of the commitment"), text_of(draw, "commit"));
    xc_sheet_fact(sheet, XC_MSG("drawn from"),
                  xc_sheet_text(sheet, "%llu in the list, digest %.*s",
                                (unsigned long long)number_of(draw, "urn"),
                                XC_PRI(text_of(draw, "urn_digest"))));
    xc_sheet_fact(sheet, XC_MSG("randomness named beforehand"),
                  text_of(draw, "beacon_names"));
    json_array_foreach(json_object_get(draw, "beacons"), i, beacon) {
        xc_sheet_fact(sheet, XC_MSG("its value"), text_of(beacon, "value"));
    }
    if (text_of(draw, "drawn").len > 0) {
        xc_sheet_fact(sheet, XC_MSG("drawn"),
                      xc_sheet_text(sheet, "%.*s, entry %llu of the ledger",
                                    XC_PRI(text_of(draw, "drawn")),
                                    (unsigned long long)number_of(draw, "result_entry")));
    }
    if (text_of(draw, "seed").len > 0) {
        xc_sheet_fact(sheet, XC_MSG("seed"), text_of(draw, "seed"));
    }
    if (text_of(draw, "record").len > 0) {
        xc_sheet_fact(sheet, XC_MSG("record to check it by"), text_of(draw, "record"));
    }
}

/* What became of it where that is not a list. */
static void draw_state(const json_t *draw, struct xc_sheet *sheet) {
    struct xc_str state = text_of(draw, "state");
    if (xc_str_is(state, "void")) {
        xc_sheet_note(sheet, "Void since %.*s: %.*s (agreed by %.*s).",
                      XC_PRI(text_of(draw, "void")), XC_PRI(text_of(draw, "reason")),
                      XC_PRI(text_of(draw, "void_by")));
    } else if (!xc_str_is(state, "drawn")) {
        xc_sheet_note(sheet, "Not drawn yet: it waits for the value named.");
    } else if (is_true(draw, "hidden")) {
        xc_sheet_note(sheet, "Withheld: what a draw gave is published when the embargo "
                             "of its visits ends, and not before they are planned.");
    }
    if (is_true(draw, "local")) {
        xc_sheet_warn(sheet,
                      "%.*s: drawn by local randomness or a seed chosen here: nobody "
                      "outside can check it.",
                      XC_PRI(text_of(draw, "draw")));
    }
    if (is_true(draw, "unsigned")) {
        xc_sheet_warn(sheet,
                      "%.*s: the signature of its drand value was not checked here: "
                      "compare it with the beacon's own publication.",
                      XC_PRI(text_of(draw, "draw")));
    }
}

static void draw_targets(const json_t *draw, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("no."),     XC_MSG("institution"),
                                      XC_MSG("code"),    XC_MSG("area"),
                                      XC_MSG("stratum"), XC_MSG("remarks")};
    enum { NO, NAME, CODE, AREA, STRATUM, REMARKS, COLUMNS };
    const json_t *row;
    size_t i;
    xc_sheet_part(sheet, COLUMNS, 1u << NO, "Drawn");
    xc_sheet_heads(sheet, ids, COLUMNS);
    json_array_foreach(json_object_get(draw, "targets"), i, row) {
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, NO, i + 1);
        xc_sheet_cell(sheet, NAME, text_of(row, "name"));
        xc_sheet_cell(sheet, CODE, text_of(row, "id"));
        xc_sheet_cell(sheet, AREA, text_of(row, "area_name"));
        xc_sheet_cell(sheet, STRATUM, text_of(row, "stratum"));
        xc_sheet_cell(sheet, REMARKS, text_of(row, "remark"));
        if (is_true(row, "struck")) {
            xc_sheet_strike(sheet);
        }
    }
    xc_sheet_note(sheet, "Drawn: %llu. People dealt to them by the same draw: %llu.",
                  (unsigned long long)number_of(draw, "count"),
                  (unsigned long long)number_of(draw, "people_count"));
}

static void ledger_part(const json_t *data, struct xc_sheet *sheet) {
    const json_t *ledger = json_object_get(data, "ledger");
    xc_sheet_part(sheet, 2, 0, "How to check it");
    xc_sheet_fact(sheet, XC_MSG("ledger"), text_of(ledger, "name"));
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, xc_str_from(xc_text(sheet->catalogue, XC_MSG("entries"))));
    xc_sheet_number(sheet, 1, number_of(ledger, "size"));
    xc_sheet_fact(sheet, XC_MSG("head of the ledger"), text_of(ledger, "root"));
    xc_sheet_fact(sheet, XC_MSG("signature"), text_of(ledger, "signature"));
    xc_sheet_fact(sheet, XC_MSG("key to check it by"), text_of(ledger, "key"));
    xc_sheet_note(sheet,
                  "Anybody can repeat a draw from its record, without this office: "
                  "xuncha verify RECORD.json --key KEY. Whoever was in the list can ask "
                  "for a proof of it: xuncha ledger proof DRAW --target ID.");
}

static void draw_sheet(const json_t *data, struct xc_sheet *sheet) {
    struct xc_str office = text_of(data, "office_name");
    const json_t *draw;
    size_t i;
    sheet->title =
        xc_sheet_text(sheet, "%.*s: notice of draws for inspections", XC_PRI(office));
    sheet->subtitle =
        xc_sheet_text(sheet, "%.*s, as of %.*s", XC_PRI(text_of(data, "title")),
                      XC_PRI(text_of(data, "as_of")));
    xc_sheet_prose(sheet,
                   "%.*s draws at random whom to inspect, and by whom. List, rules and "
                   "the randomness to come were fixed in the ledger before anybody could "
                   "know its value; what was drawn follows from them and from nothing "
                   "else.",
                   XC_PRI(office));
    json_array_foreach(json_object_get(data, "draws"), i, draw) {
        draw_facts(draw, sheet);
        draw_state(draw, sheet);
        if (json_array_size(json_object_get(draw, "targets")) > 0) {
            draw_targets(draw, sheet);
        }
    }
    ledger_part(data, sheet);
    issue(data, sheet, "as_of_text");
}

/* ---- Results ---- */

static void results_table(const json_t *data, struct xc_sheet *sheet) {
    static const char *const ids[] = {
        XC_MSG("no."),    XC_MSG("institution"),  XC_MSG("code"),   XC_MSG("area"),
        XC_MSG("matter"), XC_MSG("inspected on"), XC_MSG("result"), XC_MSG("remarks")};
    enum { NO, NAME, CODE, AREA, MATTER, DATE, RESULT, REMARKS, COLUMNS };
    const json_t *row;
    size_t i;
    xc_sheet_part(sheet, COLUMNS, 1u << NO, "Results");
    xc_sheet_heads(sheet, ids, COLUMNS);
    json_array_foreach(json_object_get(data, "rows"), i, row) {
        xc_date date = XC_NO_DATE;
        (void)xc_date_parse(text_of(row, "date"), &date);
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, NO, i + 1);
        xc_sheet_cell(sheet, NAME, text_of(row, "target_name"));
        xc_sheet_cell(sheet, CODE, text_of(row, "target"));
        xc_sheet_cell(sheet, AREA, text_of(row, "area_name"));
        xc_sheet_cell(sheet, MATTER, text_of(row, "matter"));
        xc_sheet_date(sheet, DATE, date);
        xc_sheet_cell(sheet, RESULT, text_of(row, "result_text"));
        xc_sheet_cell(sheet, REMARKS, text_of(row, "remark"));
        if (is_true(row, "struck")) {
            xc_sheet_strike(sheet);
        }
    }
    if (number_of(data, "struck") > 0) {
        xc_sheet_note(sheet,
                      "A row that is crossed out was published before and does not "
                      "hold any more.");
    }
}

/* "no problem found 12; inspection refused 1" */
static struct xc_str counts_of(const json_t *data, struct xc_sheet *sheet) {
    const json_t *counts = json_object_get(data, "counts");
    struct xc_buffer list = xc_buffer_make(1 << 12);
    for (enum xc_outcome_result result = XC_OUTCOME_PASS; result <= XC_OUTCOME_NOT_FOUND;
         result++) {
        uint64_t count = number_of(counts, xc_outcome_word(result));
        if (count > 0) {
            xc_buffer_puts(&list, list.len == 0 ? "" : sheet->chinese ? "；" : "; ");
            xc_buffer_puts(&list, xc_text(sheet->catalogue, xc_notice_result(result)));
            xc_buffer_printf(&list, " %llu", (unsigned long long)count);
        }
    }
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&list));
    sheet->failed = sheet->failed || list.failed;
    xc_buffer_free(&list);
    return kept;
}

static void results_heading(const json_t *data, struct xc_sheet *sheet) {
    uint64_t number = number_of(data, "number");
    struct xc_str title = text_of(data, "title");
    sheet->title = xc_sheet_text(sheet, "%.*s: results of inspections",
                                 XC_PRI(text_of(data, "office_name")));
    if (is_true(data, "all")) {
        sheet->subtitle = xc_sheet_text(sheet, "%.*s, all notices up to %.*s",
                                        XC_PRI(title), XC_PRI(text_of(data, "as_of")));
    } else if (number > 0) {
        sheet->subtitle =
            xc_sheet_text(sheet, "%.*s, notice %llu of %d", XC_PRI(title),
                          (unsigned long long)number, (int)number_of(data, "on_year"));
    } else {
        sheet->subtitle = xc_sheet_text(sheet, "%.*s, as of %.*s", XC_PRI(title),
                                        XC_PRI(text_of(data, "as_of")));
        xc_sheet_warn(sheet, "Draft: not published yet. What is published is stored with "
                             "`xuncha publish results`.");
    }
}

static void results_sheet(const json_t *data, struct xc_sheet *sheet) {
    struct xc_str office = text_of(data, "office_name"), basis = text_of(data, "basis");
    bool any = json_array_size(json_object_get(data, "rows")) > 0;
    results_heading(data, sheet);
    if (basis.len > 0) {
        xc_sheet_prose(sheet, "Legal basis: %.*s", XC_PRI(basis));
    }
    if (!any) {
        xc_sheet_prose(sheet, "No result waits for its publication.");
    } else if (number_of(data, "count") > 0) {
        xc_sheet_prose(sheet,
                       "%.*s publishes the results of %llu inspections made from %.*s to "
                       "%.*s.",
                       XC_PRI(office), (unsigned long long)number_of(data, "count"),
                       XC_PRI(text_of(data, "from_text")),
                       XC_PRI(text_of(data, "to_text")));
        xc_sheet_prose(sheet, "Of these: %.*s.", XC_PRI(counts_of(data, sheet)));
    } else {
        xc_sheet_prose(sheet,
                       "%.*s withdraws what it had published of these inspections.",
                       XC_PRI(office));
    }
    if (any) {
        results_table(data, sheet);
        xc_sheet_prose(sheet, "Whoever holds a result to be wrong may say so to %.*s.",
                       XC_PRI(office));
    }
    issue(data, sheet, "on_text");
}

void xc_notice_sheet(enum xc_notice notice, const json_t *data, struct xc_sheet *sheet) {
    switch (notice) {
    case XC_NOTICE_PLAN:
        plan_sheet(data, sheet);
        break;
    case XC_NOTICE_DRAW:
        draw_sheet(data, sheet);
        break;
    case XC_NOTICE_RESULTS:
        results_sheet(data, sheet);
        break;
    }
}
