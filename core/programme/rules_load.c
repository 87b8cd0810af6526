#include "base/utf8.h"
#include "programme/session.h"

#include <string.h>

/* What the rules refuse was written in the policy: "policy.lua: stages[0]" instead of
 * "stages[0]". */
static void name_policy(const char *path, struct xc_error *error) {
    struct xc_buffer place = xc_buffer_make(2 * XC_FILE_BYTES);
    xc_buffer_printf(&place, "%s: %s", path, error->file);
    struct xc_str kept = xc_utf8_prefix(xc_buffer_view(&place), sizeof error->file - 1);
    if (!place.failed) {
        memcpy(error->file, kept.ptr, kept.len);
        error->file[kept.len] = '\0';
    }
    xc_buffer_free(&place);
}

int xc_session_rules(const struct xc_session *session, const char *path,
                     struct xc_arena *arena, json_t **document,
                     struct xc_programme **programme, struct xc_buffer *log,
                     struct xc_error *error) {
    *document = NULL;
    int rc = xc_policy_evaluate(path, session->policy, document, log, error);
    if (rc == XC_OK) {
        rc = xc_rules_parse(*document, arena, programme, error);
        if (rc != XC_OK) {
            name_policy(path, error);
            rc = error->code = XC_EPOLICY;
        }
    }
    return rc;
}

int xc_session_stored_rules(struct xc_str text, struct xc_arena *arena, json_t **document,
                            struct xc_programme **programme, struct xc_error *error) {
    json_error_t problem;
    *document = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &problem);
    if (!*document) {
        return xc_fail(error, XC_EENV, "the stored rules cannot be read: %s",
                       problem.text);
    }
    return xc_rules_parse(*document, arena, programme, error);
}
