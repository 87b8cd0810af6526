#include "report/record_page_words.h"

/* A sentence in the second language stands below the same in the first, smaller; words in
 * cells and headings stand side by side. */
static const char style[] =
    "<style>"
    "@page{size:A4;margin:16mm 16mm 18mm;@bottom-right{content:counter(page) \" / \" "
    "counter(pages);font:8pt sans-serif}";
static const char style_rest[] =
    "body{font:10.5pt/1.45 \"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,"
    "\"Noto Serif\",serif;color:#111;max-width:178mm;margin:0 auto;padding:4mm}"
    "@media print{body{padding:0;max-width:none}}"
    "[lang=en]{font-family:\"Noto Serif\",\"Times New Roman\",\"Noto Serif CJK SC\","
    "SimSun,serif}"
    "[lang] [lang]{font-size:.84em;font-weight:normal;color:#333}"
    "h1,.id{text-align:center}h1{font-size:18pt;line-height:1.25;margin:0 0 2mm}"
    ".id{margin:0 0 3mm;overflow-wrap:anywhere}"
    "h1 [lang],p>[lang],li>[lang],strong>[lang],thead [lang],.sign td [lang]"
    "{display:block}"
    "h1 [lang]{font-size:12pt}"
    "h2{font-size:12.5pt;border-bottom:1px solid #111;margin:6mm 0 2mm}"
    "h3{font-size:11pt;margin:4mm 0 1mm}h2,h3{break-after:avoid}"
    "h2 [lang],h3 [lang]{margin-left:1.5mm}p{margin:2mm 0}"
    "table{border-collapse:collapse;width:100%;margin:2mm 0}"
    "th,td{border:1px solid #888;padding:.7mm 2mm;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "th{background:#f0f0f0;font-weight:600}.facts th{width:27%}"
    ".hex,pre,code{font:8.5pt/1.4 \"Noto Sans Mono CJK SC\",\"DejaVu Sans Mono\","
    "Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}"
    "small{color:#333;font-size:.84em}"
    ".result{font-size:9pt;line-height:1.3}.result td{min-width:20mm;padding:.4mm 1.5mm}"
    ".result td.number{min-width:0}"
    "pre{border:1px solid #888;padding:2mm;margin:2mm 0}pre.short{break-inside:avoid}"
    ".number{text-align:right;width:3em;white-space:nowrap}.facts p{margin:0}"
    ".notice{border:2px solid #111;padding:1mm 4mm;margin:3mm 0;break-inside:avoid}"
    ".notice p{margin:1mm 0;overflow-wrap:anywhere}"
    "ul{margin:1mm 0;padding-left:6mm}li{margin:.6mm 0;break-inside:avoid}"
    ".sign{break-inside:avoid}.sign table{border-collapse:separate;border-spacing:6mm 0;"
    "margin:0}.sign td{height:16mm;border:0;border-bottom:1px solid #111;width:50%;"
    "vertical-align:bottom}"
    "</style>\n";

static void put_number(struct xc_record_page_work *w, size_t number) {
    (void)xc_buffer_printf(w->html.out, "<td class=number>%zu</td>", number);
}

/* ---- head ---- */

static bool is_hex(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (!(byte >= '0' && byte <= '9') && !(byte >= 'a' && byte <= 'f'))
            return false;
    }
    return text.len > 0;
}

/* Every sheet says which file it belongs to: the signatures stand on the last one. */
static void put_style(struct xc_record_page_work *w) {
    struct xc_str digest = w->page->digest;
    xc_html_raw(&w->html, style);
    if (is_hex(digest))
        (void)xc_buffer_printf(w->html.out,
                               "@bottom-left{content:\"SHA-256 %.*s\";"
                               "font:7pt monospace;white-space:nowrap}",
                               XC_PRI(digest));
    xc_html_raw(&w->html, "}");
    xc_html_raw(&w->html, style_rest);
}

/* Whether no flag leaves the row out. */
static bool in_the_urn(const struct xc_urn *urn, uint32_t row) {
    for (size_t i = 0; i < urn->rules.skip_count; i++) {
        if (xc_draw_set_has(urn->targets.flags[row], urn->rules.skip[i]))
            return false;
    }
    return true;
}

static void put_gist(struct xc_record_page_work *w) {
    const struct xc_record *record = w->page->record;
    const json_t *list;
    const char *stratum;
    size_t drawn = 0;
    unsigned long long rows = 0;
    json_object_foreach(json_object_get(record->result, "selected"), stratum, list) {
        drawn += json_array_size(list);
    }
    for (uint32_t i = 0; i < w->urn.targets.count; i++)
        rows += in_the_urn(&w->urn, i);
    xc_html_element(&w->html, "p",
                    "%zu of %llu targets were drawn. The draw was committed to at %s and "
                    "made at %s.",
                    drawn, rows, xc_record_page_time(w, record->log.time).text,
                    xc_record_page_time(w, record->result_log.time).text);
    xc_html_raw(&w->html, "\n");
}

static void put_head(struct xc_record_page_work *w) {
    const struct xc_record_page *page = w->page;
    bool chinese = page->chinese != NULL && page->chinese_first;
    const struct xc_html title = {.out = w->html.out, .catalogue = w->html.catalogue};
    struct xc_html one = title; /* a title holds no markup */
    xc_html_raw(&w->html, chinese ? "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n"
                                  : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    xc_html_raw(&w->html, "<head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">");
    xc_html_element(&one, "title", "Record of the draw %.*s",
                    XC_PRI(page->record->commit.id));
    put_style(w);
    xc_html_raw(&w->html, "</head>\n<body>\n");
    xc_html_element(&w->html, "h1", "Record of a draw");
    xc_html_raw(&w->html, "<p class=id>");
    if (page->title.len > 0) {
        xc_html_raw(&w->html, "<b>");
        xc_html_text(&w->html, page->title);
        xc_html_raw(&w->html, "</b><br>");
    }
    xc_html_raw(&w->html, "<code>");
    xc_html_text(&w->html, page->record->commit.id);
    xc_html_raw(&w->html, "</code></p>\n");
    put_gist(w);
}

/* What a reader has to know before all else. */
static void put_notice(struct xc_record_page_work *w) {
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
        if (report->warnings[i].id == xc_record_key_warning &&
            w->page->record->outer == NULL)
            xc_html_say(&w->html,
                        "Compare the key of the ledger in section 6 with the one "
                        "that the office published.");
        else
            xc_html_message(&w->html, &report->warnings[i]);
        xc_html_raw(&w->html, "</p>\n");
    }
    xc_html_raw(&w->html, "</div>\n");
}

/* ---- the urn ---- */

static void put_table_row(struct xc_record_page_work *w, const char *name, uint64_t rows,
                          const struct xc_digest *digest) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(digest, hex);
    xc_html_raw(&w->html, "<tr><td>");
    xc_html_both(&w->html, xc_str_from(xc_text(w->html.catalogue, name)),
                 xc_str_from(xc_text(w->html.second, name)));
    xc_html_raw(&w->html, "</td>");
    put_number(w, rows);
    xc_html_raw(&w->html, "<td class=hex>");
    xc_html_text(&w->html, xc_str_from(hex));
    xc_html_raw(&w->html, "</td></tr>\n");
}

static void put_strata(struct xc_record_page_work *w) {
    const struct xc_draw_targets *targets = &w->urn.targets;
    const json_t *selected = json_object_get(w->page->record->result, "selected");
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th", "stratum");
    xc_html_element(&w->html, "th", "as the tables name it");
    xc_html_element(&w->html, "th class=number", "in the urn");
    xc_html_element(&w->html, "th class=number", "drawn");
    xc_html_raw(&w->html, "</tr></thead>\n");
    for (uint32_t h = 0; h < targets->strata_count; h++) {
        struct xc_str name = targets->strata[h];
        size_t rows = 0;
        for (uint32_t i = 0; i < targets->count; i++)
            rows += targets->stratum[i] == h && in_the_urn(&w->urn, i);
        xc_html_raw(&w->html, "<tr><td>");
        xc_record_page_stratum(w, name);
        xc_html_raw(&w->html, "</td><td><code>");
        xc_html_text(&w->html, name);
        xc_html_raw(&w->html, "</code></td>");
        put_number(w, rows);
        put_number(w, json_array_size(json_object_getn(selected, name.ptr, name.len)));
        xc_html_raw(&w->html, "</tr>\n");
    }
    xc_html_raw(&w->html, "</table>\n");
}

static void put_urn(struct xc_record_page_work *w) {
    const struct xc_commit *commit = &w->page->record->commit;
    xc_html_element(&w->html, "h2", "1. What was in the urn");
    xc_html_element(&w->html, "p",
                    "These tables were fixed before anybody could know the randomness. "
                    "Their digests are Merkle roots: whoever stands in a table can be "
                    "given a proof of it.");
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th", "table");
    xc_html_element(&w->html, "th class=number", "rows");
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

static void put_commit(struct xc_record_page_work *w) {
    const struct xc_record *record = w->page->record;
    xc_html_element(&w->html, "h2", "3. The commitment");
    xc_html_element(
        &w->html, "p",
        "Entry %llu of the ledger, %s. These eight lines fix urn, rule and source of "
        "randomness:",
        (unsigned long long)record->log.index,
        xc_record_page_time(w, record->log.time).text);
    xc_html_raw(&w->html, "<pre class=short>");
    xc_html_text(&w->html, record->commit.text);
    xc_html_raw(&w->html, "</pre>\n");
}

static void put_seed(struct xc_record_page_work *w) {
    const struct xc_record *record = w->page->record;
    xc_html_element(&w->html, "h2", "4. Where the seed came from");
    xc_record_page_sources(w, record->commit.beacons, record->beacons,
                           record->beacon_count, record->code, record->result);
    xc_html_raw(&w->html, "</table>\n");
}

/* ---- how to check, what it does not prove, signatures ---- */

static void put_difference(struct xc_record_page_work *w) {
    const struct xc_record_report *report = w->page->report;
    xc_html_raw(&w->html, "<table class=facts>");
    if (report->outer > 0) {
        xc_html_fact_begin(&w->html, XC_MSG("in the outer record, so many further out"));
        (void)xc_buffer_printf(w->html.out, "%u", report->outer);
        xc_html_fact_end(&w->html);
    }
    if (report->where.id != NULL) {
        xc_html_fact_begin(&w->html, XC_MSG("place"));
        xc_html_message(&w->html, &report->where);
        xc_html_fact_end(&w->html);
    }
    xc_html_fact_begin(&w->html, XC_MSG("The first difference:"));
    xc_html_raw(&w->html, "<strong>");
    xc_html_message(&w->html, &report->difference);
    xc_html_raw(&w->html, "</strong>");
    xc_html_fact_end(&w->html);
    xc_html_raw(&w->html, "</table>\n");
}

static void put_check(struct xc_record_page_work *w) {
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
    if (!page->report->same)
        put_difference(w);
}

static void put_limits(struct xc_record_page_work *w) {
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

static void put_signature(struct xc_record_page_work *w, const char *who) {
    xc_html_raw(&w->html, "<td>");
    xc_html_both(&w->html, xc_str_from(xc_text(w->html.catalogue, who)),
                 xc_str_from(xc_text(w->html.second, who)));
    xc_html_raw(&w->html, "</td>");
}

static void put_signatures(struct xc_record_page_work *w) {
    xc_html_raw(&w->html, "<div class=sign>");
    xc_html_element(&w->html, "h2", "Signatures");
    xc_html_element(&w->html, "p",
                    "For the draw %.*s, as recorded in the file with this SHA-256:",
                    XC_PRI(w->page->record->commit.id));
    xc_html_raw(&w->html, "<p class=hex>");
    xc_html_text(&w->html, w->page->digest);
    xc_html_raw(&w->html, "</p>\n<table><tr>");
    put_signature(w, XC_MSG("drawn by:"));
    put_signature(w, XC_MSG("person in charge:"));
    xc_html_raw(&w->html, "</tr><tr>");
    put_signature(w, XC_MSG("first witness:"));
    put_signature(w, XC_MSG("second witness:"));
    xc_html_raw(&w->html, "</tr><tr>");
    put_signature(w, XC_MSG("discipline inspection:"));
    put_signature(w, XC_MSG("date and place:"));
    xc_html_raw(&w->html, "</tr></table></div>\n</body></html>\n");
}

int xc_report_record_page(const struct xc_record_page *page, struct xc_buffer *out,
                          struct xc_error *error) {
    struct xc_record_page_work w = {.html = {.out = out}, .page = page};
    if (page->chinese != NULL && page->chinese_first)
        w.html = (struct xc_html){out, page->chinese, NULL, "en"};
    else if (page->chinese != NULL)
        w.html = (struct xc_html){out, NULL, page->chinese, "zh-CN"};
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 4);
    int code = arena == NULL ? xc_fail_memory(error)
                             : xc_urn_read(&page->record->files, arena, &w.urn, error);
    if (code == XC_OK) {
        put_head(&w);
        put_notice(&w);
        put_urn(&w);
        xc_record_page_rules(&w);
        put_commit(&w);
        put_seed(&w);
        xc_record_page_result(&w);
        xc_record_page_subs(&w);
        put_check(&w);
        put_limits(&w);
        put_signatures(&w);
        code = out->failed ? xc_fail_memory(error) : XC_OK;
    }
    xc_arena_free(arena);
    return code;
}
