#include "intake/papers_internal.h"

#include "base/suggest.h"
#include "history/dues.h"

#include <stdlib.h>

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_due_item *)a)->id,
                          ((const struct xc_due_item *)b)->id);
}

static int open_receipts(struct xc_papers *papers, struct xc_error *error) {
    struct xc_loaded *loaded = &papers->loaded;
    struct xc_error found = {0};
    papers->plans_read = true;
    int rc = xc_load_plans(papers->session, XC_STR(""), loaded, &found);
    if (rc == XC_ENO) {
        return XC_OK;
    }
    if (rc != XC_OK) {
        *error = found;
        return rc;
    }
    papers->owed = xc_arena_array(papers->arena, loaded->count + 1, sizeof *papers->owed);
    if (!papers->owed) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < loaded->count && rc == XC_OK; i++) {
        struct xc_due_owed *owed = &papers->owed[papers->owed_count++];
        owed->plan = &loaded->plans[i];
        rc = xc_dues_of_plan(papers->session, loaded, owed->plan, papers->arena,
                             &owed->items, &owed->count, NULL, error);
        if (rc == XC_OK && owed->count > 1) {
            qsort(owed->items, owed->count, sizeof *owed->items, by_id);
        }
    }
    return rc;
}

struct sought {
    struct xc_str due, programme, subject;
    unsigned column;                /* of the subject */
    const struct xc_due_owed *owed; /* found */
    const struct xc_due_item *item;
    const struct xc_due_item *other; /* found, too */
};

/* The id, or its beginning up to a slash. */
static bool fits(const struct sought *sought, const struct xc_due_item *item) {
    if (!xc_str_starts(item->id, sought->due) ||
        (item->id.len > sought->due.len && item->id.ptr[sought->due.len] != '/')) {
        return false;
    }
    return sought->subject.len == 0 || xc_str_equal(sought->subject, item->subject) ||
           xc_str_equal(sought->subject, item->owner);
}

static struct xc_str id_of(const void *item) {
    return ((const struct xc_due_item *)item)->id;
}

static void search(struct sought *sought, const struct xc_due_owed *owed) {
    size_t low =
        xc_str_first(owed->items, owed->count, sizeof *owed->items, id_of, sought->due);
    for (; low < owed->count && xc_str_starts(owed->items[low].id, sought->due); low++) {
        if (!fits(sought, &owed->items[low])) {
            continue;
        }
        if (sought->item) {
            sought->other = &owed->items[low];
            return;
        }
        sought->owed = owed;
        sought->item = &owed->items[low];
    }
}

/* Whether others owe something of that name. */
static bool is_owed(const struct xc_papers *papers, const struct sought *sought) {
    struct sought anyone = {.due = sought->due};
    for (size_t i = 0; i < papers->owed_count && !anyone.item; i++) {
        if (sought->programme.len == 0 ||
            xc_str_equal(sought->programme, papers->owed[i].plan->head.programme)) {
            search(&anyone, &papers->owed[i]);
        }
    }
    return anyone.item != NULL;
}

static int refuse_unknown(const struct xc_papers *papers, const struct sought *sought,
                          struct xc_error *error) {
    enum { NEAR = 1024 };
    struct xc_str near[NEAR];
    size_t count = 0;
    for (size_t i = 0; i < papers->owed_count; i++) {
        for (size_t k = 0; k < papers->owed[i].count && count < NEAR; k++) {
            near[count++] = papers->owed[i].items[k].id;
        }
    }
    struct xc_str nearest = xc_suggest(sought->due, near, count);
    xc_fail(error, XC_EINPUT, "nothing is owed by the name of '%.*s'",
            XC_PRI(sought->due));
    return nearest.len > 0
               ? xc_hint(error, "did you mean %.*s?", XC_PRI(nearest))
               : xc_hint(error, "write the due item as the list of what is owed names "
                                "it: its rule and its day, such as monthly/2026-03-31");
}

static int find_item(const struct xc_papers *papers, struct sought *sought,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    bool programme = sought->programme.len == 0;
    for (size_t i = 0; i < papers->owed_count && !sought->other; i++) {
        if (sought->programme.len == 0 ||
            xc_str_equal(sought->programme, papers->owed[i].plan->head.programme)) {
            programme = true;
            search(sought, &papers->owed[i]);
        }
    }
    verdict->column = XC_RECEIPT_DUE;
    if (!programme) {
        verdict->column = XC_RECEIPT_PROGRAMME;
        return xc_fail(error, XC_EINPUT, "there is no plan of a programme '%.*s'",
                       XC_PRI(sought->programme));
    }
    if (sought->other) {
        return xc_fail(error, XC_EINPUT,
                       "'%.*s' names several due items, such as %.*s and %.*s: write "
                       "which one (and its programme where two have it)",
                       XC_PRI(sought->due), XC_PRI(sought->item->id),
                       XC_PRI(sought->other->id));
    }
    if (!sought->item && sought->subject.len > 0 && is_owed(papers, sought)) {
        verdict->column = sought->column;
        xc_fail(error, XC_EINPUT, "%.*s does not owe '%.*s'", XC_PRI(sought->subject),
                XC_PRI(sought->due));
        return xc_hint(error,
                       "it is owed by those who were there on its day and whom the "
                       "rule means: see `xuncha due list`");
    }
    return sought->item ? XC_OK : refuse_unknown(papers, sought, error);
}

/* What is public has to be said row by row, not by a receipt. */
static int check_kind(const struct sought *sought, struct xc_row_verdict *verdict,
                      struct xc_error *error) {
    if (!xc_due_publishes(sought->item->rule)) {
        return XC_OK;
    }
    verdict->column = XC_RECEIPT_DUE;
    xc_fail(error, XC_EINPUT, "%.*s is done when the result is published",
            XC_PRI(sought->item->id));
    return xc_hint(error, "store what was published: `xuncha publish results %.*s`",
                   XC_PRI(sought->owed->plan->head.programme));
}

/* Nothing comes in before it is asked for, nor on a day to come. */
static int check_day(const struct xc_papers *papers, const struct sought *sought,
                     xc_date on, struct xc_row_verdict *verdict, struct xc_error *error) {
    char day[11], first[11];
    xc_instant published = sought->owed->plan->published_at;
    verdict->column = XC_RECEIPT_ON;
    xc_date_format(on, day);
    if (on > papers->today) {
        return xc_fail(error, XC_EINPUT, "%s is still to come", day);
    }
    if (published == XC_NO_INSTANT) {
        xc_fail(error, XC_EINPUT, "programme %.*s is a draft: nothing is owed yet",
                XC_PRI(sought->owed->plan->head.programme));
        return xc_hint(error, "approve it first");
    }
    xc_date since = xc_instant_date(published, papers->offset, NULL);
    if (on < since) {
        xc_date_format(since, first);
        return xc_fail(error, XC_EINPUT,
                       "%s lies before %s, when the programme was approved", day, first);
    }
    return XC_OK;
}

/* An hour of that day, not one to come. */
static int check_time(const struct xc_papers *papers, xc_date on, struct xc_str time,
                      struct xc_row_verdict *verdict, struct xc_error *error) {
    unsigned minutes, now;
    if (time.len == 0) {
        return XC_OK;
    }
    verdict->column = XC_RECEIPT_TIME;
    if (!xc_time_parse(time, &minutes)) {
        return xc_fail(error, XC_EINPUT, "'%.*s' is not an hour, such as 17:30",
                       XC_PRI(time));
    }
    xc_date today = xc_instant_date(papers->session->now, papers->offset, &now);
    return on == today && minutes > now
               ? xc_fail(error, XC_EINPUT, "%.*s is still to come", XC_PRI(time))
               : XC_OK;
}

static int take_receipt(struct xc_papers *papers, const struct xc_paper_row *row,
                        struct xc_row_verdict *verdict, struct xc_error *error) {
    const char *field = NULL;
    struct xc_str target = row->cells[XC_RECEIPT_TARGET];
    struct xc_str office = row->cells[XC_RECEIPT_OFFICE];
    struct sought sought = {.due = row->cells[XC_RECEIPT_DUE],
                            .programme = row->cells[XC_RECEIPT_PROGRAMME],
                            .subject = target.len ? target : office,
                            .column = target.len ? XC_RECEIPT_TARGET : XC_RECEIPT_OFFICE};
    struct xc_str time = row->cells[XC_RECEIPT_TIME];
    struct xc_fact fact;
    xc_date on = xc_papers_date(row, XC_RECEIPT_ON);
    int rc = xc_papers_needed(papers, row, XC_RECEIPT_DUE, verdict, error);
    if (rc == XC_OK) {
        rc = xc_papers_needed(papers, row, XC_RECEIPT_ON, verdict, error);
    }
    if (rc == XC_OK && target.len > 0) {
        verdict->column = XC_RECEIPT_TARGET;
        rc = xc_papers_target(papers, target, error);
    }
    if (rc == XC_OK) {
        rc = find_item(papers, &sought, verdict, error);
    }
    if (rc == XC_OK && sought.owed) {
        rc = check_kind(&sought, verdict, error);
    }
    if (rc == XC_OK && sought.owed) {
        rc = check_day(papers, &sought, on, verdict, error);
    }
    if (rc == XC_OK) {
        rc = check_time(papers, on, time, verdict, error);
    }
    if (rc != XC_OK || !sought.owed) {
        return rc;
    }
    struct xc_receipt receipt = {.programme = sought.owed->plan->head.programme,
                                 .due = sought.item->id,
                                 .subject = sought.item->subject,
                                 .on = on,
                                 .time = time};
    rc = xc_receipt_fact(&receipt, papers->arena, &fact, &field, error);
    return rc == XC_OK ? xc_papers_keep(papers, &fact, row, verdict, error) : rc;
}

const struct xc_papers_kind xc_papers_receipts = {
    .kind = XC_FACT_RECEIPT, .open = open_receipts, .take = take_receipt};
