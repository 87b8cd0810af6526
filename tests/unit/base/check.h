/* What the tests of base share. */
#ifndef XC_TESTS_UNIT_BASE_CHECK_H
#define XC_TESTS_UNIT_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"

/* The view holds exactly the bytes of the literal (which may contain NUL). */
#define assert_view(view, literal)                                                       \
    do {                                                                                 \
        struct xc_str checked = (view);                                                  \
        assert_int_equal(checked.len, sizeof(literal) - 1);                              \
        if (checked.len > 0) {                                                           \
            assert_memory_equal(checked.ptr, literal, checked.len);                      \
        }                                                                                \
    } while (0)

#endif
