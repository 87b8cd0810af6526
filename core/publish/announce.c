#include "publish/announce.h"

#include "base/row_lookup.h"
#include "publish/day.h"
#include "publish/due_gather.h"

struct announcing {
    struct xc_session session; /* of the day */
    const struct xc_session *now;
    const struct xc_announce_options *options;
    struct xc_announced *out;
    struct xc_error *error;
};

/* ---- The day ---- */

static int start(struct announcing *to) {
    const struct xc_window all = {XC_NO_DATE, XC_NO_DATE};
    bool withdraws = to->options->visit.len > 0;
    int offset = 0;
    to->out->on = to->options->on;
    int rc = to->out->arena ? xc_day_close(&to->session, to->options->programme,
                                           &to->out->on, &offset, to->error)
                            : xc_fail_memory(to->error);
    if (rc == XC_OK) {
        rc = xc_load_plan_at(&to->session, to->options->programme, to->session.now,
                             &to->out->loaded, to->error);
    }
    if (rc == XC_OK) {
        rc = xc_results_next(&to->session, &to->out->loaded,
                             withdraws ? all : to->options->window, XC_NO_INSTANT,
                             to->out->arena, &to->out->rows, to->error);
    }
    xc_date last = rc == XC_OK ? to->out->rows.publications.last : XC_NO_DATE;
    if (last != XC_NO_DATE && to->out->on < last) {
        char day[11], before[11];
        xc_date_format(to->out->on, day);
        xc_date_format(last, before);
        return xc_fail(to->error, XC_ENO,
                       "%s lies before %s, the day of the last notice: notices are "
                       "stored in their order",
                       day, before);
    }
    if (rc == XC_OK && to->out->rows.publications.notices >= XC_NOTICES) {
        rc = xc_fail(to->error, XC_EINPUT, "a programme has at most %d notices",
                     XC_NOTICES);
    }
    return rc;
}

/* ---- Storing ---- */

static int store_rows(struct announcing *to, const struct xc_publication *rows,
                      size_t count) {
    struct xc_fact *facts = xc_arena_array(to->out->arena, count, sizeof *facts);
    const char *field = NULL;
    int rc = facts ? XC_OK : xc_fail_memory(to->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_publication row = rows[i];
        row.on = to->out->on;
        row.by = to->options->by;
        row.notice = to->out->notice;
        rc = xc_publication_fact(&row, to->out->arena, &facts[i], &field, to->error);
    }
    return rc == XC_OK && !to->options->dry_run
               ? xc_store_add_facts(to->now->store, to->now->office, XC_FACT_PUBLICATION,
                                    facts, count, to->out->rows.publications.newest,
                                    to->now->now, NULL, to->error)
               : rc;
}

/* The rows that are new. */
static int store_next(struct announcing *to) {
    const struct xc_result_rows *rows = &to->out->rows;
    size_t count = 0;
    struct xc_publication *chosen =
        xc_arena_array(to->out->arena, rows->count, sizeof *chosen);
    if (!chosen) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->rows[i].struck) {
            chosen[count++] = rows->rows[i].row;
        }
    }
    if (count == 0) {
        return XC_OK;
    }
    to->out->notice = rows->publications.notices + 1;
    return store_rows(to, chosen, count);
}

/* ---- What is left ---- */

/* The visits of the rows that are new. */
static int list_new(struct announcing *to, struct xc_row_lookup *visits) {
    const struct xc_result_rows *rows = &to->out->rows;
    int rc = xc_row_lookup_make(visits, to->out->arena, (uint32_t)rows->count);
    for (uint32_t i = 0; rc == XC_OK && i < rows->count; i++) {
        if (!rows->rows[i].struck) {
            xc_row_lookup_add(visits, rows->rows[i].row.visit, i);
        }
    }
    return rc == XC_OK ? rc : xc_fail_memory(to->error);
}

static bool is_in(const struct announcing *to, const struct xc_row_lookup *visits,
                  struct xc_str visit) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(visits, visit);
    uint32_t row = xc_row_lookup_next(visits, &probe);
    while (row != UINT32_MAX && !xc_str_equal(to->out->rows.rows[row].row.visit, visit)) {
        row = xc_row_lookup_next(visits, &probe);
    }
    return row != UINT32_MAX;
}

/* Results that have to be public and are not, as today knows them. A dry run counts as
 * if it had stored its rows. */
static int count_waiting(struct announcing *to) {
    struct xc_due_gathered due;
    bool drop = to->options->dry_run && to->options->visit.len == 0;
    struct xc_row_lookup visits = {0};
    int rc = list_new(to, &visits);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_due_gather(to->now, to->options->programme, XC_NO_DATE, &due, to->error);
    for (size_t i = 0; rc == XC_OK && i < due.facts.count; i++) {
        const struct xc_due_entry *entry = &due.figures.entries[i];
        const struct xc_due_item *item = entry->item;
        if (!xc_due_publishes(item->rule) || entry->received != XC_NO_DATE ||
            (drop && is_in(to, &visits, item->cause->visit))) {
            continue;
        }
        to->out->waiting++;
        to->out->overdue += entry->state == XC_DUE_MISSING;
        if (to->out->next == XC_NO_DATE) { /* items ascend by their day */
            to->out->next = item->date;
        }
        to->out->next_count += item->date == to->out->next;
    }
    xc_due_gathered_free(&due);
    return rc;
}

static struct announcing begin(const struct xc_session *session,
                               const struct xc_announce_options *options,
                               struct xc_announced *out, struct xc_error *error) {
    *out = (struct xc_announced){
        .arena = xc_arena_new((size_t)16 << 30), .on = XC_NO_DATE, .next = XC_NO_DATE};
    return (struct announcing){.session = *session,
                               .now = session,
                               .options = options,
                               .out = out,
                               .error = error};
}

int xc_announce_results(const struct xc_session *session,
                        const struct xc_announce_options *options,
                        struct xc_announced *announced, struct xc_error *error) {
    struct announcing to = begin(session, options, announced, error);
    int rc = start(&to);
    if (rc == XC_OK) {
        rc = store_next(&to);
    }
    return rc == XC_OK ? count_waiting(&to) : rc;
}

int xc_announce_withdrawal(const struct xc_session *session,
                           const struct xc_announce_options *options,
                           struct xc_announced *announced, struct xc_error *error) {
    struct announcing to = begin(session, options, announced, error);
    const struct xc_publication *last = NULL;
    int rc = start(&to);
    const struct xc_publications *publications = &announced->rows.publications;
    for (size_t i = 0; rc == XC_OK && i < publications->count && !last; i++) {
        const struct xc_visit_result *result = &publications->results[i];
        if (xc_str_equal(result->id, options->visit) && result->act_count > 0) {
            last = result->acts[result->act_count - 1];
        }
    }
    if (rc == XC_OK && (!last || last->act == XC_PUBLISHED_WITHDRAWAL)) {
        xc_fail(error, XC_ENO, "no published result of visit %.*s stands",
                XC_PRI(options->visit));
        rc = xc_hint(error,
                     "`xuncha report public %.*s --notice results --number all` "
                     "shows all that do",
                     XC_PRI(options->programme));
    }
    if (rc == XC_OK && last) {
        struct xc_publication row = *last;
        row.act = XC_PUBLISHED_WITHDRAWAL;
        row.reason = options->reason;
        announced->notice = publications->notices + 1;
        announced->withdrawn = 1;
        rc = store_rows(&to, &row, 1);
    }
    return rc == XC_OK ? count_waiting(&to) : rc;
}

void xc_announced_free(struct xc_announced *announced) {
    xc_loaded_free(&announced->loaded);
    xc_arena_free(announced->arena);
    announced->arena = NULL;
}
