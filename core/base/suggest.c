#include "base/suggest.h"

#include "base/utf8.h"

enum { LONGEST = 64 };

struct word {
    uint32_t characters[LONGEST];
    size_t len;
};

/* False: too long to be a slip of the pen for anything. */
static bool word_read(struct xc_str text, struct word *word) {
    size_t at = 0;
    word->len = 0;
    while (at < text.len) {
        if (word->len == LONGEST) {
            return false;
        }
        word->characters[word->len++] = xc_utf8_next(text, &at);
    }
    return true;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Optimal string alignment: neighbours that changed places count once. Three rows
 * suffice. */
static size_t distance(const struct word *a, const struct word *b) {
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= b->len; j++) {
        before[j] = 0;
        last[j] = j;
    }
    for (size_t i = 1; i <= a->len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b->len; j++) {
            size_t differs = a->characters[i - 1] != b->characters[j - 1];
            row[j] = smaller(smaller(last[j], row[j - 1]) + 1, last[j - 1] + differs);
            if (i > 1 && j > 1 && a->characters[i - 1] == b->characters[j - 2] &&
                a->characters[i - 2] == b->characters[j - 1]) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b->len];
}

struct xc_str xc_suggest(struct xc_str word, const struct xc_str *candidates,
                         size_t count) {
    struct xc_str best = {NULL, 0};
    size_t best_distance = SIZE_MAX;
    struct word wanted;
    struct word other;
    if (!word_read(word, &wanted)) {
        return best;
    }
    for (size_t i = 0; i < count; i++) {
        if (!word_read(candidates[i], &other)) {
            continue;
        }
        size_t longer = wanted.len > other.len ? wanted.len : other.len;
        size_t allowed = longer < 3 ? 1 : longer / 3;
        size_t far = distance(&wanted, &other);
        /* far == longer: nothing in common, as between two single characters. */
        if (far <= allowed && far < longer && far < best_distance) {
            best_distance = far;
            best = candidates[i];
        }
    }
    return best;
}
