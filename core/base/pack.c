#include "base/pack.h"

enum { BITS = 7, MOST_BYTES = 10 };

void xc_pack_number(struct xc_buffer *out, uint64_t number) {
    while (number >= 0x80u) {
        (void)xc_buffer_putc(out, (char)(unsigned char)((number & 0x7fu) | 0x80u));
        number >>= BITS;
    }
    (void)xc_buffer_putc(out, (char)number);
}

/* Small ones of either sign in few bytes: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
void xc_pack_signed(struct xc_buffer *out, int64_t number) {
    uint64_t twice = (uint64_t)number << 1;
    xc_pack_number(out, number < 0 ? ~twice : twice);
}

void xc_pack_text(struct xc_buffer *out, struct xc_str text) {
    xc_pack_number(out, text.len);
    if (text.len > 0) {
        (void)xc_buffer_add(out, text);
    }
}

uint64_t xc_unpack_long(struct xc_unpack *in) {
    uint64_t number = 0;
    for (unsigned i = 0; i < MOST_BYTES && in->at < in->end; i++) {
        unsigned char byte = (unsigned char)*in->at++;
        if (i == MOST_BYTES - 1 && byte > 1) {
            break;
        }
        number |= (uint64_t)(byte & 0x7fu) << (BITS * i);
        if (byte < 0x80u) {
            return number;
        }
    }
    xc_unpack_refuse(in);
    return 0;
}
