#include "intake/outcomes_internal.h"

#include "base/file.h"
#include "casework/disposals.h"
#include "exchange/report.h"
#include "intake/intake.h"
#include "workspace/clock.h"

#include <stdlib.h>

/* ---- Opening ---- */

static int load_plans(struct xc_outcomes_intake *intake, struct xc_error *error) {
    struct xc_error found = {0};
    int rc = xc_load_plans(intake->session, XC_STR(""), &intake->loaded, &found);
    if (rc == XC_ENO) {
        int64_t number;
        rc = xc_intake_register(intake->session, &intake->reg, &number, error);
    } else if (rc == XC_OK) {
        intake->reg = intake->loaded.reg;
    } else {
        *error = found;
    }
    return rc == XC_OK ? xc_outcomes_list_visits(intake, error) : rc;
}

static int load(struct xc_outcomes_intake *intake, struct xc_error *error) {
    const struct xc_session *session = intake->session;
    intake->offset = xc_clock_office(session);
    intake->today = xc_instant_date(session->now, intake->offset, NULL);
    int rc = load_plans(intake, error);
    if (rc == XC_OK) {
        rc = xc_outcomes_load_known(intake, error);
    }
    if (rc == XC_OK) {
        rc = xc_checklists_load(session->store, session->office, XC_NO_INSTANT,
                                intake->arena, &intake->items, &intake->item_count, NULL,
                                error);
    }
    return rc == XC_OK ? xc_proposals_load(session->store, session->office, XC_NO_INSTANT,
                                           intake->arena, &intake->proposals,
                                           &intake->proposal_count,
                                           &intake->newest_proposals, error)
                       : rc;
}

int xc_outcomes_open(const struct xc_session *session,
                     const struct xc_outcomes_options *options,
                     struct xc_outcomes_intake **out, struct xc_error *error) {
    *out = NULL;
    if (options->correct && options->reason.len == 0) {
        return xc_fail(error, XC_EUSAGE,
                       "--correct needs --reason TEXT: why is what is "
                       "stored wrong?");
    }
    struct xc_outcomes_intake *intake = calloc(1, sizeof *intake);
    if (!intake) {
        return xc_fail_memory(error);
    }
    intake->session = session;
    intake->options = *options;
    intake->group_keys = xc_lookup_make((size_t)1 << 26);
    intake->proposed_ids = xc_lookup_make((size_t)1 << 26);
    intake->names = xc_lookup_make(XC_MAX_PEOPLE);
    intake->names_twice = xc_lookup_make(XC_MAX_PEOPLE);
    intake->arena = xc_arena_new((size_t)1 << 32);
    int rc = intake->arena ? load(intake, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        *out = intake;
    } else {
        xc_outcomes_free(intake);
    }
    return rc;
}

void xc_outcomes_free(struct xc_outcomes_intake *intake) {
    if (intake) {
        if (intake->reg != intake->loaded.reg) {
            xc_register_free(intake->reg);
        }
        xc_desk_free(intake->desk);
        xc_loaded_free(&intake->loaded);
        xc_lookup_free(&intake->group_keys);
        xc_lookup_free(&intake->proposed_ids);
        xc_lookup_free(&intake->names);
        xc_lookup_free(&intake->names_twice);
        xc_arena_free(intake->arena);
        free(intake->taken);
        free(intake->places);
        free(intake->groups);
        free(intake->proposed);
        free(intake);
    }
}

const struct xc_outcome *xc_outcomes_taken(const struct xc_outcomes_intake *intake,
                                           size_t *count) {
    *count = intake->count;
    return intake->taken;
}

const struct xc_message *xc_outcomes_notes(const struct xc_outcomes_intake *intake,
                                           size_t *count) {
    *count = intake->note_count;
    return intake->notes;
}

void xc_outcomes_note(struct xc_outcomes_intake *intake, const struct xc_message *note) {
    if (intake->report) {
        xc_report_copy(intake->report, note);
    } else if (intake->note_count < XC_OUTCOMES_NOTES) {
        intake->notes[intake->note_count++] = *note;
    }
}

/* ---- Taking ---- */

/* When it was done and who came is said once of a visit: its next rows take that over. */
static void take_over(const struct xc_outcomes_intake *intake,
                      struct xc_outcome_row *row) {
    if (row->visit.len == 0 || !xc_str_equal(row->visit, intake->above.visit)) {
        return;
    }
    if (row->people.len == 0) {
        row->people = intake->above.people;
    }
    if (row->actual_date == XC_NO_DATE) {
        row->actual_date = intake->above.actual_date;
    }
}

static int hand_down(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                     struct xc_error *error) {
    intake->above.visit = xc_arena_copy(intake->arena, row->visit);
    intake->above.people = xc_arena_copy(intake->arena, row->people);
    intake->above.actual_date = row->actual_date;
    return intake->above.visit.ptr && intake->above.people.ptr ? XC_OK
                                                               : xc_fail_memory(error);
}

static int take_whole(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                      struct xc_row_verdict *verdict, struct xc_error *error) {
    const struct xc_visit *visit;
    uint32_t group = 0;
    struct xc_taken place = {0};
    struct xc_outcome outcome = {
        .result = xc_outcome_parse(row->result),
        .item = row->item,
        .findings = row->findings,
        .doctor = row->doctor,
        .disposal = xc_disposal_parse(row->disposal, intake->arena),
        .points = row->points,
        .amount = row->amount,
        .rectify_by = row->rectify_by,
        .closed_on = row->closed_on,
    };
    int rc = outcome.disposal.ptr ? xc_outcomes_find_visit(intake, row, &visit, &outcome,
                                                           &verdict->column, error)
                                  : xc_fail_memory(error);
    if (rc == XC_OK) {
        verdict->column = XC_OUTCOME_PEOPLE;
        rc = xc_outcomes_people(intake, row->people, &outcome.people, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_check(intake, row, visit, &outcome, &verdict->column, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_group(intake, visit, &outcome, &group, error);
    }
    if (rc == XC_OK) {
        place.line = row->line;
        rc = xc_outcomes_compare(intake, group, &outcome, &place, verdict, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_propose(intake, row, &outcome, &verdict->column, error);
    }
    if (rc == XC_OK) {
        rc = xc_outcomes_keep(intake, group, &outcome, place, verdict->news, error);
    }
    if (rc == XC_OK && row->opens_case) {
        intake->groups[group].opens_case = true;
    }
    return rc;
}

int xc_outcomes_take(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_outcome_row whole = *row;
    take_over(intake, &whole);
    int rc = take_whole(intake, &whole, verdict, error);
    return rc == XC_OK ? hand_down(intake, &whole, error) : rc;
}

static int take(void *context, const struct xc_outcome_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error) {
    return xc_outcomes_take(context, row, verdict, error);
}

int xc_outcomes_file(struct xc_outcomes_intake *intake, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_INTAKE_MAX_BYTES);
    struct xc_arena *arena = xc_arena_new(1 << 20);
    int rc = arena ? xc_intake_complete(intake->session, path, options, arena, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        intake->report = report;
        intake->above.visit = XC_STR(""); /* of another file */
        rc = xc_import_outcomes(xc_buffer_view(&bytes), options, take, intake, report,
                                error);
        intake->report = NULL;
    }
    xc_buffer_free(&bytes);
    xc_arena_free(arena);
    return rc;
}
