#include "base/utf8.h"
#include "workspace/session.h"

#include <string.h>

/* The line of the stage, due item or phase that "stages[1].obligations[0].crew" belongs
 * to, else of the programme. */
static unsigned line_of(const char *place, const struct xc_policy_lines *lines) {
    for (unsigned list = 0; list < XC_POLICY_LISTS; list++) {
        struct xc_str rest = xc_str_from(place);
        struct xc_str key = xc_str_cut(&rest, '[');
        uint64_t number;
        if (xc_str_is(key, xc_policy_list_key((enum xc_policy_list)list)) &&
            xc_str_to_uint(xc_str_cut(&rest, ']'), XC_POLICY_LINES - 1, &number) &&
            lines->lists[list][number]) {
            return lines->lists[list][number];
        }
    }
    return lines->programme;
}

/* What the rules refuse was written in the policy: "policy.lua:12: …" instead of
 * "stages[0]: …"; where the line is not known "policy.lua: stages[0]: …". */
static void name_policy(const char *path, const struct xc_policy_lines *lines,
                        struct xc_error *error) {
    struct xc_buffer place = xc_buffer_make(2 * XC_FILE_BYTES);
    error->line = line_of(error->file, lines);
    error->column = 0;
    xc_buffer_puts(&place, path);
    if (!error->line) {
        xc_buffer_printf(&place, ": %s", error->file);
    }
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
    struct xc_policy_lines lines;
    *document = NULL;
    int rc =
        xc_policy_evaluate_lines(path, session->policy, document, &lines, log, error);
    if (rc == XC_OK) {
        rc = xc_rules_parse(*document, arena, programme, error);
        if (rc != XC_OK) {
            name_policy(path, &lines, error);
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
