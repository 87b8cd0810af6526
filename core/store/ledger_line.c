/* Entries as lines of canonical JSON, and back. The members stand in a fixed order and
 * only three characters are escaped, so equal entries have equal bytes and a reader that
 * accepts nothing else needs no parser of JSON. */
#include "store/ledger_internal.h"

#include "base/utf8.h"

#include <string.h>

/* ---- What may be entered ---- */

bool xc_ledger_text_fits(struct xc_str text) {
    size_t at = 0;
    if (text.len == 0 || text.len > XC_LEDGER_TEXT_BYTES ||
        text.ptr[text.len - 1] != '\n' || !xc_utf8_valid(text, NULL)) {
        return false;
    }
    while (at < text.len) {
        uint32_t character = xc_utf8_next(text, &at);
        if ((character < 0x20 && character != '\n') ||
            (character >= 0x7F && character < 0xA0)) {
            return false;
        }
    }
    return true;
}

struct xc_digest xc_ledger_leaf(struct xc_hasher *hasher, xc_instant at,
                                struct xc_str text) {
    static const uint8_t mark = 0;
    static const struct xc_str head = XC_STR_INIT("xuncha-entry-v1\n");
    char instant[21];
    xc_instant_format(at, instant);
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, &mark, 1);
    xc_hasher_add(hasher, head.ptr, head.len);
    xc_hasher_add(hasher, instant, strlen(instant));
    xc_hasher_add(hasher, "\n", 1);
    xc_hasher_add(hasher, text.ptr, text.len);
    return xc_hasher_end(hasher);
}

/* ---- Writing ---- */

static void write_text(struct xc_str text, struct xc_buffer *out) {
    size_t copied = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '"' || byte == '\\' || byte == '\n') {
            xc_buffer_append(out, text.ptr + copied, i - copied);
            xc_buffer_putc(out, '\\');
            xc_buffer_putc(out, byte == '\n' ? 'n' : byte);
            copied = i + 1;
        }
    }
    xc_buffer_append(out, text.ptr + copied, text.len - copied);
}

static int write_line(const struct xc_ledger_entry *entry, bool whole,
                      struct xc_buffer *out) {
    char instant[21];
    xc_instant_format(entry->at, instant);
    xc_buffer_puts(out, "{\"at\":\"");
    xc_buffer_puts(out, instant);
    xc_buffer_puts(out, "\",\"index\":");
    xc_buffer_uint(out, entry->index);
    xc_buffer_puts(out, ",\"office\":\"");
    write_text(entry->office, out);
    xc_buffer_puts(out, "\",\"previous\":\"");
    xc_buffer_hex(out, entry->previous.bytes, XC_DIGEST_BYTES);
    if (whole) {
        xc_buffer_puts(out, "\",\"signature\":\"");
        xc_buffer_hex(out, entry->signature, XC_SIGNATURE_BYTES);
    }
    xc_buffer_puts(out, "\",\"suite\":\"" XC_LEDGER_SUITE "\",\"text\":\"");
    write_text(entry->text, out);
    return xc_buffer_puts(out, "\"}");
}

int xc_ledger_line(const struct xc_ledger_entry *entry, struct xc_buffer *out) {
    return write_line(entry, true, out);
}

int xc_ledger_unsigned_line(const struct xc_ledger_entry *entry, struct xc_buffer *out) {
    return write_line(entry, false, out);
}

/* ---- Reading ---- */

static bool skip(struct xc_str *rest, const char *expected) {
    struct xc_str part = xc_str_from(expected);
    if (!xc_str_starts(*rest, part)) {
        return false;
    }
    *rest = xc_str_slice(*rest, part.len, rest->len);
    return true;
}

static struct xc_str take(struct xc_str *rest, size_t len) {
    struct xc_str part = xc_str_slice(*rest, 0, len);
    *rest = xc_str_slice(*rest, part.len, rest->len);
    return part;
}

static bool take_number(struct xc_str *rest, uint64_t *number) {
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] >= '0' && rest->ptr[len] <= '9') {
        len++;
    }
    struct xc_str digits = take(rest, len);
    return len > 0 && (len == 1 || digits.ptr[0] != '0') &&
           xc_str_to_uint(digits, INT64_MAX, number);
}

/* Up to the quote that ends it; what it stood for is added to hold. */
static bool take_text(struct xc_str *rest, struct xc_buffer *hold) {
    size_t i = 0, copied = 0;
    while (i < rest->len && rest->ptr[i] != '"') {
        if (rest->ptr[i] == '\\') {
            char next = i + 1 < rest->len ? rest->ptr[i + 1] : '\0';
            if (next != '"' && next != '\\' && next != 'n') {
                return false;
            }
            xc_buffer_append(hold, rest->ptr + copied, i - copied);
            xc_buffer_putc(hold, next == 'n' ? '\n' : next);
            copied = i += 2;
        } else {
            i++;
        }
    }
    if (i == rest->len || xc_buffer_append(hold, rest->ptr + copied, i - copied) != 0) {
        return false;
    }
    *rest = xc_str_slice(*rest, i, rest->len);
    return true;
}

static bool office_fits(struct xc_str office) {
    return xc_utf8_valid(office, NULL) && xc_utf8_forbidden(office) == 0;
}

bool xc_ledger_line_read(struct xc_str line, struct xc_hasher *hasher,
                         struct xc_buffer *hold, struct xc_ledger_entry *entry) {
    struct xc_str rest = line;
    char again[21];
    *entry = (struct xc_ledger_entry){.at = XC_NO_INSTANT};
    xc_buffer_clear(hold);
    if (!skip(&rest, "{\"at\":\"")) {
        return false;
    }
    struct xc_str at = take(&rest, 20);
    if (!xc_instant_parse(at, 0, &entry->at)) {
        return false;
    }
    xc_instant_format(entry->at, again);
    if (!xc_str_is(at, again) || !skip(&rest, "\",\"index\":") ||
        !take_number(&rest, &entry->index) || !skip(&rest, ",\"office\":\"") ||
        !take_text(&rest, hold)) {
        return false;
    }
    size_t office = hold->len;
    if (!skip(&rest, "\",\"previous\":\"") ||
        !xc_hex_parse(take(&rest, XC_DIGEST_HEX), entry->previous.bytes,
                      XC_DIGEST_BYTES) ||
        !skip(&rest, "\",\"signature\":\"") ||
        !xc_hex_parse(take(&rest, (size_t)2 * XC_SIGNATURE_BYTES), entry->signature,
                      XC_SIGNATURE_BYTES) ||
        !skip(&rest, "\",\"suite\":\"" XC_LEDGER_SUITE "\",\"text\":\"") ||
        !take_text(&rest, hold) || !skip(&rest, "\"}") || rest.len > 0) {
        return false;
    }
    entry->office = xc_str_slice(xc_buffer_view(hold), 0, office);
    entry->text = xc_str_slice(xc_buffer_view(hold), office, hold->len);
    entry->leaf = xc_ledger_leaf(hasher, entry->at, entry->text);
    return office_fits(entry->office) && xc_ledger_text_fits(entry->text);
}
