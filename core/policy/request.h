/* What is sent to a worker: sources read, checked and put into JSON. Private to policy.
 */
#ifndef XC_POLICY_REQUEST_H
#define XC_POLICY_REQUEST_H

#include "policy/policy.h"

struct xc_request {
    json_t *json;    /* owned */
    json_t *digests; /* owned; array beside "files": SHA-256 in hex */
    json_t *plugins; /* borrowed from json */
};

/* mode "evaluate", "test" or "describe"; path (may be NULL) becomes file 0; extra (may be
 * NULL) is a folder of plugins before those of options. */
int xc_request_make(struct xc_request *request, const char *mode, const char *path,
                    const char *extra, const struct xc_policy_options *options,
                    struct xc_error *error);
void xc_request_free(struct xc_request *request);

/* The line for the worker. */
int xc_request_line(const struct xc_request *request, struct xc_buffer *out,
                    struct xc_error *error);

/* New reference to [{"name","digest"}…]: the policy, then the used plugins by name. */
json_t *xc_request_sources(const struct xc_request *request, const json_t *used);

#endif
