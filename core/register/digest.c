#include "base/digest.h"

#include "register/register.h"

static int digest_table(const struct xc_register *reg, enum xc_table table,
                        struct xc_hasher *hasher, struct xc_digest *digest,
                        struct xc_error *error) {
    struct xc_buffer line = xc_buffer_make((size_t)1 << 20);
    struct xc_merkle tree;
    uint32_t count = xc_register_rows(reg, table);
    int code = 0;
    xc_merkle_start(&tree, hasher);
    for (uint32_t row = 0; row < count; row++) {
        xc_buffer_clear(&line);
        if (xc_register_line(reg, table, row, &line) != 0) {
            code = xc_fail_memory(error);
            goto done;
        }
        (void)xc_merkle_add(&tree, xc_buffer_view(&line));
    }
    *digest = xc_merkle_end(&tree);
done:
    xc_buffer_free(&line);
    return code;
}

static int no_hasher(struct xc_error *error) {
    return xc_fail(error, XC_EENV, "the cryptographic library offers no SHA-256");
}

int xc_register_digest(const struct xc_register *reg, enum xc_table table,
                       struct xc_digest *digest, struct xc_error *error) {
    struct xc_hasher *hasher = xc_hasher_new();
    if (hasher == NULL)
        return no_hasher(error);
    int code = digest_table(reg, table, hasher, digest, error);
    xc_hasher_free(hasher);
    return code;
}

int xc_register_digest_all(const struct xc_register *reg, struct xc_digest *digest,
                           struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 12);
    struct xc_hasher *hasher = xc_hasher_new();
    int code = hasher == NULL ? no_hasher(error) : 0;
    for (unsigned i = 0; code == 0 && i < XC_TABLE_COUNT; i++) {
        struct xc_digest one;
        char hex[XC_DIGEST_HEX + 1];
        enum xc_table table = (enum xc_table)i;
        code = digest_table(reg, table, hasher, &one, error);
        if (code != 0)
            break;
        xc_digest_hex(&one, hex);
        (void)xc_buffer_puts(&text, xc_table_name(table));
        (void)xc_buffer_putc(&text, ' ');
        (void)xc_buffer_uint(&text, xc_register_rows(reg, table));
        (void)xc_buffer_putc(&text, ' ');
        (void)xc_buffer_puts(&text, hex);
        (void)xc_buffer_putc(&text, '\n');
        if (text.failed)
            code = xc_fail_memory(error);
    }
    if (code == 0)
        code = xc_sha256(xc_buffer_view(&text), digest, error);
    xc_hasher_free(hasher);
    xc_buffer_free(&text);
    return code;
}
