#include "cli/args.h"

#include "base/suggest.h"

#include <getopt.h>
#include <string.h>

enum { MAX_KNOWN = 48, FIRST_VALUE = 256 };

struct known {
    const struct xc_option *options[MAX_KNOWN];
    struct option table[MAX_KNOWN + 1];
    char letters[2 * MAX_KNOWN + 3];
    size_t count;
};

static void learn(struct known *known, const struct xc_option *options, size_t *letter) {
    for (; options && options->name && known->count < MAX_KNOWN; options++) {
        size_t i = known->count++;
        known->options[i] = options;
        known->table[i] = (struct option){
            options->name, options->value ? required_argument : no_argument, NULL,
            FIRST_VALUE + (int)i};
        if (options->letter) {
            known->letters[(*letter)++] = options->letter;
            if (options->value) {
                known->letters[(*letter)++] = ':';
            }
        }
    }
    known->table[known->count] = (struct option){0};
    known->letters[*letter] = '\0';
}

static int unknown_option(const struct known *known, const char *word,
                          struct xc_error *error) {
    struct xc_str names[MAX_KNOWN];
    struct xc_str bare = xc_str_from(word);
    while (bare.len && bare.ptr[0] == '-') {
        bare = xc_str_slice(bare, 1, bare.len);
    }
    bare = xc_str_cut(&bare, '=');
    for (size_t i = 0; i < known->count; i++) {
        names[i] = xc_str_from(known->options[i]->name);
    }
    struct xc_str near = xc_suggest(bare, names, known->count);
    xc_fail(error, XC_EUSAGE, "unknown option %s", word);
    if (near.len) {
        xc_hint(error, "did you mean --%.*s?", XC_PRI(near));
    }
    return XC_EUSAGE;
}

static const struct xc_option *option_of(const struct known *known, int value) {
    if (value >= FIRST_VALUE) {
        return known->options[value - FIRST_VALUE];
    }
    for (size_t i = 0; i < known->count; i++) {
        if (known->options[i]->letter == value) {
            return known->options[i];
        }
    }
    return NULL;
}

int xc_args_parse(int count, char **argv, const struct xc_option *first,
                  const struct xc_option *second, bool stop_early, struct xc_args *args,
                  struct xc_error *error) {
    struct known known = {0};
    size_t letter = 0;
    if (stop_early) {
        known.letters[letter++] = '+';
    }
    known.letters[letter++] = ':';
    learn(&known, first, &letter);
    learn(&known, second, &letter);
    *args = (struct xc_args){0};
    optind = 0;
    opterr = 0;
    for (;;) {
        int before = optind > 0 ? optind : 1;
        int value = getopt_long(count, argv, known.letters, known.table, NULL);
        if (value == -1) {
            break;
        }
        const char *word = argv[before < count ? before : count - 1];
        const struct xc_option *option = option_of(&known, value);
        if (value == ':') {
            option = option_of(&known, optopt);
            return xc_fail(error, XC_EUSAGE, "option --%s needs a value: %s",
                           option ? option->name : word,
                           option && option->value ? option->value : "VALUE");
        }
        if (!option) {
            return unknown_option(&known, argv[optind - 1], error);
        }
        if (args->given_count == XC_ARGS_OPTIONS) {
            return xc_fail(error, XC_EUSAGE, "more than %d options", XC_ARGS_OPTIONS);
        }
        args->given[args->given_count].name = option->name;
        args->given[args->given_count++].value = optarg;
    }
    args->operands = (const char **)(argv + optind);
    args->operand_count = (size_t)(count - optind);
    return XC_OK;
}

const char *xc_args_value(const struct xc_args *args, const char *name) {
    for (size_t i = args->given_count; i-- > 0;) {
        if (strcmp(args->given[i].name, name) == 0) {
            return args->given[i].value;
        }
    }
    return NULL;
}

bool xc_args_flag(const struct xc_args *args, const char *name) {
    for (size_t i = 0; i < args->given_count; i++) {
        if (strcmp(args->given[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

int xc_args_date(const struct xc_args *args, const char *name, xc_date *date,
                 struct xc_error *error) {
    const char *value = xc_args_value(args, name);
    *date = XC_NO_DATE;
    if (value && !xc_date_parse(xc_str_from(value), date)) {
        return xc_fail(error, XC_EUSAGE, "--%s: '%s' is not a date; write 2026-03-02",
                       name, value);
    }
    return XC_OK;
}

int xc_args_window(const struct xc_args *args, const char *name, xc_date *from,
                   xc_date *to, struct xc_error *error) {
    const char *value = xc_args_value(args, name);
    struct xc_str text = xc_str_from(value);
    *from = *to = XC_NO_DATE;
    if (!value) {
        return XC_OK;
    }
    ptrdiff_t dots = xc_str_find(text, XC_STR(".."));
    struct xc_str first = dots < 0 ? text : xc_str_slice(text, 0, (size_t)dots);
    struct xc_str last = dots < 0 ? text : xc_str_slice(text, (size_t)dots + 2, text.len);
    if ((first.len && !xc_date_parse(first, from)) ||
        (last.len && !xc_date_parse(last, to)) ||
        (*from != XC_NO_DATE && *to != XC_NO_DATE && *to < *from)) {
        return xc_fail(error, XC_EUSAGE,
                       "--%s: '%s' is not a span of days; write 2026-03-01..2026-03-31",
                       name, value);
    }
    return XC_OK;
}
