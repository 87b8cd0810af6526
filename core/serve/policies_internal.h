/* What policies.c and policies_answer.c share. Private to core/serve. */
#ifndef XC_SERVE_POLICIES_INTERNAL_H
#define XC_SERVE_POLICIES_INTERNAL_H

#include "register/json.h"
#include "serve/policies.h"
#include "serve/policy_set.h"

enum {
    XC_POLICY_WATCHES = 64, /* folders; changes in others are seen by looking */
    XC_POLICY_COPIES_MS = 24 * 3600 * 1000
};

struct xc_policy {
    char *name, *below;
    char *path, *plugins; /* of the version in use; NULL: none was ever in order */
    json_t *info;         /* about it, as `policy params` says it; NULL: none */
    json_t *errors[2];    /* zh, en: why the newest version is not in use; without the
                             last of them that is not known yet, or it is in use */
    char digest[XC_DIGEST_HEX + 1], plugin_digest[XC_DIGEST_HEX + 1]; /* of the newest */
    const struct xc_policy_text *text; /* of the set at hand */
    bool to_check;
    unsigned language; /* in which it is checked */
    struct xc_policy *next;
};

/* policies_put.c: a policy comes by hand. */
enum { XC_POLICIES_BODY = 1024 * 1024 };
void xc_policies_put(struct xc_site *site, struct xc_http_exchange *exchange);

/* A folder of copies. */
struct xc_policy_copies {
    char root[4096];
    uint64_t replaced; /* when another one took its place, ms of the loop; 0: none did */
    struct xc_policy_copies *next;
};

struct xc_policies {
    struct xc_site *site;
    struct xc_policy *first;   /* by path */
    struct xc_policy *checked; /* whose check runs */
    struct xc_policy_set *set;
    struct xc_policy_copies *copies;
    char known[XC_DIGEST_HEX + 1]; /* digest of the set */
    bool reading, checking, again;
    int told; /* code of the last reading that failed */
    uv_timer_t settle, poll;
    void (*on_settled)(uv_timer_t *timer);
    uv_fs_event_t watches[XC_POLICY_WATCHES];
    uint64_t rounds;
    /* of the reading in another thread */
    char root[2048];
    struct xc_policy_set *fresh;
    struct xc_error error;
    int rc;
};

#endif
