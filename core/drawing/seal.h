/* The secret of sealed draws, kept by two custodians: neither share alone says anything
 * about it. */
#ifndef XC_DRAWING_SEAL_H
#define XC_DRAWING_SEAL_H

#include "base/arena.h"
#include "base/error.h"

enum { XC_SEAL_BYTES = 32, XC_SEAL_SHARES = 2 };

/* Makes a secret and writes its shares to folder/custodian-1.share and -2 (0600, both new
 * files). */
int xc_seal_init(const char *folder, struct xc_error *error);

/* The secret of both shares, in the arena. XC_EINPUT: a file is no share, both are the
 * same, or they belong to different secrets. */
int xc_seal_join(const char *const files[XC_SEAL_SHARES], struct xc_arena *arena,
                 struct xc_str *secret, struct xc_error *error);

#endif
