/* xuncha-generate: registers of nobody, for examples, tests and benches. */
#include "sheet.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: xuncha-generate county  [--office CODE] [--targets N] [--people M] [--zones "
    "Z]\n"
    "                               [--crews] [options] -o DIR\n"
    "       xuncha-generate country [--targets N] [--areas A] [--zones Z] [--teams C]\n"
    "                               [options] -o DIR\n"
    "options: [--seed S] [--year Y] [--encoding utf-8|gb18030]\n"
    "\n"
    "county   a county's register as its office would send it: areas, targets, "
    "inspectors,\n"
    "         experts, absences, relations. Defaults: 990101, 900 targets, 14 people, "
    "20\n"
    "         zones; --crews adds a crew column (pairs).\n"
    "country  1000000 targets, 200 areas, 40000 zones, 4000 crews of two by default.\n"
    "\n"
    "The same options give the same bytes. All names are made up.\n";

enum option_code {
    OPTION_OFFICE = 1,
    OPTION_TARGETS,
    OPTION_PEOPLE,
    OPTION_AREAS,
    OPTION_ZONES,
    OPTION_TEAMS,
    OPTION_CREWS,
    OPTION_SEED,
    OPTION_YEAR,
    OPTION_ENCODING
};

static const struct option options[] = {
    {"office", required_argument, NULL, OPTION_OFFICE},
    {"targets", required_argument, NULL, OPTION_TARGETS},
    {"people", required_argument, NULL, OPTION_PEOPLE},
    {"areas", required_argument, NULL, OPTION_AREAS},
    {"zones", required_argument, NULL, OPTION_ZONES},
    {"teams", required_argument, NULL, OPTION_TEAMS},
    {"crews", no_argument, NULL, OPTION_CREWS},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"year", required_argument, NULL, OPTION_YEAR},
    {"encoding", required_argument, NULL, OPTION_ENCODING},
    {NULL, 0, NULL, 0},
};

static bool read_number(const char *text, unsigned long least, unsigned long most,
                        unsigned long *number) {
    char *end = NULL;
    errno = 0;
    *number = strtoul(text, &end, 10);
    if (errno == 0 && *text >= '0' && *text <= '9' && *end == '\0' && *number >= least &&
        *number <= most) {
        return true;
    }
    fprintf(stderr, "xuncha-generate: “%s” is not a number from %lu to %lu\n", text,
            least, most);
    return false;
}

static bool read_office(const char *text, const char **office) {
    if (strlen(text) != 6 || strspn(text, "0123456789") != 6) {
        fprintf(stderr, "xuncha-generate: “%s” is not an area code of six digits\n",
                text);
        return false;
    }
    *office = text;
    return true;
}

static bool take(struct settings *settings, int code, const char *text) {
    unsigned long number = 0;
    bool good = true;
    switch (code) {
    case OPTION_OFFICE:
        return read_office(text, &settings->office);
    case OPTION_TARGETS:
        return read_number(text, 1, 2000000, &settings->targets);
    case OPTION_PEOPLE:
        return read_number(text, 2, 90000, &settings->people);
    case OPTION_AREAS:
        return read_number(text, 1, 990, &settings->areas);
    case OPTION_ZONES:
        return read_number(text, 1, 1000000, &settings->zones);
    case OPTION_TEAMS:
        return read_number(text, 1, 40000, &settings->crews);
    case OPTION_CREWS:
        settings->with_crews = true;
        return true;
    case OPTION_SEED:
        good = read_number(text, 0, UINT32_MAX, &number);
        settings->seed = number;
        return good;
    case OPTION_YEAR:
        good = read_number(text, 2000, 2100, &number);
        settings->year = (unsigned)number;
        return good;
    case OPTION_ENCODING:
        settings->gb18030 = strcmp(text, "gb18030") == 0;
        return settings->gb18030 || strcmp(text, "utf-8") == 0;
    case 'o':
        settings->folder = text;
        return true;
    default:
        return false;
    }
}

/* One area has at most 9,999 targets, so that their numbers can be written out. */
static bool sizes_fit(const struct settings *settings, bool country) {
    unsigned long areas = country ? settings->areas : 1;
    if (settings->targets / areas > 9998) {
        fprintf(stderr, "xuncha-generate: more than 9,998 targets an area\n");
        return false;
    }
    if (settings->zones < areas || settings->crews < areas) {
        fprintf(stderr, "xuncha-generate: every area needs a zone and a crew\n");
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    bool country = argc > 1 && strcmp(argv[1], "country") == 0;
    struct settings settings = {
        .office = "990101",
        .targets = country ? 1000000 : 900,
        .people = 14,
        .areas = 200,
        .zones = country ? 40000 : 20,
        .crews = 4000,
        .year = 2026,
        .seed = 1,
    };
    int code;
    bool good = argc > 1 && (country || strcmp(argv[1], "county") == 0);
    while (good && (code = getopt_long(argc - 1, argv + 1, "o:", options, NULL)) != -1) {
        good = take(&settings, code, optarg);
    }
    if (!good || !settings.folder || optind != argc - 1) {
        fputs(usage, stderr);
        return 2;
    }
    if (!sizes_fit(&settings, country)) {
        return 2;
    }
    if (mkdir(settings.folder, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "xuncha-generate: %s: %s\n", settings.folder, strerror(errno));
        return 4;
    }
    return (country ? write_country(&settings) : write_county(&settings)) ? 0 : 4;
}
