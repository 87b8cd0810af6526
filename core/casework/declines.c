#include "casework/declines.h"

#include "casework/body.h"

#include <stddef.h>

static const struct xc_body_word grounds[] = {
    {XC_DECLINE_RECUSAL, "recusal", {"回避"}},
    {XC_DECLINE_ILL, "ill", {"病假"}},
    {XC_DECLINE_AWAY, "away", {"公务或请假", "公务", "请假"}},
    {XC_DECLINE_OTHER, "other", {"其他"}},
    {0},
};

static const struct xc_body_field fields[] = {
    {"ground", NULL, XC_BODY_WORD, true, offsetof(struct xc_decline, ground), 0, grounds},
    {"person", NULL, XC_BODY_TEXT, true, offsetof(struct xc_decline, person),
     XC_BODY_ID_BYTES, NULL},
    {"reason", NULL, XC_BODY_TEXT, false, offsetof(struct xc_decline, reason),
     XC_BODY_STORY_BYTES, NULL},
    {"refused", NULL, XC_BODY_TEXT, false, offsetof(struct xc_decline, refused),
     XC_BODY_STORY_BYTES, NULL},
    {"visit", NULL, XC_BODY_TEXT, true, offsetof(struct xc_decline, visit),
     XC_BODY_ID_BYTES, NULL},
    {0},
};

const char *xc_decline_ground_word(enum xc_decline_ground ground) {
    return xc_body_word(grounds, ground);
}

const char *xc_decline_ground_chinese(enum xc_decline_ground ground) {
    return xc_body_chinese(grounds, ground);
}

enum xc_decline_ground xc_decline_ground_parse(struct xc_str word) {
    return (enum xc_decline_ground)xc_body_parse(grounds, word);
}

int xc_decline_fact(const struct xc_decline *decline, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error) {
    const struct xc_str parts[] = {decline->visit, decline->person};
    int rc = xc_body_check(fields, decline, field, error);
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_str id = xc_body_join(arena, parts, 2);
    if (!id.ptr) {
        return xc_fail_memory(error);
    }
    rc = xc_body_check_id(id, "person", field, error);
    return rc == XC_OK ? xc_body_fact(fields, decline, id, arena, fact, error) : rc;
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    ((struct xc_decline *)paper)->at = fact->at;
    return xc_body_read(fields, fact, "decline", arena, paper, error);
}

int xc_declines_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_arena *arena, struct xc_decline **declines, size_t *count,
                     struct xc_error *error) {
    void *papers = NULL;
    *declines = NULL;
    *count = 0;
    int rc = xc_body_load(store, office, XC_FACT_DECLINE, XC_STR(""), at, arena,
                          sizeof **declines, read, &papers, count, NULL, error);
    *declines = papers;
    return rc;
}
