#include "base/utf8.h"
#include "register/check.h"
#include "register/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* One string of canonical JSON at *at (behind its opening quote): its inside as written,
 * or false. *at moves behind the closing quote. */
static bool scan_string(struct xc_str text, size_t *at, struct xc_str *inside,
                        bool *escaped) {
    size_t from = *at;
    *escaped = false;
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            *inside = xc_str_slice(text, from, i - from);
            *at = i + 1;
            return true;
        }
        if (text.ptr[i] == '\\') {
            *escaped = true;
            i++;
            if (i >= text.len || (text.ptr[i] != '"' && text.ptr[i] != '\\'))
                return false;
        }
    }
    return false;
}

/* The next pair of canonical JSON; *at starts at 1, behind the brace. */
struct pair {
    struct xc_str key, value;
    bool key_escaped, value_escaped;
};

static bool scan_byte(struct xc_str text, size_t *at, char byte) {
    if (*at >= text.len || text.ptr[*at] != byte)
        return false;
    (*at)++;
    return true;
}

static bool scan_pair(struct xc_str text, size_t *at, struct pair *pair) {
    return scan_byte(text, at, '"') &&
           scan_string(text, at, &pair->key, &pair->key_escaped) &&
           scan_byte(text, at, ':') && scan_byte(text, at, '"') &&
           scan_string(text, at, &pair->value, &pair->value_escaped);
}

/* Byte number i of the unescaped text, moving *i; -1 at the end. */
static int unescaped_byte(struct xc_str text, size_t *i) {
    if (*i >= text.len)
        return -1;
    if (text.ptr[*i] == '\\')
        (*i)++;
    return (unsigned char)text.ptr[(*i)++];
}

static int compare_escaped(struct xc_str a, struct xc_str b) {
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        int left = unescaped_byte(a, &i);
        int right = unescaped_byte(b, &j);
        if (left != right || left < 0)
            return left - right;
    }
}

bool xc_attributes_canonical(struct xc_str text) {
    size_t characters = 0;
    struct pair pair;
    struct xc_str last = {0};
    size_t at = 1;
    if (text.len < 2 || text.ptr[0] != '{' || !xc_text_plain(text, &characters))
        return false;
    for (bool first = true;; first = false) {
        if (!scan_pair(text, &at, &pair) || pair.key.len == 0 || pair.value.len == 0 ||
            xc_str_is(pair.value, "-"))
            return false;
        if (!first && compare_escaped(last, pair.key) >= 0)
            return false;
        last = pair.key;
        if (scan_byte(text, &at, '}'))
            return at == text.len;
        if (!scan_byte(text, &at, ','))
            return false;
    }
}

static int compare_keys(const void *a, const void *b) {
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

static void put_string(struct xc_str text, struct xc_buffer *out) {
    (void)xc_buffer_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            (void)xc_buffer_putc(out, '\\');
        (void)xc_buffer_putc(out, text.ptr[i]);
    }
    (void)xc_buffer_putc(out, '"');
}

static bool has_control(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte < 0x20 || byte == 0x7f ||
            (byte == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0))
            return true;
    }
    return false;
}

/* An object of the same pairs with normalised texts; checks each. */
static enum xc_attributes_fault normalise(json_t *object, json_t *into) {
    const char *key;
    json_t *value;
    struct xc_buffer buffer = xc_buffer_make((size_t)XC_MAX_ATTRIBUTE_BYTES * 8);
    enum xc_attributes_fault wrong = XC_ATTRIBUTES_FINE;
    json_object_foreach(object, key, value) {
        if (!json_is_string(value)) {
            wrong = XC_ATTRIBUTES_VALUE;
            break;
        }
        struct xc_str text = xc_json_str(value);
        if (text.len == 0 || xc_str_is(text, "-"))
            continue;
        xc_buffer_clear(&buffer);
        if (xc_utf8_nfc(xc_str_from(key), &buffer) != 0 ||
            xc_buffer_putc(&buffer, 0) != 0) {
            wrong = XC_ATTRIBUTES_MEMORY;
            break;
        }
        size_t split = buffer.len;
        if (xc_utf8_nfc(text, &buffer) != 0) {
            wrong = XC_ATTRIBUTES_MEMORY;
            break;
        }
        struct xc_str whole = xc_buffer_view(&buffer);
        if (split == 1 || has_control(xc_str_slice(whole, 0, split - 1)) ||
            has_control(xc_str_slice(whole, split, whole.len - split))) {
            wrong = XC_ATTRIBUTES_CHARACTER;
            break;
        }
        if (json_object_get(into, whole.ptr) != NULL) {
            wrong = XC_ATTRIBUTES_TWICE;
            break;
        }
        if (json_object_set_new(into, whole.ptr,
                                json_stringn(whole.ptr + split, whole.len - split)) !=
            0) {
            wrong = XC_ATTRIBUTES_MEMORY;
            break;
        }
    }
    xc_buffer_free(&buffer);
    return wrong;
}

static enum xc_attributes_fault write_object(json_t *object, struct xc_buffer *out) {
    size_t count = json_object_size(object);
    const char *key;
    json_t *value;
    size_t at = 0;
    if (count == 0)
        return XC_ATTRIBUTES_FINE;
    const char **keys = calloc(count, sizeof(*keys));
    if (keys == NULL)
        return XC_ATTRIBUTES_MEMORY;
    json_object_foreach(object, key, value) {
        keys[at++] = key;
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < count; i++) {
        value = json_object_get(object, keys[i]);
        (void)xc_buffer_putc(out, i == 0 ? '{' : ',');
        put_string(xc_str_from(keys[i]), out);
        (void)xc_buffer_putc(out, ':');
        put_string(xc_json_str(value), out);
    }
    (void)xc_buffer_putc(out, '}');
    free(keys);
    return out->failed ? XC_ATTRIBUTES_MEMORY : XC_ATTRIBUTES_FINE;
}

enum xc_attributes_fault xc_attributes_rewrite(struct xc_str text,
                                               struct xc_buffer *out) {
    json_error_t ignored;
    enum xc_attributes_fault wrong = XC_ATTRIBUTES_MEMORY;
    json_t *object = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &ignored);
    json_t *clean = json_object();
    if (clean == NULL)
        goto done;
    wrong = json_is_object(object) ? normalise(object, clean) : XC_ATTRIBUTES_JSON;
    if (wrong == XC_ATTRIBUTES_FINE)
        wrong = write_object(clean, out);
done:
    json_decref(object);
    json_decref(clean);
    return wrong;
}

struct xc_str xc_register_attribute(struct xc_str attributes, struct xc_str name,
                                    struct xc_buffer *scratch) {
    struct pair pair;
    size_t at = 1;
    while (at < attributes.len && scan_pair(attributes, &at, &pair)) {
        bool same;
        if (pair.key_escaped) {
            size_t i = 0;
            size_t matched = 0;
            int byte = unescaped_byte(pair.key, &i);
            while (byte >= 0 && matched < name.len &&
                   byte == (unsigned char)name.ptr[matched]) {
                matched++;
                byte = unescaped_byte(pair.key, &i);
            }
            same = byte < 0 && matched == name.len;
        } else {
            same = xc_str_equal(pair.key, name);
        }
        if (same && !pair.value_escaped)
            return pair.value;
        if (same) {
            xc_buffer_clear(scratch);
            size_t i = 0;
            for (int byte = unescaped_byte(pair.value, &i); byte >= 0;
                 byte = unescaped_byte(pair.value, &i))
                if (xc_buffer_putc(scratch, (char)byte) != 0)
                    return (struct xc_str){0};
            return xc_buffer_view(scratch);
        }
        at++; /* the comma or the brace */
    }
    return (struct xc_str){0};
}
