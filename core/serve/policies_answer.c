/* /api/v1/policies and /api/v1/policies/NAME. */
#include "access/may.h"
#include "serve/asker.h"
#include "serve/operations.h"
#include "serve/policies_internal.h"

#include <string.h>

#define ROOT "/api/v1/policies"

enum { NAME_BYTES = 1024 };

/* checking: never seen whole yet; failed: never in order; old: an earlier version is in
 * use. */
static const char *state_of(const struct xc_policy *policy) {
    return policy->errors[1] ? (policy->path ? "old" : "failed")
           : policy->path    ? "ready"
                             : "checking";
}

static void copy_member(json_t *json, const char *name, const json_t *info,
                        const char *member) {
    json_t *value = json_object_get(info, member);
    if (value) {
        (void)json_object_set(json, name, value);
    }
}

static json_t *row_of(const struct xc_policy *policy, bool chinese) {
    json_t *error = policy->errors[chinese ? 0 : 1];
    json_t *json =
        json_pack("{s:s,s:s,s:s,s:O}", "name", policy->name, "file", policy->below,
                  "state", state_of(policy), "error", error ? error : json_null());
    copy_member(json, "id", policy->info, "programme");
    copy_member(json, "title", policy->info, "title");
    copy_member(json, "year", policy->info, "year");
    copy_member(json, "office", policy->info, "office");
    copy_member(json, "rules", policy->info, "rules");
    copy_member(json, "stages", policy->info, "stages");
    copy_member(json, "params", policy->info, "parameters");
    return json;
}

static json_t *list(const struct xc_site *site, bool chinese) {
    json_t *rows = json_array();
    const struct xc_policy *policy = site->policies ? site->policies->first : NULL;
    for (; policy; policy = policy->next) {
        (void)json_array_append_new(rows, row_of(policy, chinese));
    }
    return rows;
}

static const struct xc_policy *find(const struct xc_site *site, struct xc_str encoded) {
    char name[NAME_BYTES];
    ptrdiff_t len = xc_http_decode(encoded, false, name, sizeof name);
    const struct xc_policy *policy = site->policies ? site->policies->first : NULL;
    while (policy &&
           (len < 0 || !xc_str_is((struct xc_str){name, (size_t)len}, policy->name))) {
        policy = policy->next;
    }
    return policy;
}

static void answer_person(struct xc_site *site, struct xc_http_exchange *exchange,
                          const struct xc_asker_person *person) {
    struct xc_str path = xc_http_head(exchange)->path;
    struct xc_str rest = xc_str_slice(path, strlen(ROOT), path.len);
    bool chinese = strcmp(xc_site_language(site, exchange), "zh") == 0;
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
    } else if (!xc_access_may(&person->user, XC_ACT_READ)) {
        xc_reply_refuse(site, exchange, 403, "forbidden",
                        XC_MSG("policies are for those who plan and audit"), NULL);
    } else if (rest.len == 0) {
        xc_reply_json(site, exchange, 200, list(site, chinese));
    } else {
        const struct xc_policy *policy = find(site, xc_str_slice(rest, 1, rest.len));
        if (policy) {
            xc_reply_json(site, exchange, 200, row_of(policy, chinese));
        } else {
            xc_reply_refuse(site, exchange, 404, "no",
                            XC_MSG("the server has no policy of this name"), NULL);
        }
    }
}

/* What lies deeper is an operation. */
static void answer_policies(struct xc_site *site, struct xc_http_exchange *exchange) {
    struct xc_str path = xc_http_head(exchange)->path;
    struct xc_str rest = xc_str_slice(path, strlen(ROOT), path.len);
    bool deeper = false;
    for (size_t i = 1; i < rest.len; i++) {
        deeper = deeper || rest.ptr[i] == '/';
    }
    if (deeper) {
        xc_operations_routes[0].answer(site, exchange);
    } else {
        xc_asker_ask(site, exchange, answer_person);
    }
}

const struct xc_route xc_policies_routes[] = {
    {.method = XC_HTTP_GET, .path = ROOT, .name = ROOT, .answer = answer_policies},
    {.method = XC_HTTP_POST,
     .path = ROOT,
     .name = ROOT,
     .body = XC_POLICIES_BODY,
     .answer = xc_policies_put},
    {.method = XC_HTTP_GET,
     .path = ROOT "/",
     .name = ROOT "/{policy}",
     .answer = answer_policies},
    {0},
};
