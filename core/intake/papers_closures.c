#include "intake/papers_internal.h"

#include "base/suggest.h"

enum { NEAR = 4096 };

static int open_closures(struct xc_papers *papers, struct xc_error *error) {
    size_t count;
    return xc_closures_load(papers->session->store, papers->session->office,
                            XC_NO_INSTANT, papers->arena, &papers->closures, &count, NULL,
                            error);
}

/* An area is named by its code or, where only one has it, by its name. */
static int find_area(const struct xc_papers *papers, struct xc_str text,
                     struct xc_str *code, struct xc_error *error) {
    const struct xc_register *reg = papers->reg;
    uint32_t row = xc_register_find_area(reg, text);
    size_t found = row != XC_NO_ROW;
    for (uint32_t i = 0; row == XC_NO_ROW && i < reg->areas.count; i++) {
        if (xc_str_equal(xc_register_text(reg, reg->areas.name[i]), text)) {
            *code = xc_register_text(reg, reg->areas.code[i]);
            found++;
        }
    }
    if (row != XC_NO_ROW) {
        *code = xc_register_text(reg, reg->areas.code[row]);
    }
    if (found == 1) {
        return XC_OK;
    }
    if (found > 1) {
        return xc_fail(error, XC_EINPUT, "several areas are named '%.*s': write the code",
                       XC_PRI(text));
    }
    xc_fail(error, XC_EINPUT, "there is no area '%.*s'", XC_PRI(text));
    return xc_hint(error, "write its code as the register has it; a zone stands in the "
                          "column zone (片区)");
}

/* A zone is known by the targets that lie in it. */
static int find_zone(const struct xc_papers *papers, struct xc_str zone,
                     struct xc_error *error) {
    const struct xc_register *reg = papers->reg;
    struct xc_str near[NEAR];
    size_t count = 0;
    xc_ref last = 0;
    for (uint32_t row = 0; row < reg->targets.count; row++) {
        struct xc_str text = xc_register_text(reg, reg->targets.zone[row]);
        if (xc_str_equal(text, zone)) {
            return XC_OK;
        }
        if (count < NEAR && text.len > 0 &&
            (count == 0 || reg->targets.zone[row] != last)) {
            near[count++] = text;
            last = reg->targets.zone[row];
        }
    }
    struct xc_str nearest = xc_suggest(zone, near, count);
    xc_fail(error, XC_EINPUT, "no target lies in a zone '%.*s'", XC_PRI(zone));
    if (nearest.len > 0) {
        xc_hint(error, "did you mean %.*s?", XC_PRI(nearest));
    }
    return XC_EINPUT;
}

static int check_place(const struct xc_papers *papers, struct xc_closure *closure,
                       struct xc_row_verdict *verdict, struct xc_error *error) {
    verdict->column = closure->zone.len > 0 ? XC_CLOSURE_ZONE : XC_CLOSURE_AREA;
    return closure->area.len > 0 && closure->zone.len > 0 ? XC_OK
           : closure->area.len > 0
               ? find_area(papers, closure->area, &closure->area, error)
           : closure->zone.len > 0 ? find_zone(papers, closure->zone, error)
                                   : XC_OK;
}

/* One day, where the file does not say until when. */
static int take_closure(struct xc_papers *papers, const struct xc_paper_row *row,
                        struct xc_row_verdict *verdict, struct xc_error *error) {
    const char *field = NULL;
    struct xc_fact fact;
    struct xc_closure closure = {
        .area = row->cells[XC_CLOSURE_AREA],
        .zone = row->cells[XC_CLOSURE_ZONE],
        .days = {xc_papers_date(row, XC_CLOSURE_FROM),
                 xc_papers_date(row, XC_CLOSURE_TO)},
        .reason = row->cells[XC_CLOSURE_REASON],
    };
    int rc = xc_papers_needed(papers, row, XC_CLOSURE_FROM, verdict, error);
    if (rc == XC_OK) {
        rc = xc_papers_needed(papers, row, XC_CLOSURE_REASON, verdict, error);
    }
    if (rc == XC_OK) {
        rc = check_place(papers, &closure, verdict, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    if (closure.days.to == XC_NO_DATE) {
        closure.days.to = closure.days.from;
    }
    rc = xc_closure_fact(&closure, papers->arena, &fact, &field, error);
    if (rc == XC_EINPUT && field) {
        verdict->column = xc_papers_column(papers, field);
    }
    return rc == XC_OK ? xc_papers_keep(papers, &fact, row, verdict, error) : rc;
}

/* What is over stays: it explains why nobody was there. */
static bool goes(const struct xc_papers *papers, size_t known) {
    return papers->closures[known].days.to >= papers->today;
}

const struct xc_papers_kind xc_papers_closures = {.kind = XC_FACT_CLOSURE,
                                                  .replaces = true,
                                                  .open = open_closures,
                                                  .take = take_closure,
                                                  .goes = goes};
