#include "programme/session.h"

int xc_session_rules(const struct xc_session *session, const char *path,
                     struct xc_arena *arena, json_t **document,
                     struct xc_programme **programme, struct xc_buffer *log,
                     struct xc_error *error) {
    *document = NULL;
    int rc = xc_policy_evaluate(path, session->policy, document, log, error);
    if (rc == XC_OK) {
        rc = xc_rules_parse(*document, arena, programme, error);
        if (rc != XC_OK && error && error->file[0] == '\0') {
            /* What the rules refuse was written in the policy: name the file the user can
             * edit. */
            struct xc_str name = xc_str_from(path);
            size_t len =
                name.len < sizeof error->file - 1 ? name.len : sizeof error->file - 1;
            for (size_t i = 0; i < len; i++) {
                error->file[i] = name.ptr[i];
            }
            error->file[len] = '\0';
            error->code = XC_EPOLICY;
            rc = XC_EPOLICY;
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
