/* Asks for memory that will be read soon, so that it is there by then. Worth it where
 * many small things are read in an order that memory does not have. Changes no result. */
#ifndef XC_BASE_PREFETCH_H
#define XC_BASE_PREFETCH_H

/* address need not be valid. Nothing is done by compilers that cannot. */
static inline void xc_prefetch(const void *address) {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

#endif
