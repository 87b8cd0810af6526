/* The worker's side of the pipes. Private to policy. */
#ifndef XC_POLICY_WORKER_H
#define XC_POLICY_WORKER_H

#include "policy/host.h"

/* Puts a question to the parent and waits: the answer is host->reply. false: the parent
 * is gone or the question too large. Raises nothing. Steals question (NULL gives false).
 */
bool xc_worker_ask(struct xc_host *host, json_t *question);

#endif
