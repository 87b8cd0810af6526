/* Private to store. */
#ifndef XC_STORE_FACTS_INTERNAL_H
#define XC_STORE_FACTS_INTERNAL_H

#include "store/bind.h"
#include "store/facts.h"

#define XC_FACTS_ENTRY "xuncha-facts-v1"

/* The columns that a fact's seal is made of, and behind them the seal. */
enum { XC_FACT_SEALED = 4 };
#define XC_FACT_COLUMNS "CAST(number AS TEXT), id, body, at, seal"

/* The column holds this seal. */
bool xc_fact_seal_is(struct xc_query *query, int column, const struct xc_digest *seal);

/* Opens the facts of an entry by number: XC_FACT_COLUMNS, number. */
int xc_facts_open(struct xc_store *store, struct xc_str office, struct xc_str kind,
                  uint64_t entry, struct xc_query *query, struct xc_error *error);

/* The text of the entry over the facts that are stored under its number. XC_ENO: none.
 */
int xc_facts_text(struct xc_store *store, struct xc_str office, struct xc_str kind,
                  uint64_t entry, struct xc_buffer *text, struct xc_error *error);

#endif
