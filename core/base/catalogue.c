#include "base/catalogue.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 8 << 20, HEADER_BYTES = 28 };

#define MAGIC         UINT32_C(0x950412de)
#define MAGIC_SWAPPED UINT32_C(0xde120495)

struct xc_catalogue {
    struct xc_buffer bytes;
    bool swapped;
    uint32_t count;
    uint32_t ids;          /* offset of the table of ids */
    uint32_t translations; /* offset of the table of translations */
};

static uint32_t number_at(const struct xc_catalogue *catalogue, size_t offset) {
    uint32_t value;
    memcpy(&value, catalogue->bytes.ptr + offset, sizeof value);
    if (catalogue->swapped) {
        value = (value >> 24) | ((value >> 8) & UINT32_C(0xff00)) |
                ((value << 8) & UINT32_C(0xff0000)) | (value << 24);
    }
    return value;
}

/* Precondition: checked by text_inside. */
static const char *text_at(const struct xc_catalogue *catalogue, uint32_t table,
                           uint32_t i) {
    return catalogue->bytes.ptr + number_at(catalogue, table + (size_t)i * 8 + 4);
}

static bool table_inside(const struct xc_catalogue *catalogue, uint32_t table) {
    return (uint64_t)table + (uint64_t)catalogue->count * 8 <= catalogue->bytes.len;
}

/* The text lies in the file, ends with NUL and is UTF-8. */
static bool text_inside(const struct xc_catalogue *catalogue, uint32_t table,
                        uint32_t i) {
    uint64_t len = number_at(catalogue, table + (size_t)i * 8);
    uint64_t start = number_at(catalogue, table + (size_t)i * 8 + 4);
    if (start + len + 1 > catalogue->bytes.len) {
        return false;
    }
    struct xc_str text = {catalogue->bytes.ptr + start, (size_t)len};
    return text.ptr[text.len] == '\0' && xc_utf8_valid(text, NULL);
}

static bool catalogue_check(struct xc_catalogue *catalogue) {
    if (catalogue->bytes.len < HEADER_BYTES) {
        return false;
    }
    uint32_t magic = number_at(catalogue, 0);
    if (magic != MAGIC && magic != MAGIC_SWAPPED) {
        return false;
    }
    catalogue->swapped = magic == MAGIC_SWAPPED;
    if (number_at(catalogue, 4) >> 16 > 1) {
        return false; /* a later major revision may mean anything */
    }
    catalogue->count = number_at(catalogue, 8);
    catalogue->ids = number_at(catalogue, 12);
    catalogue->translations = number_at(catalogue, 16);
    if (!table_inside(catalogue, catalogue->ids) ||
        !table_inside(catalogue, catalogue->translations)) {
        return false;
    }
    for (uint32_t i = 0; i < catalogue->count; i++) {
        if (!text_inside(catalogue, catalogue->ids, i) ||
            !text_inside(catalogue, catalogue->translations, i)) {
            return false;
        }
        /* The search needs the order that the format promises. */
        if (i > 0 && strcmp(text_at(catalogue, catalogue->ids, i - 1),
                            text_at(catalogue, catalogue->ids, i)) >= 0) {
            return false;
        }
    }
    return true;
}

int xc_catalogue_load(const char *path, struct xc_catalogue **catalogue,
                      struct xc_error *error) {
    int code = XC_OK;
    *catalogue = NULL;
    struct xc_catalogue *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL) {
        return xc_fail_memory(error);
    }
    fresh->bytes = xc_buffer_make(FILE_MAX);
    code = xc_file_read(path, &fresh->bytes, error);
    if (code != XC_OK) {
        goto done;
    }
    if (!catalogue_check(fresh)) {
        code = xc_fail(error, XC_EINPUT, "%s is not a message catalogue that msgfmt made",
                       path);
        (void)xc_hint(error, "install the program again, or use --lang en");
        goto done;
    }
    *catalogue = fresh;
    fresh = NULL;
done:
    xc_catalogue_free(fresh);
    return code;
}

void xc_catalogue_free(struct xc_catalogue *catalogue) {
    if (catalogue != NULL) {
        xc_buffer_free(&catalogue->bytes);
        free(catalogue);
    }
}

const char *xc_text(const struct xc_catalogue *catalogue, const char *id) {
    if (catalogue == NULL || id[0] == '\0') { /* the empty id is the file's own header */
        return id;
    }
    uint32_t low = 0;
    uint32_t high = catalogue->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(id, text_at(catalogue, catalogue->ids, middle));
        if (order == 0) {
            const char *text = text_at(catalogue, catalogue->translations, middle);
            return text[0] == '\0' ? id : text;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return id;
}

static bool language_is(const char *text, const char *language) {
    return strncmp(text, language, 2) == 0 &&
           (text[2] == '\0' || strchr("_-.@:", text[2]) != NULL);
}

const char *xc_language(const char *option, const char *lc_all, const char *lc_messages,
                        const char *lang) {
    if (option != NULL) {
        return language_is(option, "zh") ? "zh" : language_is(option, "en") ? "en" : NULL;
    }
    const char *wishes[] = {lc_all, lc_messages, lang};
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        if (wishes[i] != NULL && wishes[i][0] != '\0') {
            return strncmp(wishes[i], "zh", 2) == 0 ? "zh" : "en";
        }
    }
    return "en";
}
