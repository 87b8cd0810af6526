#include "casework/publications.h"

#include "casework/body.h"
#include "casework/leads.h"

#include <stddef.h>
#include <stdio.h>

static const struct xc_body_word acts[] = {
    {XC_PUBLISHED_RESULT, "result", {"公示"}},
    {XC_PUBLISHED_CORRECTION, "correction", {"更正"}},
    {XC_PUBLISHED_WITHDRAWAL, "withdrawal", {"撤销"}},
    {0, NULL, {NULL}}};

static const struct xc_body_word results[] = {
    {XC_OUTCOME_PASS, "pass", {NULL}},
    {XC_OUTCOME_PROBLEM_FIXED, "problem_fixed", {NULL}},
    {XC_OUTCOME_PROBLEM, "problem", {NULL}},
    {XC_OUTCOME_SERIOUS, "serious", {NULL}},
    {XC_OUTCOME_CLOSED, "closed", {NULL}},
    {XC_OUTCOME_REFUSED, "refused", {NULL}},
    {XC_OUTCOME_NOT_FOUND, "not_found", {NULL}},
    {0, NULL, {NULL}}};

#define PLACE(member) offsetof(struct xc_publication, member)
static const struct xc_body_field fields[] = {
    {"act", NULL, XC_BODY_WORD, true, PLACE(act), 0, acts},
    {"area", NULL, XC_BODY_TEXT, false, PLACE(area), XC_BODY_NAME_BYTES, NULL},
    {"by", NULL, XC_BODY_TEXT, true, PLACE(by), XC_BODY_NAME_BYTES, NULL},
    {"date", NULL, XC_BODY_DATE, true, PLACE(date), 0, NULL},
    {"known", NULL, XC_BODY_DATE, true, PLACE(known), 0, NULL},
    {"matter", NULL, XC_BODY_TEXT, true, PLACE(matter), XC_BODY_STORY_BYTES, NULL},
    {"name", NULL, XC_BODY_TEXT, false, PLACE(name), XC_BODY_STORY_BYTES, NULL},
    {"notice", NULL, XC_BODY_COUNT, true, PLACE(notice), XC_NOTICES, NULL},
    {"on", NULL, XC_BODY_DATE, true, PLACE(on), 0, NULL},
    {"programme", NULL, XC_BODY_TEXT, true, PLACE(programme), XC_BODY_ID_BYTES, NULL},
    {"reason", NULL, XC_BODY_TEXT, false, PLACE(reason), XC_BODY_STORY_BYTES, NULL},
    {"result", NULL, XC_BODY_WORD, true, PLACE(result), 0, results},
    {"target", NULL, XC_BODY_TEXT, true, PLACE(target), XC_BODY_ID_BYTES, NULL},
    {"visit", NULL, XC_BODY_TEXT, true, PLACE(visit), XC_BODY_ID_BYTES, NULL},
    {0},
};

const char *xc_publication_act_word(enum xc_publication_act act) {
    return xc_body_word(acts, (unsigned)act);
}

static int check(const struct xc_publication *publication, const char **field,
                 struct xc_error *error) {
    int rc = xc_body_check(fields, publication, field, error);
    if (rc == XC_OK &&
        (publication->act == XC_PUBLISHED_WITHDRAWAL) != (publication->reason.len > 0)) {
        *field = "reason";
        rc = xc_fail(error, XC_EINPUT,
                     "what is withdrawn needs a reason, and nothing else has one");
    }
    if (rc == XC_OK && xc_lead_names_somebody(publication->reason, publication->target)) {
        *field = "reason";
        rc = xc_fail(error, XC_EINPUT,
                     "reason: it holds what looks like a mobile or identity number, and "
                     "everybody will read it");
    }
    return rc;
}

int xc_publication_fact(const struct xc_publication *publication, struct xc_arena *arena,
                        struct xc_fact *fact, const char **field,
                        struct xc_error *error) {
    char notice[16];
    int rc = check(publication, field, error);
    if (rc != XC_OK) {
        return rc;
    }
    (void)snprintf(notice, sizeof notice, "%06u", publication->notice);
    const struct xc_str parts[] = {publication->programme, xc_str_from(notice),
                                   publication->visit};
    struct xc_str id = xc_body_join(arena, parts, 3);
    if (!id.ptr) {
        return xc_fail_memory(error);
    }
    rc = xc_body_check_id(id, "visit", field, error);
    return rc == XC_OK ? xc_body_fact(fields, publication, id, arena, fact, error) : rc;
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_body_read(fields, fact, "publication", arena, paper, error);
}

int xc_publications_load(struct xc_store *store, struct xc_str office, xc_instant at,
                         struct xc_str programme, struct xc_arena *arena,
                         struct xc_publication **publications, size_t *count,
                         uint64_t *newest, struct xc_error *error) {
    const struct xc_str parts[] = {programme, XC_STR("")};
    struct xc_str prefix = xc_body_join(arena, parts, 2);
    void *papers = NULL;
    *publications = NULL;
    *count = 0;
    if (!prefix.ptr) {
        return xc_fail_memory(error);
    }
    int rc = xc_body_load(store, office, XC_FACT_PUBLICATION, prefix, at, arena,
                          sizeof **publications, read, &papers, count, newest, error);
    *publications = papers;
    return rc;
}
