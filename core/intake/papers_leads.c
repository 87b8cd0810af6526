#include "intake/papers_internal.h"

#include "exchange/import.h"

static int open_leads(struct xc_papers *papers, struct xc_error *error) {
    return xc_desk_open(papers->session, &papers->desk, error);
}

/* Texts of a row are gone with it. */
static int copy_texts(struct xc_papers *papers, struct xc_lead *lead,
                      struct xc_error *error) {
    enum { TEXTS = 6 };
    struct xc_str *const texts[TEXTS] = {&lead->id,       &lead->target, &lead->summary,
                                         &lead->assigned, &lead->visit,  &lead->answer};
    for (size_t i = 0; i < TEXTS; i++) {
        *texts[i] = xc_arena_copy(papers->arena, *texts[i]);
        if (!texts[i]->ptr) {
            return xc_fail_memory(error);
        }
    }
    return XC_OK;
}

/* Without an id the same file twice would be two leads. */
static int read_lead(struct xc_papers *papers, const struct xc_paper_row *row,
                     struct xc_lead *lead, struct xc_row_verdict *verdict,
                     struct xc_error *error) {
    size_t count;
    const struct xc_import_column *columns = xc_import_columns(papers->table, &count);
    int rc = xc_papers_needed(papers, row, XC_LEAD_COLUMN_ID, verdict, error);
    if (rc != XC_OK) {
        return xc_hint(error, "give every lead a number of its own, by which it stays "
                              "known");
    }
    const struct xc_lead *before =
        xc_desk_lead(papers->desk, row->cells[XC_LEAD_COLUMN_ID]);
    *lead = before ? *before
                   : (struct xc_lead){.id = row->cells[XC_LEAD_COLUMN_ID],
                                      .date = XC_NO_DATE,
                                      .reply_due = XC_NO_DATE,
                                      .answered_on = XC_NO_DATE};
    for (size_t i = XC_LEAD_COLUMN_ID + 1; i < count && rc == XC_OK; i++) {
        if (row->cells[i].ptr) {
            verdict->column = i;
            rc = xc_lead_set(lead, xc_str_from(columns[i].name), row->cells[i], error);
        }
    }
    if (rc == XC_OK && lead->state == 0) {
        lead->state = lead->assigned.len ? XC_LEAD_ASSIGNED : XC_LEAD_RECEIVED;
    }
    return rc == XC_OK ? copy_texts(papers, lead, error) : rc;
}

/* One that was taken already is only compared; the desk sees each once. */
static int take_lead(struct xc_papers *papers, const struct xc_paper_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    const char *field = "id";
    struct xc_lead lead = {0};
    struct xc_fact fact;
    uint32_t place;
    int rc = read_lead(papers, row, &lead, verdict, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_lookup_get(&papers->places, lead.id, &place)
             ? xc_lead_check(&lead, xc_desk_lead(papers->desk, lead.id), &field, error)
             : xc_desk_take_lead(papers->desk, &lead, &field, error);
    if (rc == XC_EINPUT) {
        verdict->column = xc_papers_column(papers, field);
    }
    if (rc == XC_OK) {
        rc = xc_lead_fact(&lead, papers->arena, &fact, error);
    }
    return rc == XC_OK ? xc_papers_keep(papers, &fact, row, verdict, error) : rc;
}

const struct xc_papers_kind xc_papers_leads = {
    .kind = XC_FACT_LEAD, .open = open_leads, .take = take_lead};
