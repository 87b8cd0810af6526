/* simulate: plays years and says which one broke, how, and how to see it again. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

static int usage(void) {
    (void)fprintf(
        stderr,
        "usage: simulate [--seed N | --seeds A..B] [--days N] [--targets N] [--verbose]\n"
        "                [--keep FOLDER] [--twice] [--bench] [--plant BREACH | "
        "--self-test]\n"
        "                [--binary XUNCHA] [--policies FOLDER] [--plugins FOLDER]\n");
    return 2;
}

static bool number(const char *text, uint64_t most, uint64_t *out) {
    return text && xc_str_to_uint(xc_str_from(text), most, out);
}

static bool range(const char *text, uint64_t *first, uint64_t *last) {
    struct xc_str rest = xc_str_from(text);
    struct xc_str from = xc_str_cut(&rest, '.');
    return xc_str_to_uint(from, UINT64_MAX, first) && rest.len > 1 &&
           rest.ptr[0] == '.' &&
           xc_str_to_uint(xc_str_slice(rest, 1, rest.len), UINT64_MAX, last) &&
           *first <= *last;
}

struct request {
    struct options options;
    uint64_t first, last;
    bool self_test;
};

static bool read_flag(const char *word, struct request *request) {
    if (strcmp(word, "--verbose") == 0) {
        request->options.verbose = true;
    } else if (strcmp(word, "--twice") == 0) {
        request->options.twice = true;
    } else if (strcmp(word, "--bench") == 0) {
        request->options.bench = true;
    } else if (strcmp(word, "--self-test") == 0) {
        request->self_test = true;
    } else {
        return false;
    }
    return true;
}

static bool read_value(const char *word, const char *value, struct request *request) {
    uint64_t count = 0;
    bool good = value != NULL;
    if (good && strcmp(word, "--seed") == 0) {
        good = number(value, UINT64_MAX, &request->first);
        request->last = request->first;
    } else if (good && strcmp(word, "--seeds") == 0) {
        good = range(value, &request->first, &request->last);
    } else if (good && strcmp(word, "--days") == 0) {
        good = number(value, 360, &count);
        request->options.days = (unsigned)count;
    } else if (good && strcmp(word, "--targets") == 0) {
        good = number(value, MAX_TARGETS / 2, &count) && count > 0;
        request->options.targets = (unsigned)count;
    } else if (good && strcmp(word, "--keep") == 0) {
        request->options.keep = value;
    } else if (good && strcmp(word, "--plant") == 0) {
        request->options.plant = value;
    } else if (good && strcmp(word, "--binary") == 0) {
        request->options.binary = value;
    } else if (good && strcmp(word, "--policies") == 0) {
        request->options.policies = value;
    } else if (good && strcmp(word, "--plugins") == 0) {
        request->options.plugins = value;
    } else {
        return false;
    }
    return good;
}

static bool read_request(int argc, char **argv, struct request *request) {
    for (int i = 1; i < argc; i++) {
        if (!read_flag(argv[i], request)) {
            if (!read_value(argv[i], i + 1 < argc ? argv[i + 1] : NULL, request)) {
                return false;
            }
            i++;
        }
    }
    return true;
}

/* ---- Running ---- */

static void say(const struct year *year) {
    (void)printf(
        "  %u happenings, %u replans, %u results, %u changes by hand, %u refused; "
        "%u draws, %u substitutes, %u papers; %u names looked for, %u times the ledger\n",
        year->happenings, year->replans, year->results, year->moves_by_hand,
        year->refused, year->draws_made, year->substitutes, year->papers_filed,
        year->secrets, year->verified);
}

static int run_twice(const struct options *options, struct year *year) {
    struct xc_buffer first = xc_buffer_make((size_t)64 << 20);
    struct xc_buffer second = xc_buffer_make((size_t)64 << 20);
    int verdict = year_play(options, &first, year);
    if (verdict == 0) {
        verdict = year_play(options, &second, year);
    }
    if (verdict == 0 && !xc_str_equal(xc_buffer_view(&first), xc_buffer_view(&second))) {
        (void)printf("seed %llu: two years of one seed differ\n  replay: simulate --seed "
                     "%llu --days %u --targets %u --twice\n",
                     (unsigned long long)options->seed, (unsigned long long)options->seed,
                     options->days, options->targets);
        verdict = 1;
    }
    xc_buffer_free(&first);
    xc_buffer_free(&second);
    return verdict;
}

static int run_seeds(const struct request *request, struct year *year) {
    int worst = 0;
    size_t broken = 0;
    for (uint64_t seed = request->first;; seed++) {
        struct options options = request->options;
        options.seed = seed;
        int verdict =
            options.twice ? run_twice(&options, year) : year_play(&options, NULL, year);
        worst = verdict > worst ? verdict : worst;
        broken += verdict != 0;
        (void)fflush(stdout);
        if (seed == request->last) {
            break;
        }
    }
    uint64_t years = request->last - request->first + 1;
    (void)printf("years: %llu, broken: %zu\n", (unsigned long long)years, broken);
    if (request->first == request->last) {
        say(year);
    }
    return worst;
}

/* Every breach that is planted must be found, and by the invariant that it breaks: a
 * judge that cannot fail is none. */
static int self_test(const struct request *request, struct year *year) {
    int missed = 0;
    for (size_t i = 0; plant_name(i); i++) {
        struct options options = request->options;
        options.seed = plant_seed(i, request->first);
        options.plant = plant_name(i);
        bool found = year_play(&options, NULL, year) == 1 &&
                     strcmp(year->broken, plant_invariant(i)) == 0;
        (void)printf("%s: %s\n", plant_name(i), found ? "found" : "NOT FOUND");
        missed += !found;
    }
    return missed > 0;
}

int main(int argc, char **argv) {
    struct request request = {.options = {.days = 360,
                                          .targets = 900,
                                          .binary = XC_BINARY,
                                          .policies = XC_POLICIES,
                                          .plugins = XC_PLUGINS},
                              .first = 1,
                              .last = 1};
    if (!read_request(argc, argv, &request)) {
        return usage();
    }
    struct year *year = calloc(1, sizeof *year);
    if (!year) {
        return 2;
    }
    double start = seconds_now(), work = seconds_worked();
    int verdict =
        request.self_test ? self_test(&request, year) : run_seeds(&request, year);
    if (request.options.bench) {
        double worked = seconds_worked() - work, product = worked - year->judging;
        (void)printf("%.3f s, of the processor %.3f: first plan %.3f, %u replans %.3f, "
                     "results %.3f, judging %.3f\n"
                     "a year is %.1f first plans, %.1f of them without the judging "
                     "(%.3f s)\n",
                     seconds_now() - start, worked, year->planning, year->replans,
                     year->replanning, year->recording, year->judging,
                     worked / year->planning, product / year->planning, product);
    }
    free(year);
    return verdict;
}
