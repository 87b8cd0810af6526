#include "base/base64.h"

#include <string.h>

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int xc_base64_write(struct xc_buffer *out, const uint8_t *bytes, size_t len) {
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= left > 2 ? (uint32_t)bytes[i + 2] : 0;
        (void)xc_buffer_putc(out, digits[group >> 18]);
        (void)xc_buffer_putc(out, digits[group >> 12 & 63]);
        (void)xc_buffer_putc(out, (char)(left > 1 ? digits[group >> 6 & 63] : '='));
        (void)xc_buffer_putc(out, (char)(left > 2 ? digits[group & 63] : '='));
    }
    return out->failed ? XC_ENOMEM : XC_OK;
}

static bool take_digit(char character, uint32_t *group) {
    const char *at = character != '\0' ? strchr(digits, character) : NULL;
    if (at == NULL) {
        return false;
    }
    *group = *group << 6 | (uint32_t)(at - digits);
    return true;
}

ptrdiff_t xc_base64_read(struct xc_str text, uint8_t *bytes, size_t max) {
    size_t len = 0;
    if (text.len == 0 || text.len % 4 != 0) {
        return -1;
    }
    for (size_t i = 0; i < text.len; i += 4) {
        uint32_t group = 0;
        bool last = i + 4 == text.len;
        size_t padding = !last || text.ptr[i + 3] != '=' ? 0
                         : text.ptr[i + 2] == '='        ? 2
                                                         : 1;
        for (size_t k = 0; k < 4 - padding; k++) {
            if (!take_digit(text.ptr[i + k], &group)) {
                return -1;
            }
        }
        group <<= 6 * padding;
        if ((group & ((1u << 8 * padding) - 1)) != 0) {
            return -1; /* bits that no byte holds */
        }
        for (size_t k = 0; k < 3 - padding; k++, len++) {
            if (bytes != NULL && len < max) {
                bytes[len] = (uint8_t)(group >> (16 - 8 * k));
            }
        }
    }
    return (ptrdiff_t)len;
}
