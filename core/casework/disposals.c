#include "casework/disposals.h"

#include "casework/body.h"

static const struct xc_body_word words[] = {
    {1, "correct", {"责令改正", "限期整改", "责令整改", "限期改正"}},
    {2, "interview", {"约谈", "约谈负责人"}},
    {3, "warning", {"警告", "警示"}},
    {4, "public_criticism", {"公开通报", "通报批评", "公开曝光"}},
    {5, "suspension", {"暂停", "暂停协议", "暂停医保服务", "中止协议"}},
    {6, "termination", {"解除", "解除协议", "终止协议"}},
    {7, "fine", {"罚款", "行政罚款", "处以罚款"}},
    {8, "recover", {"追回", "追回基金", "退回基金", "追回医保基金"}},
    {9, "refuse_payment", {"拒付", "不予支付"}},
    {10, "refer", {"移送", "移交", "移送司法", "移送公安"}},
    {0},
};

/* In English as people say it; stored is the word. */
static const char *const english[] = {
    "",           "order to correct", "interview", "warning",  "public criticism",
    "suspension", "termination",      "fine",      "recovery", "refused payment",
    "referral"};

static size_t separator_at(struct xc_str text, size_t at) {
    static const struct xc_str marks[] = {
        XC_STR_INIT(","),  XC_STR_INIT(";"),  XC_STR_INIT("+"),  XC_STR_INIT("/"),
        XC_STR_INIT("，"), XC_STR_INIT("、"), XC_STR_INIT("；"), XC_STR_INIT("并")};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (xc_str_starts(xc_str_slice(text, at, SIZE_MAX), marks[i])) {
            return marks[i].len;
        }
    }
    return 0;
}

/* The next part, *rest moved behind it; false: there is none. */
static bool next_part(struct xc_str *rest, struct xc_str *part) {
    size_t end = 0, width = 0;
    if (rest->len == 0) {
        return false;
    }
    while (end < rest->len && (width = separator_at(*rest, end)) == 0) {
        end++;
    }
    *part = xc_str_trim(xc_str_slice(*rest, 0, end));
    *rest = xc_str_slice(*rest, end + width, SIZE_MAX);
    return true;
}

static unsigned value_of(struct xc_str part) {
    unsigned value = xc_body_parse(words, part);
    for (unsigned i = 1; value == 0 && i < sizeof english / sizeof *english; i++) {
        value = xc_str_is(part, english[i]) ? i : 0;
    }
    return value;
}

struct xc_str xc_disposal_parse(struct xc_str text, struct xc_arena *arena) {
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_str rest = text, part, parsed = text;
    bool known = text.len > 0;
    while (known && next_part(&rest, &part)) {
        unsigned value = value_of(part);
        known = value != 0;
        xc_buffer_printf(&out, "%s%s", out.len ? "," : "", xc_body_word(words, value));
    }
    if (known && !out.failed) {
        parsed = xc_buffer_view(&out);
    }
    parsed = xc_arena_copy(arena, parsed);
    xc_buffer_free(&out);
    return parsed;
}

struct xc_str xc_disposal_said(struct xc_str disposal, bool chinese,
                               struct xc_arena *arena) {
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_str rest = disposal, said = disposal;
    bool known = disposal.len > 0;
    while (known && rest.len > 0) {
        unsigned value = xc_body_parse(words, xc_str_cut(&rest, ','));
        known = value != 0;
        if (known) {
            xc_buffer_puts(&out, out.len == 0 ? "" : chinese ? "、" : ", ");
            xc_buffer_puts(&out,
                           chinese ? xc_body_chinese(words, value) : english[value]);
        }
    }
    if (known && !out.failed) {
        said = xc_buffer_view(&out);
    }
    said = xc_arena_copy(arena, said);
    xc_buffer_free(&out);
    return said;
}

bool xc_disposal_refers(struct xc_str disposal) {
    struct xc_str rest = disposal;
    while (rest.len > 0) {
        if (xc_str_is(xc_str_cut(&rest, ','), "refer")) {
            return true;
        }
    }
    return false;
}

const char *xc_disposal_word(size_t number, const char **chinese) {
    if (number + 1 >= sizeof words / sizeof *words) {
        return NULL;
    }
    *chinese = words[number].chinese[0];
    return words[number].word;
}
