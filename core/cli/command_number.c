/* number: the office's register of numbers of papers (发文登记). */
#include "cli/command.h"

#include "base/row_lookup.h"
#include "casework/paper_numbers.h"
#include "cli/fields.h"
#include "cli/visit_tell.h"
#include "report/form.h"
#include "workspace/clock.h"
#include "workspace/load.h"
#include "workspace/settings.h"

#include <stdio.h>

enum { COLUMNS = 6 };

struct listing {
    struct xc_cli *cli;
    struct xc_loaded loaded; /* count 0: no plan yet */
    const struct xc_visit **visits;
    struct xc_row_lookup by_id;
    struct xc_str form; /* only papers of it; empty: all */
    unsigned year;      /* only of it; 0: all */
    struct xc_buffer text;
    struct xc_text_table table;
    json_t *json; /* NULL: the table is wanted */
    size_t listed, missing;
};

/* ---- One number ---- */

static struct xc_str written(struct listing *to, struct xc_str series, unsigned from,
                             unsigned until) {
    xc_buffer_clear(&to->text);
    xc_paper_number_write(series, from, &to->text);
    if (until > from) {
        xc_buffer_puts(&to->text, " – ");
        xc_paper_number_write(series, until, &to->text);
    }
    return xc_arena_copy(to->cli->arena, xc_buffer_view(&to->text));
}

/* Finds visits by their ids from now on. */
static int index_visits(struct listing *to, struct xc_error *error) {
    size_t count = 0;
    for (size_t p = 0; p < to->loaded.count; p++) {
        count += to->loaded.plans[p].visit_count;
    }
    to->visits = xc_arena_array(to->cli->arena, count + 1, sizeof(void *));
    if (!to->visits ||
        xc_row_lookup_make(&to->by_id, to->cli->arena, (uint32_t)count) != XC_OK) {
        return xc_fail_memory(error);
    }
    count = 0;
    for (size_t p = 0; p < to->loaded.count; p++) {
        for (size_t i = 0; i < to->loaded.plans[p].visit_count; i++) {
            to->visits[count] = &to->loaded.plans[p].visits[i];
            xc_row_lookup_add(&to->by_id, to->visits[count]->id, (uint32_t)count);
            count++;
        }
    }
    return XC_OK;
}

static const struct xc_visit *find_visit(const struct listing *to, struct xc_str id) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&to->by_id, id);
    uint32_t row = xc_row_lookup_next(&to->by_id, &probe);
    while (row != UINT32_MAX && !xc_str_equal(to->visits[row]->id, id)) {
        row = xc_row_lookup_next(&to->by_id, &probe);
    }
    return row != UINT32_MAX ? to->visits[row] : NULL;
}

struct line {
    struct xc_str number, form, paper, target, remark;
    xc_instant at;
};

static void put_line(struct listing *to, const struct line *line) {
    struct xc_str day = XC_STR("");
    char shown[XC_INSTANT_SHOWN] = "";
    if (line->at != XC_NO_INSTANT) {
        xc_instant_show(line->at, xc_clock_office(&to->cli->session), shown);
        day = (struct xc_str){shown, sizeof "2026-01-01" - 1};
    }
    to->listed++;
    if (to->json) {
        json_t *json = json_object();
        xc_fields_text(json, "number", line->number);
        xc_fields_text(json, "form", line->form);
        xc_fields_text(json, "paper", line->paper);
        xc_fields_text(json, "target", line->target);
        xc_fields_text(json, "given", day);
        xc_fields_text(json, "remark", line->remark);
        json_array_append_new(to->json, json);
        return;
    }
    xc_text_table_row(&to->table);
    xc_text_table_cell(&to->table, 0, line->number);
    xc_text_table_cell(
        &to->table, 1,
        line->form.len ? xc_str_from(xc_text(to->cli->catalogue,
                                             xc_form_title(xc_form_parse(line->form))))
                       : XC_STR(""));
    xc_text_table_cell(&to->table, 2, line->paper);
    xc_text_table_cell(&to->table, 3,
                       line->target.len ? xc_cli_target_name(to->loaded.reg, line->target)
                                        : XC_STR(""));
    xc_text_table_cell(&to->table, 4, day);
    xc_text_table_cell(&to->table, 5, line->remark);
}

static struct xc_str word(const struct listing *to, const char *id) {
    return xc_str_from(xc_text(to->cli->catalogue, id));
}

static void put_number(struct listing *to, const struct xc_paper_number *number) {
    struct xc_str paper = number->id, form = xc_str_cut(&paper, '/');
    const struct xc_visit *visit = find_visit(to, paper);
    struct line line = {.number = written(to, number->series, number->n, number->last),
                        .at = number->at,
                        .remark = number->reason};
    if (number->last == 0) {
        line.form = form;
        line.paper = paper;
    }
    if (visit) {
        line.target = visit->target;
        line.remark =
            visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID
                ? word(to, xc_visit_status_word(visit->status))
                : line.remark;
    }
    put_line(to, &line);
}

static void put_gap(struct listing *to, struct xc_str series, unsigned from,
                    unsigned until) {
    const struct line line = {.number = written(to, series, from, until),
                              .at = XC_NO_INSTANT,
                              .remark = word(to, XC_MSG("not given"))};
    put_line(to, &line);
    to->missing += until - from + 1;
}

/* ---- All of them ---- */

static bool is_wanted(const struct listing *to, const struct xc_paper_number *number) {
    struct xc_str rest = number->id, form = xc_str_cut(&rest, '/');
    int offset = xc_clock_office(&to->cli->session);
    return (to->form.len == 0 || xc_str_equal(form, to->form)) &&
           (to->year == 0 ||
            xc_date_ymd(xc_instant_date(number->at, offset, NULL)).year == (int)to->year);
}

/* Gaps are those of a whole series, so they are told only where all of it is listed. */
static void put_all(struct listing *to, const struct xc_paper_number *numbers,
                    size_t count) {
    struct xc_str series = XC_STR("");
    unsigned next = 1;
    for (size_t i = 0; i < count; i++) {
        const struct xc_paper_number *number = &numbers[i];
        if (!xc_str_equal(series, number->series)) {
            series = number->series;
            next = 1;
        }
        if (number->n > next && to->form.len == 0 && to->year == 0) {
            put_gap(to, series, next, number->n - 1);
        }
        next = (number->last ? number->last : number->n) + 1;
        if (is_wanted(to, number)) {
            put_number(to, number);
        }
    }
}

static int read_options(struct listing *to, struct xc_error *error) {
    const char *form = xc_args_value(&to->cli->args, "form");
    const char *year = xc_args_value(&to->cli->args, "year");
    uint64_t number = 0;
    to->form = xc_str_from(form);
    if (form && !xc_form_parse(to->form)) {
        return xc_fail(error, XC_EUSAGE,
                       "--form: '%s' is none of notice, site-record, rectification, "
                       "dispatch, draw-record, approval",
                       form);
    }
    if (year && !xc_str_to_uint(xc_str_from(year), 9999, &number)) {
        return xc_fail(error, XC_EUSAGE, "--year: '%s' is not a year", year);
    }
    to->year = (unsigned)number;
    return XC_OK;
}

static int tell(struct listing *to, struct xc_error *error) {
    struct xc_cli *cli = to->cli;
    if (to->json) {
        return xc_cli_json(cli,
                           json_pack("{s:O,s:I}", "numbers", to->json, "not_given",
                                     (json_int_t)to->missing),
                           error);
    }
    if (to->listed > 0) {
        xc_text_table_write(&to->table, 0, &cli->out);
    } else {
        xc_cli_say(cli, "No paper was numbered yet.");
    }
    if (to->missing > 0) {
        xc_cli_say(cli, "Numbers that were not given: %zu", to->missing);
    }
    return XC_OK;
}

int xc_command_number_list(struct xc_cli *cli, struct xc_error *error) {
    static const char *const titles[COLUMNS] = {XC_MSG("number"), XC_MSG("paper"),
                                                XC_MSG("of"),     XC_MSG("target"),
                                                XC_MSG("given"),  XC_MSG("remark")};
    struct listing to = {.cli = cli,
                         .text = xc_buffer_make(1 << 16),
                         .table = xc_text_table_make(cli->arena, COLUMNS, 0)};
    struct xc_error none = {0};
    struct xc_paper_number *numbers = NULL;
    size_t count = 0;
    int rc = read_options(&to, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_paper_numbers_load(cli->session.store, cli->session.office, XC_NO_INSTANT,
                                   cli->arena, &numbers, &count, NULL, error);
    }
    if (rc == XC_OK && count > 0) {
        rc = xc_load_plans(&cli->session, XC_STR(""), &to.loaded, &none);
        *error = rc == XC_OK || rc == XC_ENO ? *error : none;
        rc = rc == XC_ENO ? XC_OK : rc;
    }
    rc = rc == XC_OK ? index_visits(&to, error) : rc;
    if (rc == XC_OK) {
        xc_paper_numbers_sort(numbers, count);
        to.json = cli->json ? json_array() : NULL;
        xc_fields_titles(cli, &to.table, titles, COLUMNS);
        put_all(&to, numbers, count);
        rc = tell(&to, error);
    }
    json_decref(to.json);
    xc_loaded_free(&to.loaded);
    xc_buffer_free(&to.text);
    return rc;
}

/* ---- Skipping ---- */

/* "57" or "57..60" */
static int read_range(const char *word, unsigned *from, unsigned *to,
                      struct xc_error *error) {
    struct xc_str rest = xc_str_from(word), first = xc_str_cut(&rest, '.');
    uint64_t low = 0, high = 0;
    bool read = xc_str_to_uint(first, XC_PAPER_NUMBER_MOST, &low) && low > 0;
    high = low;
    if (read && rest.ptr) {
        read = xc_str_starts(rest, XC_STR(".")) &&
               xc_str_to_uint(xc_str_slice(rest, 1, rest.len - 1), XC_PAPER_NUMBER_MOST,
                              &high) &&
               high >= low;
    }
    *from = (unsigned)low;
    *to = (unsigned)high;
    return read
               ? XC_OK
               : xc_fail(error, XC_EUSAGE,
                         "'%s' is no number and no range of numbers such as 1..56", word);
}

static int pattern_of(struct xc_cli *cli, const char *form, struct xc_str *pattern,
                      struct xc_error *error) {
    char name[64];
    if (!xc_form_parse(xc_str_from(form))) {
        return xc_fail(error, XC_EUSAGE,
                       "'%s' is none of notice, site-record, rectification, dispatch, "
                       "draw-record, approval",
                       form);
    }
    (void)snprintf(name, sizeof name, "number.%s", form);
    int rc = xc_settings_text(&cli->session, name, cli->arena, pattern, error);
    if (rc == XC_OK && pattern->len == 0) {
        xc_fail(error, XC_EUSAGE, "papers of this form are not numbered: %s", form);
        rc =
            xc_hint(error, "say how: xuncha settings '%s=某医保检〔{year}〕{n}号'", name);
    }
    return rc;
}

int xc_command_number_skip(struct xc_cli *cli, struct xc_error *error) {
    struct listing options = {.cli = cli};
    struct xc_paper_numbering numbering = {0};
    unsigned from = 0, to = 0;
    int rc = read_options(&options, error);
    if (rc == XC_OK) {
        rc = read_range(cli->args.operands[1], &from, &to, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = pattern_of(cli, cli->args.operands[0], &numbering.pattern, error);
    }
    if (rc == XC_OK) {
        xc_date today =
            xc_instant_date(cli->session.now, xc_clock_office(&cli->session), NULL);
        numbering.year = options.year ? (int)options.year : xc_date_ymd(today).year;
        rc = xc_paper_numbers_skip(
            cli->session.store, cli->session.office, &numbering, from, to,
            xc_str_from(xc_args_value(&cli->args, "reason")), cli->session.now, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:s, s:I, s:I, s:i}", "form", cli->args.operands[0],
                                   "from", (json_int_t)from, "to", (json_int_t)to, "year",
                                   numbering.year),
                         error);
    } else if (rc == XC_OK && !cli->quiet) {
        xc_cli_say(cli, "No paper will have these numbers: %u to %u", from, to);
    }
    return rc;
}
