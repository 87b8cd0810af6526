/* Effects that happen once: whoever asks again under the same key, because no answer
 * came, does not double what was done. From xc_store_once on, all that is written until
 * xc_store_once_end is one transaction, which begins with the first write and notes the
 * key: the effect is stored whole and with its key, or nothing is. Not an office's word:
 * the ledger does not name keys, and they are removed after thirty days. */
#ifndef XC_STORE_ONCE_H
#define XC_STORE_ONCE_H

#include "store/store.h"

enum { XC_ONCE_DAYS = 30, XC_ONCE_KEY_BYTES = 64 };

/* key: 1 to 64 of A–Z a–z 0–9 _ -, per office. words: digest of what is asked. office and
 * key are borrowed until xc_store_once_end. *repeated: it was done already; the caller
 * does nothing more. XC_EUSAGE: no such key; XC_EINPUT: something else was asked under
 * it. */
int xc_store_once(struct xc_store *store, struct xc_str office, struct xc_str key,
                  const struct xc_digest *words, xc_instant at, bool *repeated,
                  struct xc_error *error);

/* Ends it: stores what was written where code is XC_OK, else nothing of it. Returns code,
 * or why it could not be stored. *repeated: another process did the same meanwhile, which
 * failed the first write with XC_ENO. */
int xc_store_once_end(struct xc_store *store, int code, bool *repeated,
                      struct xc_error *error);

#endif
