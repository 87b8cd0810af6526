/* Private to exchange: which person a cell names. */
#ifndef XC_EXCHANGE_PERSONS_H
#define XC_EXCHANGE_PERSONS_H

#include "exchange/importing.h"

/* *row of old people by id, else by a name that only one person has. */
int xc_person_find(struct xc_importing *importing, size_t column, uint32_t *row,
                   struct xc_error *error);

#endif
