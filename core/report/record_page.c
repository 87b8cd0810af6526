#include "report/record_page.h"

#include "report/record_page_rules.h"

static const char style[] =
    "<style>"
    "@page{size:A4;margin:18mm 16mm}"
    "body{font:10.5pt/1.5 \"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,"
    "\"Noto Serif\",serif;color:#111;max-width:178mm;margin:0 auto;padding:4mm}"
    "h1{font-size:18pt;text-align:center;margin:0 0 2mm}"
    ".id{text-align:center;margin:0 0 5mm}"
    "h2{font-size:12.5pt;border-bottom:1px solid #111;margin:7mm 0 2mm;"
    "break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:2mm 0}"
    "th,td{border:1px solid #888;padding:.8mm 2mm;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "th{background:#f0f0f0;font-weight:600}"
    ".facts th{width:30%}"
    ".hex,pre,code{font:9pt/1.45 \"Noto Sans Mono CJK SC\",\"DejaVu Sans Mono\","
    "Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}"
    "pre{border:1px solid #888;padding:2mm;margin:2mm 0;break-inside:avoid}"
    ".number{text-align:right;width:3em}"
    ".notice{border:2px solid #111;padding:2mm 4mm;margin:3mm 0;break-inside:avoid}"
    ".notice p{margin:.5mm 0;overflow-wrap:anywhere}th{white-space:nowrap}"
    ".facts th{white-space:normal}"
    "ul{margin:1mm 0;padding-left:6mm}li{margin:.6mm 0}"
    ".sign{break-inside:avoid}.sign td{height:14mm;border:0;border-bottom:1px solid #111;"
    "width:33%;vertical-align:bottom}.sign table{border-collapse:separate;"
    "border-spacing:6mm 0}"
    "</style>\n";

struct writing {
    struct xc_html html;
    const struct xc_record_page *page;
    struct xc_urn urn;
};

static struct xc_str text_of(const json_t *json) {
    return (struct xc_str){json_string_value(json), json_string_length(json)};
}

/* "name (id)", or the id where nobody gave it a name. */
static void put_id(struct writing *w, struct xc_str id) {
    struct xc_str name = {NULL, 0};
    if (json_is_object(w->page->names))
        name = text_of(json_object_getn(w->page->names, id.ptr, id.len));
    if (name.len > 0) {
        xc_html_text(&w->html, name);
        xc_html_raw(&w->html, " <small>");
        xc_html_text(&w->html, id);
        xc_html_raw(&w->html, "</small>");
    } else {
        xc_html_text(&w->html, id);
    }
}

static void put_number(struct writing *w, size_t number) {
    (void)xc_buffer_printf(w->html.out, "<td class=number>%zu</td>", number);
}

/* ---- head ---- */

static void put_head(struct writing *w) {
    const struct xc_record_page *page = w->page;
    xc_html_raw(&w->html, page->chinese ? "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n"
                                        : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    xc_html_raw(&w->html, "<head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">");
    xc_html_element(&w->html, "title", "Record of the draw %.*s",
                    XC_PRI(page->record->commit.id));
    xc_html_raw(&w->html, style);
    xc_html_raw(&w->html, "</head>\n<body>\n");
    xc_html_element(&w->html, "h1", "Record of a draw");
    xc_html_raw(&w->html, "<p class=id><code>");
    xc_html_text(&w->html, page->record->commit.id);
    xc_html_raw(&w->html, "</code></p>\n");
}

/* What a reader has to know before all else. */
static void put_notice(struct writing *w) {
    const struct xc_record_report *report = w->page->report;
    xc_html_raw(&w->html, "<div class=notice><p><strong>");
    if (report->same)
        xc_html_say(&w->html, "Verified: everything that this record says follows from "
                              "what it holds.");
    else
        xc_html_say(&w->html, "DIFFERENT: this record does not say what follows from it. "
                              "See “How to check”.");
    xc_html_raw(&w->html, "</strong></p>\n");
    for (size_t i = 0; i < report->warning_count; i++) {
        xc_html_raw(&w->html, "<p>");
        xc_html_message(&w->html, &report->warnings[i]);
        xc_html_raw(&w->html, "</p>\n");
    }
    xc_html_raw(&w->html, "</div>\n");
}

/* ---- the urn ---- */

static void put_table_row(struct writing *w, const char *name, uint64_t rows,
                          const struct xc_digest *digest) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(digest, hex);
    xc_html_raw(&w->html, "<tr><td>");
    xc_html_text(&w->html, xc_str_from(xc_text(w->html.catalogue, name)));
    xc_html_raw(&w->html, "</td>");
    put_number(w, rows);
    xc_html_raw(&w->html, "<td class=hex>");
    xc_html_text(&w->html, xc_str_from(hex));
    xc_html_raw(&w->html, "</td></tr>\n");
}

static void put_strata(struct writing *w) {
    const struct xc_draw_targets *targets = &w->urn.targets;
    const json_t *selected = json_object_get(w->page->record->result, "selected");
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th", "stratum");
    xc_html_element(&w->html, "th", "in the urn");
    xc_html_element(&w->html, "th", "drawn");
    xc_html_raw(&w->html, "</tr></thead>\n");
    for (uint32_t h = 0; h < targets->strata_count; h++) {
        struct xc_str name = targets->strata[h];
        size_t rows = 0;
        for (uint32_t i = 0; i < targets->count; i++)
            rows += targets->stratum[i] == h;
        xc_html_raw(&w->html, "<tr><td>");
        put_id(w, name);
        xc_html_raw(&w->html, "</td>");
        put_number(w, rows);
        put_number(w, json_array_size(json_object_getn(selected, name.ptr, name.len)));
        xc_html_raw(&w->html, "</tr>\n");
    }
    xc_html_raw(&w->html, "</table>\n");
}

static void put_urn(struct writing *w) {
    const struct xc_commit *commit = &w->page->record->commit;
    xc_html_element(&w->html, "h2", "1. What was in the urn");
    xc_html_element(&w->html, "p",
                    "These tables were fixed before anybody could know the randomness. "
                    "Their digests are Merkle roots: whoever stands in a table can be "
                    "given a proof of it.");
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th", "table");
    xc_html_element(&w->html, "th", "rows");
    xc_html_element(&w->html, "th", "digest (SHA-256)");
    xc_html_raw(&w->html, "</tr></thead>\n");
    put_table_row(w, XC_MSG("targets"), commit->rows[0], &commit->tables[0]);
    put_table_row(w, XC_MSG("people"), commit->rows[1], &commit->tables[1]);
    put_table_row(w, XC_MSG("who must not visit whom"), commit->rows[2],
                  &commit->tables[2]);
    xc_html_raw(&w->html, "</table>\n");
    put_strata(w);
}

/* ---- commit and seed ---- */

static void put_commit(struct writing *w) {
    const struct xc_record *record = w->page->record;
    xc_html_element(&w->html, "h2", "3. The commitment");
    xc_html_element(
        &w->html, "p",
        "Entry %llu of the ledger, %.*s (UTC). These eight lines fix urn, rule "
        "and source of randomness:",
        (unsigned long long)record->log.index, XC_PRI(record->log.time));
    xc_html_raw(&w->html, "<pre>");
    xc_html_text(&w->html, record->commit.text);
    xc_html_raw(&w->html, "</pre>\n");
}

/* Numbers as they are, everything else in hexadecimal. */
static void put_value(struct writing *w, const struct xc_beacon *beacon) {
    struct xc_buffer hex = xc_buffer_make(4 * (size_t)XC_BEACON_VALUE_BYTES);
    bool numbers = beacon->value.len > 0;
    for (size_t i = 0; i < beacon->value.len; i++)
        numbers =
            numbers && (beacon->value.ptr[i] == ' ' ||
                        (beacon->value.ptr[i] >= '0' && beacon->value.ptr[i] <= '9'));
    (void)xc_buffer_hex(&hex, beacon->value.ptr, beacon->value.len);
    xc_html_fact(&w->html, XC_MSG("value"),
                 numbers ? beacon->value : xc_buffer_view(&hex));
    xc_buffer_free(&hex);
}

static void put_beacons(struct writing *w, const struct xc_beacon *beacons, size_t count,
                        struct xc_str code) {
    struct xc_buffer hex = xc_buffer_make(1024);
    xc_html_raw(&w->html, "<table class=facts>");
    for (size_t i = 0; i < count; i++) {
        xc_html_fact(&w->html, XC_MSG("source"), beacons[i].name.text);
        put_value(w, &beacons[i]);
    }
    (void)xc_buffer_hex(&hex, code.ptr, code.len);
    if (code.len > 0)
        xc_html_fact(&w->html, XC_MSG("one-time code"), xc_buffer_view(&hex));
    xc_buffer_free(&hex);
}

static void put_seed(struct writing *w) {
    const struct xc_record *record = w->page->record;
    xc_html_element(&w->html, "h2", "4. Where the seed came from");
    put_beacons(w, record->beacons, record->beacon_count, record->code);
    xc_html_fact(&w->html, XC_MSG("seed"),
                 text_of(json_object_get(record->result, "seed")));
    xc_html_raw(&w->html, "</table>\n");
    xc_html_element(
        &w->html, "p", "The result was logged as entry %llu of the ledger, %.*s (UTC).",
        (unsigned long long)record->result_log.index, XC_PRI(record->result_log.time));
}

/* ---- the result ---- */

static void put_people(struct writing *w, const json_t *list, size_t from) {
    for (size_t i = from; i < json_array_size(list); i++) {
        if (i > from)
            xc_html_raw(&w->html, "<br>");
        put_id(w, text_of(json_array_get(list, i)));
    }
}

static void put_result_row(struct writing *w, size_t number, struct xc_str target,
                           struct xc_str stratum, const json_t *crew) {
    xc_html_raw(&w->html, "<tr>");
    put_number(w, number);
    xc_html_raw(&w->html, "<td>");
    put_id(w, target);
    xc_html_raw(&w->html, "</td><td>");
    put_id(w, stratum);
    xc_html_raw(&w->html, "</td>");
    if (crew != NULL) {
        xc_html_raw(&w->html, "<td>");
        put_people(w, crew, 1);
        xc_html_raw(&w->html, "</td>");
    }
    xc_html_raw(&w->html, "</tr>\n");
}

static struct xc_str stratum_of(const struct writing *w, struct xc_str target) {
    uint32_t row = xc_urn_find_target(&w->urn, target);
    return row == UINT32_MAX ? XC_STR("?")
                             : w->urn.targets.strata[w->urn.targets.stratum[row]];
}

static void put_rows(struct writing *w, const json_t *crews) {
    json_t *selected = json_object_get(w->page->record->result, "selected");
    const char *stratum;
    json_t *list;
    size_t number = 0;
    for (size_t i = 0; i < json_array_size(crews); i++) {
        const json_t *crew = json_array_get(crews, i);
        struct xc_str target = text_of(json_array_get(crew, 0));
        put_result_row(w, ++number, target, stratum_of(w, target), crew);
    }
    if (crews != NULL)
        return;
    json_object_foreach(selected, stratum, list) {
        for (size_t i = 0; i < json_array_size(list); i++)
            put_result_row(w, ++number, text_of(json_array_get(list, i)),
                           xc_str_from(stratum), NULL);
    }
}

static void put_teams(struct writing *w, const json_t *teams) {
    if (teams == NULL)
        return;
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th", "team");
    xc_html_element(&w->html, "th", "members");
    xc_html_raw(&w->html, "</tr></thead>\n");
    for (size_t i = 0; i < json_array_size(teams); i++) {
        xc_html_raw(&w->html, "<tr>");
        put_number(w, i + 1);
        xc_html_raw(&w->html, "<td>");
        put_people(w, json_array_get(teams, i), 0);
        xc_html_raw(&w->html, "</td></tr>\n");
    }
    xc_html_raw(&w->html, "</table>\n");
}

static void put_result(struct writing *w) {
    const json_t *result = w->page->record->result;
    const json_t *crews = json_object_get(result, "crews");
    xc_html_element(&w->html, "h2", "5. The result");
    put_teams(w, json_object_get(result, "teams"));
    xc_html_raw(&w->html, "<table><thead><tr><th></th>");
    xc_html_element(&w->html, "th", "target");
    xc_html_element(&w->html, "th", "stratum");
    if (crews != NULL)
        xc_html_element(&w->html, "th", "people");
    xc_html_raw(&w->html, "</tr></thead>\n");
    put_rows(w, crews);
    xc_html_raw(&w->html, "</table>\n");
}

/* ---- substitutions ---- */

static void put_sub(struct writing *w, const struct xc_record_sub *sub) {
    const json_t *in = json_object_get(sub->result, "in");
    const json_t *crew = json_object_get(sub->result, "crew");
    xc_html_element(&w->html, "h3", "Substitution %u", sub->entry.number);
    put_beacons(w, sub->beacons, sub->beacon_count, sub->code);
    xc_html_fact(&w->html, XC_MSG("seed"), text_of(json_object_get(sub->result, "seed")));
    xc_html_fact(&w->html, XC_MSG("asked for (UTC)"), sub->log.time);
    xc_html_fact(&w->html, XC_MSG("reason"), sub->entry.reason);
    xc_html_raw(&w->html, "<tr><th>");
    xc_html_say(&w->html, "leaves");
    xc_html_raw(&w->html, "</th><td>");
    put_id(w, sub->entry.leaves);
    if (sub->entry.target.len > 0) {
        xc_html_raw(&w->html, " → ");
        put_id(w, sub->entry.target);
    }
    xc_html_raw(&w->html, "</td></tr>\n<tr><th>");
    xc_html_say(&w->html, "comes in");
    xc_html_raw(&w->html, "</th><td>");
    if (xc_str_is(text_of(in), "-"))
        xc_html_say(&w->html, "nobody was left: void");
    else
        put_id(w, text_of(in));
    if (crew != NULL) {
        xc_html_raw(&w->html, "<br>");
        put_people(w, crew, 0);
    }
    xc_html_raw(&w->html, "</td></tr></table>\n");
}

static void put_subs(struct writing *w) {
    const struct xc_record *record = w->page->record;
    if (record->sub_count == 0)
        return;
    xc_html_element(&w->html, "h2", "Substitutions");
    for (size_t i = 0; i < record->sub_count; i++)
        put_sub(w, &record->subs[i]);
}

/* ---- how to check, what it does not prove, signatures ---- */

static void put_check(struct writing *w) {
    const struct xc_record_page *page = w->page;
    xc_html_element(&w->html, "h2", "6. How to check");
    xc_html_element(&w->html, "p",
                    "Anybody can repeat this draw on any computer, without asking us:");
    xc_html_raw(&w->html, "<pre>xuncha verify ");
    xc_html_text(&w->html, page->file);
    xc_html_raw(&w->html, "</pre>\n<table class=facts>");
    xc_html_fact(&w->html, XC_MSG("SHA-256 of the record's file"), page->digest);
    xc_html_fact(&w->html, XC_MSG("key of the ledger"), page->record->key);
    xc_html_raw(&w->html, "</table>\n");
    xc_html_element(&w->html, "p",
                    "The method is described to the byte in docs/draw.md; a verifier can "
                    "be written from it in any language. The signed state of the ledger "
                    "that holds the result:");
    xc_html_raw(&w->html, "<pre>");
    xc_html_text(&w->html, page->record->result_log.checkpoint);
    xc_html_raw(&w->html, "</pre>\n");
    if (page->report->same)
        return;
    xc_html_raw(&w->html, "<p><strong>");
    xc_html_say(&w->html, "The first difference:");
    xc_html_raw(&w->html, " ");
    if (page->report->where.id != NULL) {
        xc_html_message(&w->html, &page->report->where);
        xc_html_raw(&w->html, ": ");
    }
    xc_html_message(&w->html, &page->report->difference);
    xc_html_raw(&w->html, "</strong></p>\n");
}

static void put_limits(struct writing *w) {
    xc_html_element(&w->html, "h2", "7. What this record does not prove");
    xc_html_raw(&w->html, "<ul>");
    xc_html_element(&w->html, "li",
                    "That the register was complete and right when it was committed to: "
                    "whoever misses a firm in it can see that, and has to say so.");
    xc_html_element(
        &w->html, "li",
        "That the key is the office's: compare it with the one it published.");
    xc_html_element(&w->html, "li",
                    "That it was committed to when it says: the office's own clock wrote "
                    "the times. Who saw the eight lines, or a checkpoint, before the "
                    "value was out can say so.");
    xc_html_element(
        &w->html, "li",
        "That public values are what was published, and that dice were thrown "
        "fairly: that is what the witnesses sign for.");
    xc_html_element(&w->html, "li",
                    "That no other draw was made for the same purpose: the ledger shows "
                    "every commitment, gaps and voids included.");
    xc_html_raw(&w->html, "</ul>\n");
}

static void put_signature(struct writing *w, const char *who) {
    xc_html_raw(&w->html, "<td>");
    xc_html_text(&w->html, xc_str_from(xc_text(w->html.catalogue, who)));
    xc_html_raw(&w->html, "</td>");
}

static void put_signatures(struct writing *w) {
    xc_html_raw(&w->html, "<div class=sign>");
    xc_html_element(&w->html, "h2", "Signatures");
    xc_html_element(&w->html, "p",
                    "For the draw %.*s, as recorded in the file with this SHA-256:",
                    XC_PRI(w->page->record->commit.id));
    xc_html_raw(&w->html, "<p class=hex>");
    xc_html_text(&w->html, w->page->digest);
    xc_html_raw(&w->html, "</p>\n<table><tr>");
    put_signature(w, XC_MSG("drawn by:"));
    put_signature(w, XC_MSG("first witness:"));
    put_signature(w, XC_MSG("second witness:"));
    xc_html_raw(&w->html, "</tr><tr>");
    put_signature(w, XC_MSG("discipline inspection:"));
    put_signature(w, XC_MSG("person in charge:"));
    put_signature(w, XC_MSG("date and place:"));
    xc_html_raw(&w->html, "</tr></table></div>\n</body></html>\n");
}

int xc_report_record_page(const struct xc_record_page *page, struct xc_buffer *out,
                          struct xc_error *error) {
    struct writing w = {.html = {out, page->catalogue}, .page = page};
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 4);
    int code = arena == NULL ? xc_fail_memory(error)
                             : xc_urn_read(&page->record->files, arena, &w.urn, error);
    if (code == XC_OK) {
        put_head(&w);
        put_notice(&w);
        put_urn(&w);
        xc_html_element(&w.html, "h2", "2. The rule");
        xc_record_page_rules(&w.html, &w.urn);
        put_commit(&w);
        put_seed(&w);
        put_result(&w);
        put_subs(&w);
        put_check(&w);
        put_limits(&w);
        put_signatures(&w);
        code = out->failed ? xc_fail_memory(error) : XC_OK;
    }
    xc_arena_free(arena);
    return code;
}
