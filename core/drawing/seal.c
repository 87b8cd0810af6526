#include "drawing/seal.h"

#include "base/digest.h"
#include "base/file.h"

#include <string.h>

enum { FILE_BYTES = 4096, MARK_BYTES = 8 };

static const char form[] = "xuncha-share-v1";

/* What both shares of a secret have in common; 64 bits of a digest tell nothing of 256
 * random ones. */
static int mark_of(const uint8_t secret[XC_SEAL_BYTES], uint8_t mark[MARK_BYTES],
                   struct xc_error *error) {
    struct xc_digest digest;
    struct xc_buffer text = xc_buffer_make(256);
    xc_buffer_puts(&text, "xuncha-seal-v1\n");
    xc_buffer_append(&text, secret, XC_SEAL_BYTES);
    int rc = xc_sha256(xc_buffer_view(&text), &digest, error);
    if (rc == XC_OK) {
        memcpy(mark, digest.bytes, MARK_BYTES);
    }
    xc_buffer_free(&text);
    return rc;
}

static int write_share(const char *folder, unsigned number,
                       const uint8_t mark[MARK_BYTES], const uint8_t share[XC_SEAL_BYTES],
                       struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(FILE_BYTES), path = xc_buffer_make(FILE_BYTES);
    xc_buffer_printf(&text, "%s\n%u\n", form, number);
    xc_buffer_hex(&text, mark, MARK_BYTES);
    xc_buffer_putc(&text, '\n');
    xc_buffer_hex(&text, share, XC_SEAL_BYTES);
    xc_buffer_putc(&text, '\n');
    xc_buffer_printf(&path, "%s/custodian-%u.share", folder, number);
    int rc = xc_buffer_putc(&path, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && xc_file_exists(path.ptr)) {
        rc = xc_fail(error, XC_EUSAGE, "%s exists already", path.ptr);
        xc_hint(error, "name another folder: draws sealed with its secret still need it");
    }
    if (rc == XC_OK) {
        rc = xc_file_write(path.ptr, xc_buffer_view(&text), 0600, error);
    }
    xc_buffer_free(&text);
    xc_buffer_free(&path);
    return rc;
}

int xc_seal_init(const char *folder, struct xc_error *error) {
    uint8_t secret[XC_SEAL_BYTES], first[XC_SEAL_BYTES], second[XC_SEAL_BYTES];
    uint8_t mark[MARK_BYTES];
    int rc = xc_random(secret, sizeof secret, error);
    if (rc == XC_OK) {
        rc = xc_random(first, sizeof first, error);
    }
    if (rc == XC_OK) {
        rc = mark_of(secret, mark, error);
    }
    for (size_t i = 0; rc == XC_OK && i < XC_SEAL_BYTES; i++) {
        second[i] = secret[i] ^ first[i];
    }
    if (rc == XC_OK) {
        rc = xc_folder_make(folder, 0700, error);
    }
    if (rc == XC_OK) {
        rc = write_share(folder, 1, mark, first, error);
    }
    return rc == XC_OK ? write_share(folder, 2, mark, second, error) : rc;
}

struct share {
    uint64_t number;
    uint8_t mark[MARK_BYTES];
    uint8_t bytes[XC_SEAL_BYTES];
};

static int read_share(const char *file, struct share *share, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(FILE_BYTES);
    int rc = xc_file_read(file, &text, error);
    struct xc_str rest = xc_buffer_view(&text);
    bool good = rc == XC_OK && xc_str_is(xc_str_cut(&rest, '\n'), form) &&
                xc_str_to_uint(xc_str_cut(&rest, '\n'), XC_SEAL_SHARES, &share->number) &&
                xc_hex_parse(xc_str_cut(&rest, '\n'), share->mark, MARK_BYTES) &&
                xc_hex_parse(xc_str_cut(&rest, '\n'), share->bytes, XC_SEAL_BYTES);
    if (rc == XC_OK && !good) {
        rc = xc_fail_at(error, XC_EINPUT, xc_str_from(file), 0, 0,
                        "this is no share of a secret");
    }
    xc_buffer_free(&text);
    return rc;
}

int xc_seal_join(const char *const files[XC_SEAL_SHARES], struct xc_arena *arena,
                 struct xc_str *secret, struct xc_error *error) {
    struct share shares[XC_SEAL_SHARES] = {0};
    uint8_t mark[MARK_BYTES];
    uint8_t *joined = xc_arena_alloc(arena, XC_SEAL_BYTES);
    int rc = joined ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < XC_SEAL_SHARES && rc == XC_OK; i++) {
        rc = read_share(files[i], &shares[i], error);
    }
    if (rc == XC_OK && shares[0].number == shares[1].number) {
        return xc_fail(error, XC_EINPUT, "both files are the same custodian's share");
    }
    for (size_t i = 0; i < XC_SEAL_BYTES && rc == XC_OK; i++) {
        joined[i] = shares[0].bytes[i] ^ shares[1].bytes[i];
    }
    if (rc == XC_OK) {
        rc = mark_of(joined, mark, error);
    }
    if (rc == XC_OK && (memcmp(mark, shares[0].mark, MARK_BYTES) != 0 ||
                        memcmp(mark, shares[1].mark, MARK_BYTES) != 0)) {
        rc = xc_fail(error, XC_EINPUT, "these shares belong to different secrets");
    }
    *secret = (struct xc_str){(const char *)joined, XC_SEAL_BYTES};
    return rc;
}
