#include "report/figures.h"
#include "report/rollup_report.h"

static json_t *span_json(struct xc_figures_span span) {
    char text[XC_FIGURES_SPAN_TEXT] = "";
    if (span.from != XC_NO_DATE) {
        xc_figures_span_text(span, text);
    }
    return json_string(text);
}

static json_t *of_json(const struct xc_figures_row *row) {
    switch (row->part) {
    case XC_FIGURES_KIND:
        return json_string(xc_words_english(XC_WORDS_KIND, row->kind));
    case XC_FIGURES_AREA:
        return xc_json_text(row->code);
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        return span_json(row->span);
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        return json_string("");
    }
}

static json_t *files_json(const struct xc_rollup *rollup) {
    json_t *list = json_array();
    for (size_t i = 0; i < rollup->file_count; i++) {
        const struct xc_rollup_file *file = &rollup->files[i];
        const struct xc_figures_file *figures = file->figures;
        char made[21], hex[XC_DIGEST_HEX + 1];
        xc_instant_format(figures->made, made);
        xc_digest_hex(&figures->digest, hex);
        json_array_append_new(
            list,
            json_pack(
                "{s:o, s:o, s:o, s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:I, s:o}", "file",
                xc_json_text(file->path), "office", xc_json_text(figures->office), "name",
                xc_json_text(figures->office_name), "state",
                xc_rollup_state_word(file->state), "signature",
                xc_figures_seal_word(file->seal), "key", xc_json_text(figures->key),
                "made", made, "digest", hex, "programme",
                xc_json_text(figures->programme), "as_of", xc_json_day(figures->as_of),
                "formulas", (json_int_t)figures->formulas, "replaced_by",
                file->replaced_by == SIZE_MAX
                    ? json_null()
                    : xc_json_text(rollup->files[file->replaced_by].path)));
    }
    return list;
}

static json_t *areas_json(const struct xc_figures_file *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->row_count; i++) {
        const struct xc_figures_row *row = &figures->rows[i];
        if (row->part == XC_FIGURES_AREA) {
            json_array_append_new(
                list, json_pack("{s:o, s:o, s:i, s:i, s:o}", "code",
                                xc_json_text(row->code), "name", xc_json_text(row->name),
                                "line", (int)row->line, "column", (int)row->column,
                                "figures", xc_figures_counts_json(&row->counts)));
        }
    }
    return list;
}

static json_t *offices_json(const struct xc_rollup *rollup) {
    json_t *list = json_array();
    for (size_t i = 0; i < rollup->office_count; i++) {
        const struct xc_rollup_office *office = &rollup->offices[i];
        bool there = office->file != SIZE_MAX;
        const struct xc_figures_file *figures =
            there ? rollup->files[office->file].figures : NULL;
        const struct xc_figures_row *row =
            there ? xc_figures_row_of(figures, XC_FIGURES_TOTAL) : NULL;
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:b, s:b, s:o, s:o, s:o}", "code",
                      xc_json_text(office->code), "name", xc_json_text(office->name),
                      "expected", office->expected, "reported", there, "file",
                      there ? xc_json_text(rollup->files[office->file].path)
                            : json_null(),
                      "total", row ? xc_figures_counts_json(&row->counts) : json_null(),
                      "areas", there ? areas_json(figures) : json_array()));
    }
    return list;
}

static json_t *sum_json(const struct xc_rollup *rollup, const struct xc_rollup_sum *sum) {
    json_t *from = json_array();
    for (size_t i = 0; i < sum->office_count; i++) {
        json_array_append_new(from, xc_json_text(rollup->offices[sum->offices[i]].code));
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "part", xc_figures_part_word(sum->row.part),
                     "of", of_json(&sum->row), "figures",
                     xc_figures_counts_json(&sum->row.counts), "from", from);
}

static json_t *sums_json(const struct xc_rollup *rollup) {
    json_t *list = json_array();
    for (size_t i = 0; i < rollup->sum_count; i++) {
        json_array_append_new(list, sum_json(rollup, &rollup->sums[i]));
    }
    return list;
}

static json_t *seals_json(const struct xc_rollup *rollup) {
    json_t *json = json_object();
    for (int seal = 0; seal < XC_FIGURES_SEALS; seal++) {
        if (rollup->seals[seal].office_count > 0) {
            json_object_set_new(json, xc_figures_seal_word((enum xc_figures_seal)seal),
                                sum_json(rollup, &rollup->seals[seal]));
        }
    }
    return json;
}

static json_t *halves_json(const struct xc_rollup *rollup) {
    json_t *list = json_array();
    for (size_t i = 0; i < rollup->half_count; i++) {
        const struct xc_rollup_half *half = &rollup->halves[i];
        json_t *rows = json_array();
        for (size_t k = 0; k < half->count; k++) {
            const struct xc_rollup_office *office = &rollup->offices[half->rows[k].area];
            json_array_append_new(
                rows,
                json_pack("{s:i, s:o, s:o, s:o}", "rank", (int)half->rows[k].rank, "code",
                          xc_json_text(office->code), "name", xc_json_text(office->name),
                          "figures", xc_figures_counts_json(&half->rows[k].rates)));
        }
        json_array_append_new(
            list, json_pack("{s:o, s:o}", "half", span_json(half->span), "rows", rows));
    }
    return list;
}

static json_t *message_json(const struct xc_message *message) {
    struct xc_buffer text = xc_buffer_make(4096);
    json_t *json = xc_message_render(message, NULL, &text) == XC_OK
                       ? xc_json_text(xc_buffer_view(&text))
                       : NULL;
    xc_buffer_free(&text);
    return json;
}

static json_t *contradictions_json(const struct xc_rollup *rollup) {
    json_t *list = json_array();
    for (size_t i = 0; i < rollup->file_count; i++) {
        const struct xc_rollup_file *file = &rollup->files[i];
        for (size_t k = 0; k < file->contradiction_count && k < XC_ROLLUP_CONTRADICTIONS;
             k++) {
            const struct xc_contradiction *one = &file->contradictions[k];
            unsigned line, column;
            xc_figures_find(file->figures, one->row, one->field, &line, &column);
            json_array_append_new(
                list, json_pack("{s:o, s:o, s:i, s:i, s:s, s:o, s:s, s:o}", "file",
                                xc_json_text(file->path), "office",
                                xc_json_text(file->figures->office), "line", (int)line,
                                "column", (int)column, "part",
                                xc_figures_part_word(one->row->part), "of",
                                of_json(one->row), "field", xc_rates_word(one->field),
                                "says", message_json(&one->message)));
        }
    }
    return list;
}

json_t *xc_rollup_json(const struct xc_rollup *rollup) {
    return json_pack(
        "{s:i, s:s, s:o, s:o, s:{s:o, s:o}, s:o, s:o, s:b, s:b, s:{s:I, s:I, s:I, s:I}, "
        "s:o, s:o, s:o, s:o, s:o, s:o}",
        "v", 1, "report", "rollup", "programme", xc_json_text(rollup->programme), "title",
        xc_json_text(rollup->title), "office", "code", xc_json_text(rollup->office),
        "name", xc_json_text(rollup->office_name), "as_of", xc_json_day(rollup->as_of),
        "period", span_json(rollup->period), "keys", rollup->keys_given, "expected",
        rollup->expected_given, "counts", "reported", (json_int_t)rollup->reported,
        "missing", (json_int_t)rollup->missing, "refused", (json_int_t)rollup->refused,
        "contradictions", (json_int_t)rollup->contradictions, "files", files_json(rollup),
        "offices", offices_json(rollup), "sums", sums_json(rollup), "signatures",
        seals_json(rollup), "ranking", halves_json(rollup), "contradictions",
        contradictions_json(rollup));
}
