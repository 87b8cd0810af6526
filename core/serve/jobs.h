/* Commands that take long: asked for, looked at, ended, and remembered for a while.
 * Private to core/serve. */
#ifndef XC_SERVE_JOBS_H
#define XC_SERVE_JOBS_H

#include "serve/asker.h"
#include "serve/operations.h"

struct xc_job;

struct xc_jobs *xc_jobs_new(struct xc_site *site); /* NULL: no memory */
void xc_jobs_free(struct xc_jobs *jobs);           /* NULL is fine */

/* Starts the command as a job of the person. folder: that it runs in, removed when it
 * ends; NULL: none. *id lives as long as the job. XC_EENV: too many. */
int xc_jobs_start(struct xc_site *site, const struct xc_operation *operation,
                  const struct xc_asker_person *person, const char *const *words,
                  size_t count, const char *folder, const char **id,
                  struct xc_error *error);

/* Answers with the job as people see it. */
void xc_jobs_reply(const struct xc_jobs *jobs, const char *id,
                   struct xc_http_exchange *exchange, int status);

/* How many wait or run. */
unsigned xc_jobs_open(const struct xc_jobs *jobs);

/* /api/v1/jobs and below */
extern const struct xc_route xc_jobs_routes[];

#endif
