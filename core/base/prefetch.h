/* Asks for memory that will be read soon, so that it is there by then. Worth it where
 * many small things are read in an order that memory does not have. Changes no result. */
#ifndef XC_BASE_PREFETCH_H
#define XC_BASE_PREFETCH_H

#include <stddef.h>

/* address need not be valid. Nothing is done by compilers that cannot. */
static inline void xc_prefetch(const void *address) {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

/* The same for all of an object, wherever it begins. */
static inline void xc_prefetch_all(const void *address, size_t size) {
    enum { LINE = 64 }; /* of the cache, usually */
    const char *bytes = address;
    for (size_t at = 0; at < size; at += LINE)
        xc_prefetch(bytes + at);
    xc_prefetch(bytes + size - 1);
}

#endif
