/* Translations, read from gettext .mo files by hand, so that nothing is process-global
 * and no locale has to be installed. NULL stands for English everywhere. */
#ifndef XC_BASE_CATALOGUE_H
#define XC_BASE_CATALOGUE_H

#include "base/error.h"

struct xc_catalogue;

/* Reads and checks a .mo file (either byte order). Owned by the caller. */
int xc_catalogue_load(const char *path, struct xc_catalogue **catalogue,
                      struct xc_error *error);
void xc_catalogue_free(struct xc_catalogue *catalogue);

/* The translation of id, or id itself. Never NULL; lives as long as the catalogue. */
const char *xc_text(const struct xc_catalogue *catalogue, const char *id);

/* Language wanted: "zh" or "en". option (may be NULL) wins, else LC_ALL, LC_MESSAGES,
 * LANG and LANGUAGE as given; anything that starts with zh is "zh". Unknown option: NULL.
 */
const char *xc_language(const char *option, const char *lc_all, const char *lc_messages,
                        const char *lang);

#endif
