#include "exchange/blank_fields.h"

#include "base/suggest.h"

#include <string.h>

/* What offices write for the most usual names. */
static const struct {
    const char *chinese, *name;
} aliases[] = {
    {"项目名称", "title"},
    {"年度", "year"},
    {"单位名称", "office_name"},
    {"制表日期", "as_of_text"},
    {"机构名称", "target_name"},
    {"机构编码", "target"},
    {"机构类型", "kind"},
    {"机构等级", "level"},
    {"区划名称", "area_name"},
    {"片区", "zone"},
    {"地址", "address"},
    {"所属单位", "organisation"},
    {"法定代表人", "legal_representative"},
    {"检查日期", "date_text"},
    {"开始时间", "start"},
    {"结束时间", "end"},
    {"检查组", "crew"},
    {"检查事由", "stage_title"},
    {"检查依据", "basis"},
    {"检查性质", "nature"},
    {"检查方式", "method"},
    {"检查编号", "visit"},
    {"检查人员", "people"},
    {"检查内容", "items"},
    {"整改期限", "rectify_by_text"},
    {"扣分", "points"},
    {"金额", "amount"},
    {"文号", "paper_number"},
    {"抽取编号", "draw"},
    {"抽取时间", "drawn"},
};

/* Names of lists that may stand before the dot in Chinese, and of their members. */
static const struct {
    const char *chinese, *name;
} members[] = {
    {"检查人员", "people"},   {"检查内容", "items"},     {"检查结果", "results"},
    {"问题", "problems"},     {"检查安排", "visits"},    {"抽取对象", "targets"},
    {"序号", "no"},           {"姓名", "name"},          {"单位", "unit"},
    {"岗位", "seat"},         {"证件号", "certificate"}, {"事项", "item"},
    {"内容", "text"},         {"依据", "basis"},         {"结果", "result"},
    {"问题描述", "findings"}, {"处理", "disposal"},
};

static struct xc_str english(struct xc_str name) {
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (xc_str_is(name, aliases[i].chinese)) {
            return xc_str_from(aliases[i].name);
        }
    }
    return name;
}

static struct xc_str english_member(struct xc_str name) {
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (xc_str_is(name, members[i].chinese)) {
            return xc_str_from(members[i].name);
        }
    }
    return english(name);
}

bool xc_blank_next(struct xc_str text, size_t *at, size_t *from, size_t *to,
                   struct xc_str *name) {
    for (size_t i = *at; i + 1 < text.len; i++) {
        if (text.ptr[i] != '{' || text.ptr[i + 1] != '{') {
            continue;
        }
        for (size_t k = i + 2; k + 1 < text.len; k++) {
            if (text.ptr[k] == '}' && text.ptr[k + 1] == '}') {
                *from = i;
                *to = k + 2;
                *at = *to;
                *name = xc_str_trim(xc_str_slice(text, i + 2, k - i - 2));
                return true;
            }
        }
        return false;
    }
    return false;
}

static const json_t *member(const json_t *values, struct xc_str name) {
    return json_object_getn(values, name.ptr, name.len);
}

/* "people" of "people.name"; whole: a name without a dot. */
static bool cut_list(struct xc_str name, struct xc_str *list, struct xc_str *rest) {
    const char *dot = name.len ? memchr(name.ptr, '.', name.len) : NULL;
    if (!dot) {
        return false;
    }
    size_t len = (size_t)(dot - name.ptr);
    *list = english_member(xc_str_slice(name, 0, len));
    *rest = english_member(xc_str_slice(name, len + 1, name.len - len - 1));
    return true;
}

const json_t *xc_blank_find(const struct xc_blank_scope *scope, struct xc_str name) {
    struct xc_str list, rest;
    bool dotted = cut_list(name, &list, &rest);
    struct xc_str plain = english(name);
    for (; scope; scope = scope->outer) {
        const json_t *value = !dotted ? member(scope->values, plain)
                              : scope->list.len && xc_str_equal(scope->list, list)
                                  ? member(scope->values, rest)
                                  : member(member(scope->values, list), rest);
        if (value && (dotted || scope->list.len == 0)) {
            return value;
        }
    }
    return NULL;
}

/* The name of a member as the data has it, which lives as long as that. */
static struct xc_str key_of(const json_t *values, const json_t *wanted) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)values, key, value) {
        if (value == wanted) {
            return xc_str_from(key);
        }
    }
    return XC_STR("");
}

const json_t *xc_blank_list(const struct xc_blank_scope *scope, struct xc_str name,
                            struct xc_str *list) {
    struct xc_str rest;
    if (!cut_list(name, list, &rest)) {
        return NULL;
    }
    for (; scope; scope = scope->outer) {
        if (scope->list.len && xc_str_equal(scope->list, *list)) {
            return NULL;
        }
        const json_t *value = member(scope->values, *list);
        if (json_is_array(value)) {
            *list = key_of(scope->values, value);
            return value;
        }
    }
    return NULL;
}

void xc_blank_forget(json_t *nothing, struct xc_str name) {
    struct xc_str list, rest;
    if (cut_list(name, &list, &rest)) {
        json_object_setn_new(nothing, rest.ptr, rest.len, json_string(""));
    }
}

static void say_element(const json_t *element, struct xc_buffer *out) {
    static const char *const shown[] = {"name", "text", "title", "target_name", "item"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const json_t *value = json_object_get(element, shown[i]);
        if (value) {
            xc_blank_say(value, out);
            return;
        }
    }
    if (!json_is_object(element)) {
        xc_blank_say(element, out);
    }
}

void xc_blank_say(const json_t *value, struct xc_buffer *out) {
    const json_t *element;
    size_t i;
    if (json_is_string(value)) {
        xc_buffer_append(out, json_string_value(value), json_string_length(value));
    } else if (json_is_integer(value)) {
        xc_buffer_int(out, json_integer_value(value));
    } else if (json_is_true(value)) {
        xc_buffer_puts(out, "√");
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, element) {
            xc_buffer_puts(out, i ? "、" : "");
            say_element(element, out);
        }
    }
}

int xc_blank_unknown(const struct xc_blank *blank, const struct xc_blank_scope *scope,
                     struct xc_str name) {
    enum { NAMES = 256 };
    struct xc_str names[NAMES], near;
    size_t count = 0;
    const char *key;
    json_t *value;
    for (; scope; scope = scope->outer) {
        json_object_foreach((json_t *)scope->values, key, value) {
            if (count < NAMES) {
                names[count++] = xc_str_from(key);
            }
        }
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases && count < NAMES; i++) {
        names[count++] = xc_str_from(aliases[i].chinese);
    }
    near = xc_suggest(name, names, count);
    xc_fail_at(blank->error, XC_EINPUT, blank->file, 0, 0,
               "the form asks for {{%.*s}}, which this report does not have",
               XC_PRI(name));
    return near.len ? xc_hint(blank->error,
                              "did you mean {{%.*s}}? --format json shows "
                              "all names",
                              XC_PRI(near))
                    : xc_hint(blank->error, "--format json shows all names");
}
