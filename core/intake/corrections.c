#include "intake/corrections.h"

#include "base/suggest.h"
#include "exchange/columns.h"
#include "exchange/report.h"
#include "intake/intake.h"
#include "intake/snapshot.h"

/* A row that is about to be stored. */
struct change {
    const struct xc_session *session;
    struct xc_register *old, *reg; /* owned */
    int64_t expected, number;
    size_t leads; /* that the change opened */
    struct xc_str reason;
    const struct xc_fact *decision; /* to be stored with it; NULL: none */
    uint64_t newest;                /* of the proposals that were read */
};

/* ---- One row as a file ---- */

static void quoted(struct xc_buffer *out, struct xc_str text) {
    xc_buffer_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            xc_buffer_putc(out, '"');
        }
        xc_buffer_putc(out, text.ptr[i]);
    }
    xc_buffer_putc(out, '"');
}

/* A field that nobody knows becomes an attribute, as in a file; but one that looks like a
 * slip of the hand is refused. */
static int check_field(enum xc_import_table table, struct xc_str name,
                       struct xc_error *error) {
    struct xc_str names[XC_COLUMNS_MAX];
    struct xc_buffer scratch = xc_buffer_make(1 << 16);
    unsigned rank;
    bool exact;
    size_t count;
    const struct xc_import_column *columns = xc_import_columns(table, &count);
    bool known = xc_column_named(table, name, &scratch, &rank, &exact) >= 0;
    xc_buffer_free(&scratch);
    for (size_t i = 0; i < count; i++) {
        names[i] = xc_str_from(columns[i].name);
    }
    struct xc_str near = known ? XC_STR("") : xc_suggest(name, names, count);
    if (near.len == 0) {
        return XC_OK;
    }
    xc_fail(error, XC_EUSAGE, "there is no field '%.*s'", XC_PRI(name));
    return xc_hint(error, "did you mean %.*s?", XC_PRI(near));
}

static int one_row(struct xc_str id, enum xc_import_table table,
                   const struct xc_correction *corrections, size_t count,
                   struct xc_buffer *csv, struct xc_error *error) {
    struct xc_buffer values = xc_buffer_make(1 << 20);
    int rc = XC_OK;
    xc_buffer_puts(csv, "id");
    quoted(&values, id);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_str value = corrections[i].value;
        rc = check_field(table, corrections[i].field, error);
        xc_buffer_putc(csv, ',');
        quoted(csv, corrections[i].field);
        xc_buffer_putc(&values, ',');
        /* An empty cell would keep the old value; `-` clears it. */
        quoted(&values, value.len ? value : XC_STR("-"));
    }
    xc_buffer_putc(csv, '\n');
    xc_buffer_add(csv, xc_buffer_view(&values));
    xc_buffer_putc(csv, '\n');
    rc = rc == XC_OK && (csv->failed || values.failed) ? xc_fail_memory(error) : rc;
    xc_buffer_free(&values);
    return rc;
}

static int table_of(const struct xc_register *reg, struct xc_str id,
                    enum xc_import_table *table, struct xc_error *error) {
    uint32_t person = xc_register_find_person(reg, id);
    if (xc_register_find_target(reg, id) != XC_NO_ROW) {
        *table = XC_IMPORT_TARGETS;
    } else if (person != XC_NO_ROW) {
        *table = reg->people.pool[person] == XC_POOL_EXPERTS ? XC_IMPORT_EXPERTS
                                                             : XC_IMPORT_INSPECTORS;
    } else {
        return xc_fail(error, XC_ENO,
                       "the register has no target or person with the id '%.*s'",
                       XC_PRI(id));
    }
    return XC_OK;
}

/* The register in force and the one after the change. */
static int prepare(struct change *change, struct xc_str id,
                   const struct xc_correction *corrections, size_t count,
                   struct xc_import_report *report, struct xc_error *error) {
    struct xc_buffer csv = xc_buffer_make(1 << 20);
    struct xc_import_options options = {.file = XC_STR("register set"),
                                        .default_area = change->session->office};
    int rc = xc_intake_register(change->session, &change->old, &change->expected, error);
    if (rc == XC_OK) {
        rc = table_of(change->old, id, &options.table, error);
    }
    if (rc == XC_OK) {
        rc = one_row(id, options.table, corrections, count, &csv, error);
    }
    if (rc == XC_OK) {
        rc = xc_import_register(xc_buffer_view(&csv), &options, change->old, &change->reg,
                                report, NULL, error);
        if (rc != XC_OK && report->problem_count > 0) {
            *error = report->problems[0].error;
        }
        /* The file was made here and has no places that anybody could look at. */
        error->file[0] = '\0';
        error->line = error->column = 0;
    }
    xc_buffer_free(&csv);
    return rc;
}

/* The register first: where it cannot change, nothing was decided. */
static int store(void *context, struct xc_error *error) {
    struct change *change = context;
    const struct xc_session *session = change->session;
    int rc = xc_snapshot_store(session, change->old, change->reg, change->expected,
                               change->reason, &change->number, &change->leads, error);
    return rc == XC_OK && change->decision
               ? xc_store_add_facts(session->store, session->office, XC_FACT_PROPOSAL,
                                    change->decision, 1, change->newest, session->now,
                                    NULL, error)
               : rc;
}

static int change_row(struct change *change, struct xc_str id,
                      const struct xc_correction *corrections, size_t count,
                      int64_t *before, int64_t *number, struct xc_import_report *report,
                      struct xc_error *error) {
    int rc = prepare(change, id, corrections, count, report, error);
    if (rc == XC_OK) {
        rc = xc_store_together(change->session->store, store, change, error);
    }
    if (rc == XC_OK) {
        *before = change->expected;
        *number = change->number;
    }
    if (rc == XC_OK && change->leads > 0) {
        xc_report_note(report,
                       "target %.*s has another legal representative: a lead was "
                       "opened, see `xuncha lead list --open`",
                       XC_PRI(id));
    }
    xc_register_free(change->old);
    xc_register_free(change->reg);
    return rc;
}

int xc_corrections_set(const struct xc_session *session, struct xc_str id,
                       const struct xc_correction *corrections, size_t count,
                       struct xc_str reason, int64_t *before, int64_t *number,
                       struct xc_import_report *report, struct xc_error *error) {
    struct change change = {.session = session, .reason = reason};
    *before = *number = 0;
    *report = (struct xc_import_report){0};
    return change_row(&change, id, corrections, count, before, number, report, error);
}

/* ---- Proposals ---- */

/* NULL: XC_ENO. */
static struct xc_proposal *find_open(struct xc_proposal *proposals, size_t count,
                                     struct xc_str id, struct xc_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (!xc_str_equal(proposals[i].id, id)) {
            continue;
        }
        if (proposals[i].state == XC_PROPOSAL_OPEN) {
            return &proposals[i];
        }
        xc_fail(error, XC_ENO,
                proposals[i].state == XC_PROPOSAL_ACCEPTED
                    ? XC_MSG("proposal %.*s was accepted already")
                    : XC_MSG("proposal %.*s was declined already"),
                XC_PRI(id));
        return NULL;
    }
    xc_fail(error, XC_ENO, "there is no proposal '%.*s'", XC_PRI(id));
    xc_hint(error, "`xuncha register proposals` lists those that are open");
    return NULL;
}

int xc_corrections_decide(const struct xc_session *session, struct xc_str id, bool accept,
                          struct xc_str by, struct xc_str reason, int64_t *before,
                          int64_t *number, struct xc_import_report *report,
                          struct xc_error *error) {
    struct xc_proposal *proposals, *proposal = NULL;
    struct change change = {.session = session, .reason = reason};
    struct xc_fact decision;
    const char *field;
    size_t count;
    *before = *number = 0;
    *report = (struct xc_import_report){0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    int rc = arena ? xc_proposals_load(session->store, session->office, XC_NO_INSTANT,
                                       arena, &proposals, &count, &change.newest, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        proposal = find_open(proposals, count, id, error);
        rc = proposal ? XC_OK : XC_ENO;
    }
    if (!proposal) {
        goto done;
    }
    proposal->state = accept ? XC_PROPOSAL_ACCEPTED : XC_PROPOSAL_DECLINED;
    proposal->decided_by = by;
    proposal->reason = reason;
    rc = xc_proposal_fact(proposal, arena, &decision, &field, error);
    if (rc == XC_OK && accept) {
        const struct xc_correction correction = {proposal->field, proposal->value};
        struct xc_buffer why = xc_buffer_make(XC_FACT_ID_BYTES + 64);
        xc_buffer_printf(&why, "proposal %.*s", XC_PRI(id));
        change.decision = &decision;
        change.reason = reason.len ? reason : xc_buffer_view(&why);
        rc = change_row(&change, proposal->target, &correction, 1, before, number, report,
                        error);
        xc_buffer_free(&why);
    } else if (rc == XC_OK) {
        rc = xc_store_add_facts(session->store, session->office, XC_FACT_PROPOSAL,
                                &decision, 1, change.newest, session->now, NULL, error);
    }
done:
    xc_arena_free(arena);
    return rc;
}
