/* Signed notes of C2SP (signed-note, tlog-checkpoint) with Ed25519. */
#include "base/note.h"

#include "base/base64.h"
#include "base/utf8.h"

#include <string.h>

enum {
    ED25519 = 1, /* the signature type */
    HASH_BYTES = 4,
    KEY_DATA = 1 + XC_KEY_BYTES,
    SIGNATURE_DATA = HASH_BYTES + XC_SIGNATURE_BYTES,
    TEXT_LINES = 3,
    SIGNATURES = 100
};

static bool read_exact(struct xc_str text, uint8_t *bytes, size_t len) {
    return xc_base64_read(text, bytes, len) == (ptrdiff_t)len;
}

/* Unicode's white space, besides what the control characters hold. */
static bool is_blank(uint32_t c) {
    return c == 0x20 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool xc_note_name_valid(struct xc_str name) {
    if (name.len == 0 || name.len > XC_NOTE_NAME_BYTES || !xc_utf8_valid(name, NULL)) {
        return false;
    }
    for (size_t at = 0; at < name.len;) {
        uint32_t c = xc_utf8_next(name, &at);
        if (c == '+' || c < 0x20 || (c >= 0x7F && c < 0xA0) || is_blank(c)) {
            return false;
        }
    }
    return true;
}

static int hash_of(struct xc_str name, const uint8_t key_data[KEY_DATA], uint32_t *hash,
                   struct xc_error *error) {
    struct xc_hasher *hasher = xc_hasher_new();
    if (hasher == NULL) {
        return xc_fail_memory(error);
    }
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, name.ptr, name.len);
    xc_hasher_add(hasher, "\n", 1);
    xc_hasher_add(hasher, key_data, KEY_DATA);
    struct xc_digest digest = xc_hasher_end(hasher);
    xc_hasher_free(hasher);
    *hash = (uint32_t)digest.bytes[0] << 24 | (uint32_t)digest.bytes[1] << 16 |
            (uint32_t)digest.bytes[2] << 8 | digest.bytes[3];
    return XC_OK;
}

static void put_hash(uint32_t hash, uint8_t out[HASH_BYTES]) {
    for (unsigned i = 0; i < HASH_BYTES; i++) {
        out[i] = (uint8_t)(hash >> (24 - 8 * i));
    }
}

static void key_data(const uint8_t public_key[XC_KEY_BYTES], uint8_t out[KEY_DATA]) {
    out[0] = ED25519;
    memcpy(out + 1, public_key, XC_KEY_BYTES);
}

int xc_note_key_write(struct xc_str name, const uint8_t public_key[XC_KEY_BYTES],
                      struct xc_buffer *out) {
    uint8_t data[KEY_DATA], hash[HASH_BYTES];
    uint32_t number;
    if (!xc_note_name_valid(name)) {
        return XC_EINPUT;
    }
    key_data(public_key, data);
    int code = hash_of(name, data, &number, NULL);
    if (code != XC_OK) {
        return code;
    }
    put_hash(number, hash);
    (void)xc_buffer_add(out, name);
    (void)xc_buffer_putc(out, '+');
    (void)xc_buffer_hex(out, hash, sizeof hash);
    (void)xc_buffer_putc(out, '+');
    return xc_base64_write(out, data, sizeof data);
}

int xc_note_key_read(struct xc_str text, struct xc_note_key *key,
                     struct xc_error *error) {
    uint8_t data[KEY_DATA], hash[HASH_BYTES];
    uint32_t expected;
    struct xc_str rest = text;
    struct xc_str name = xc_str_cut(&rest, '+');
    struct xc_str hex = xc_str_cut(&rest, '+');
    if (!xc_note_name_valid(name) || !xc_hex_parse(hex, hash, sizeof hash) ||
        !read_exact(rest, data, sizeof data) || data[0] != ED25519) {
        return xc_fail(error, XC_EINPUT,
                       "this is not a verifier key (expected NAME+HASH+BASE64, Ed25519)");
    }
    int code = hash_of(name, data, &expected, error);
    if (code != XC_OK) {
        return code;
    }
    key->name = name;
    key->hash = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 |
                (uint32_t)hash[2] << 8 | hash[3];
    memcpy(key->public_key, data + 1, XC_KEY_BYTES);
    if (key->hash != expected) {
        return xc_fail(error, XC_EINPUT,
                       "the verifier key of “%.*s” is damaged: its hash does not fit it",
                       XC_PRI(name));
    }
    return XC_OK;
}

static int put_text(const struct xc_checkpoint *checkpoint, struct xc_buffer *out) {
    (void)xc_buffer_add(out, checkpoint->origin);
    (void)xc_buffer_putc(out, '\n');
    (void)xc_buffer_uint(out, checkpoint->size);
    (void)xc_buffer_putc(out, '\n');
    (void)xc_base64_write(out, checkpoint->root.bytes, sizeof checkpoint->root.bytes);
    return xc_buffer_putc(out, '\n');
}

int xc_checkpoint_write(const struct xc_checkpoint *checkpoint,
                        const struct xc_signing_key *signer, struct xc_buffer *out,
                        struct xc_error *error) {
    uint8_t public_key[XC_KEY_BYTES], data[KEY_DATA], signature[SIGNATURE_DATA];
    uint32_t hash = 0;
    size_t start = out->len;
    if (!xc_note_name_valid(checkpoint->origin)) {
        return xc_fail(error, XC_EINPUT, "“%.*s” cannot be the name of a key",
                       XC_PRI(checkpoint->origin));
    }
    if (put_text(checkpoint, out) != XC_OK) {
        return xc_fail_memory(error);
    }
    struct xc_str text = {out->ptr + start, out->len - start};
    int code = xc_signing_key_public(signer, public_key, error);
    if (code == XC_OK) {
        key_data(public_key, data);
        code = hash_of(checkpoint->origin, data, &hash, error);
    }
    if (code == XC_OK) {
        put_hash(hash, signature);
        code = xc_sign(signer, text, signature + HASH_BYTES, error);
    }
    if (code != XC_OK) {
        out->len = start;
        return code;
    }
    (void)xc_buffer_puts(out, "\n— ");
    (void)xc_buffer_add(out, checkpoint->origin);
    (void)xc_buffer_putc(out, ' ');
    (void)xc_base64_write(out, signature, sizeof signature);
    return xc_buffer_putc(out, '\n') == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int no_note(struct xc_error *error) {
    return xc_fail(error, XC_EINPUT,
                   "this is not a signed checkpoint (expected three lines, an empty one, "
                   "and signature lines)");
}

/* One signature line without its LF. *mine: of this key. XC_EINPUT: not the form. */
static int read_signature(struct xc_str line, struct xc_str text,
                          const struct xc_note_key *key, bool *mine,
                          struct xc_error *error) {
    uint8_t data[SIGNATURE_DATA], hash[HASH_BYTES];
    static const struct xc_str dash = XC_STR_INIT("— ");
    if (!xc_str_starts(line, dash)) {
        return no_note(error);
    }
    struct xc_str rest = xc_str_slice(line, dash.len, line.len);
    struct xc_str name = xc_str_cut(&rest, ' ');
    ptrdiff_t len = xc_base64_read(rest, data, sizeof data);
    if (!xc_note_name_valid(name) || len <= HASH_BYTES) {
        return no_note(error);
    }
    put_hash(key->hash, hash);
    *mine = xc_str_equal(name, key->name) && memcmp(hash, data, sizeof hash) == 0;
    if (*mine && (len != SIGNATURE_DATA ||
                  !xc_signature_valid(key->public_key, text, data + HASH_BYTES))) {
        return xc_fail(error, XC_ENO, "the signature of “%.*s” is not valid",
                       XC_PRI(key->name));
    }
    return XC_OK;
}

static int read_text(struct xc_str text, struct xc_checkpoint *checkpoint,
                     struct xc_error *error) {
    struct xc_str rest = text;
    struct xc_str lines[TEXT_LINES];
    for (size_t i = 0; i < TEXT_LINES; i++) {
        lines[i] = xc_str_cut(&rest, '\n');
    }
    if (rest.len > 0 || rest.ptr == NULL || !xc_note_name_valid(lines[0]) ||
        !xc_str_to_uint(lines[1], INT64_MAX, &checkpoint->size) ||
        (lines[1].len > 1 && lines[1].ptr[0] == '0') ||
        !read_exact(lines[2], checkpoint->root.bytes, sizeof checkpoint->root.bytes)) {
        return no_note(error);
    }
    checkpoint->origin = lines[0];
    return XC_OK;
}

int xc_checkpoint_read(struct xc_str note, const struct xc_note_key *key,
                       struct xc_checkpoint *checkpoint, struct xc_error *error) {
    ptrdiff_t border = xc_str_find(note, XC_STR("\n\n"));
    if (border < 0 || note.len > XC_NOTE_BYTES || note.ptr[note.len - 1] != '\n') {
        return no_note(error);
    }
    struct xc_str text = xc_str_slice(note, 0, (size_t)border + 1);
    struct xc_str rest = xc_str_slice(note, (size_t)border + 2, note.len);
    bool signed_by_key = false;
    unsigned count = 0;
    int code = read_text(text, checkpoint, error);
    for (; code == XC_OK && rest.len > 0; count++) {
        bool mine = false;
        struct xc_str line = xc_str_cut(&rest, '\n');
        code = count == SIGNATURES ? no_note(error)
                                   : read_signature(line, text, key, &mine, error);
        signed_by_key = signed_by_key || mine;
    }
    if (code == XC_OK && count == 0) {
        return no_note(error);
    }
    if (code == XC_OK && !signed_by_key) {
        return xc_fail(error, XC_ENO, "the checkpoint is not signed by “%.*s”",
                       XC_PRI(key->name));
    }
    if (code == XC_OK && !xc_str_equal(checkpoint->origin, key->name)) {
        return xc_fail(error, XC_ENO, "the checkpoint is one of “%.*s”, not of “%.*s”",
                       XC_PRI(checkpoint->origin), XC_PRI(key->name));
    }
    return code;
}
