/* A new snapshot of an office's register, and what its changes mean. */
#ifndef XC_INTAKE_SNAPSHOT_H
#define XC_INTAKE_SNAPSHOT_H

#include "workspace/session.h"

/* Stores a register as the office's next snapshot (xc_store_save_register). An active
 * target whose legal representative is another than before opens a lead by itself, stored
 * with the snapshot or not at all: id legal-<target>-<snapshot>, source register,
 * severity 3. old: the register that reg was built on, expected its snapshot (0: none;
 * then nothing is a change). *leads: how many were opened. */
int xc_snapshot_store(const struct xc_session *session, const struct xc_register *old,
                      const struct xc_register *reg, int64_t expected,
                      struct xc_str reason, int64_t *number, size_t *leads,
                      struct xc_error *error);

#endif
