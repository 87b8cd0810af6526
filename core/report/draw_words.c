#include "report/draw_words.h"

#include "rules/rules.h"

static const struct term {
    const char *word;
    const char *shown;
} terms[] = {
    {"all", XC_MSG("all together")},
    {"none", XC_MSG("not given")},
    {"replaced-before", XC_MSG("replaced in an earlier draw")},
    {"drawn-before", XC_MSG("drawn in an earlier batch")},
    {"refused", XC_MSG("inspection refused")},
    {"recused", XC_MSG("recused")},
    {"salt", XC_MSG("a row that is nobody, so that digests give nothing away")},
};

struct xc_str xc_draw_word(struct xc_str word, const struct xc_catalogue *catalogue) {
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        if (xc_str_is(word, terms[i].word))
            return xc_str_from(xc_text(catalogue, terms[i].shown));
    }
    return xc_rules_word(word, catalogue);
}

struct xc_str xc_draw_seat(struct xc_str kind, const struct xc_catalogue *catalogue,
                           struct xc_str *number) {
    size_t end = kind.len;
    while (end > 0 && kind.ptr[end - 1] >= '0' && kind.ptr[end - 1] <= '9')
        end--;
    bool numbered = end > 1 && end < kind.len && kind.ptr[end - 1] == '-';
    *number = numbered ? xc_str_slice(kind, end, kind.len) : XC_STR("");
    return xc_draw_word(numbered ? xc_str_slice(kind, 0, end - 1) : kind, catalogue);
}
