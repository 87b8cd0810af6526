/* A session: one workspace, one office, one moment. Every way through the house starts
 * here. */
#ifndef XC_WORKSPACE_SESSION_H
#define XC_WORKSPACE_SESSION_H

#include "base/catalogue.h"
#include "base/progress.h"
#include "policy/policy.h"
#include "rules/rules.h"
#include "store/store.h"

struct xc_session {
    struct xc_store *store; /* borrowed */
    struct xc_str office;   /* area code */
    xc_instant now;         /* the only source of time */
    bool past; /* settings and days off are those of now, not those stored later */
    const struct xc_catalogue *catalogue;   /* NULL: English */
    const char *language;                   /* "zh" or "en" */
    const struct xc_policy_options *policy; /* where plugins lie, --set, the binary */
    const char *statutory; /* path of the provisional calendar, or NULL */
    bool provisional;
    const struct xc_progress *progress;
};

/* The instant whose settings and days off count: now of a session of the past, else
 * XC_NO_INSTANT. */
xc_instant xc_session_known(const struct xc_session *session);

/* Whether its reader reads Chinese. */
bool xc_session_chinese(const struct xc_session *session);

/* The working days in force: the country's, then the office's own; with
 * session->provisional the statutory days for years that neither covers. Owned by the
 * caller. */
int xc_session_workdays(const struct xc_session *session, struct xc_workdays **workdays,
                        struct xc_error *error);

/* Reads a holiday file into a builder. only_missing: only years the builder does not
 * cover yet. */
int xc_session_add_holidays(const char *path, struct xc_workdays_builder *builder,
                            struct xc_error *error);

/* Evaluates a policy file and checks what it returned. The document is owned by the
 * caller (json_decref after the arena is done with). */
int xc_session_rules(const struct xc_session *session, const char *path,
                     struct xc_arena *arena, json_t **document,
                     struct xc_programme **programme, struct xc_buffer *log,
                     struct xc_error *error);

/* The same from stored canonical JSON. */
int xc_session_stored_rules(struct xc_str text, struct xc_arena *arena, json_t **document,
                            struct xc_programme **programme, struct xc_error *error);

/* The office that a programme is planned for: its own, else the session's. An office of
 * the session that the user named (named) must agree. */
int xc_session_office(const struct xc_session *session,
                      const struct xc_programme *programme, bool named,
                      struct xc_str *office, struct xc_error *error);

#endif
