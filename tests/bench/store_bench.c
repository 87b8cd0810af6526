/* Figures of the store: bench_store [targets]. Saving and reading are printed beside one
 * SHA-256 over the same bytes and beside writing them to a file with fsync. Each part
 * runs in a process of its own, so that its peak of memory is its own too. */
#include "base/digest.h"
#include "store/ledger.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct xc_str office = XC_STR_INIT("32");

/* What a part took. */
struct times {
    double first, second;
};

struct bench {
    char folder[96];
    char path[128];
    uint32_t count;
};

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_megabytes(void) {
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static void must(int code, const char *what, const struct xc_error *error) {
    if (code != XC_OK) {
        struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
        (void)xc_error_render(error, NULL, &text);
        (void)fprintf(stderr, "%s: %.*s\n", what, XC_PRI(xc_buffer_view(&text)));
        exit(1);
    }
}

static struct xc_store *open_store(const struct bench *bench) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    must(xc_store_open(bench->path, &store, &error), "open", &error);
    return store;
}

static long file_megabytes(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (long)(status.st_size >> 20) : 0;
}

/* Made-up targets; one of them carries another weight where changed is not 0. */
static struct xc_register *make_register(uint32_t count, uint32_t changed) {
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_area area = {
        .code = office, .name = XC_STR("甲省"), .level = XC_LEVEL_PROVINCE};
    must(xc_register_add_area(builder, &area, &error), "area", &error);
    for (uint32_t n = 1; n <= count; n++) {
        char id[16], name[48], address[64], zone[16];
        uint32_t mixed = n * 2654435761u;
        (void)snprintf(id, sizeof id, "H%012u", n);
        (void)snprintf(name, sizeof name, "第%u号卫生服务站", mixed);
        (void)snprintf(address, sizeof address, "示例路%u号", mixed % 99991);
        (void)snprintf(zone, sizeof zone, "%u片区", mixed / 13 % 40000);
        struct xc_target row = {.id = xc_str_from(id),
                                .name = xc_str_from(name),
                                .kind = XC_KIND_CLINIC,
                                .level = XC_STR("一级"),
                                .area = office,
                                .zone = xc_str_from(zone),
                                .address = xc_str_from(address),
                                .status = XC_STATUS_ACTIVE,
                                .weight = n == changed ? 1000 : mixed / 17 % 100,
                                .last_visit = (xc_date)(18000 + mixed / 19 % 1500),
                                .present = UINT32_MAX};
        must(xc_register_add_target(builder, &row, &error), "target", &error);
    }
    must(xc_register_build(builder, &reg, NULL, &error), "build", &error);
    xc_register_builder_free(builder);
    return reg;
}

static struct times save_register(const struct bench *bench, uint32_t changed,
                                  int64_t before) {
    struct xc_error error = {0};
    struct xc_register *reg = make_register(bench->count, changed);
    struct xc_store *store = open_store(bench);
    int64_t number = 0;
    long made = peak_megabytes();
    double start = seconds();
    must(xc_store_save_register(store, office, reg, before, 0, XC_STR("bench"), &number,
                                NULL, &error),
         "save", &error);
    double saved = seconds();
    (void)printf("save register %lld   %.2f s, peak %ld MB (%ld MB before saving), ",
                 (long long)number, saved - start, peak_megabytes(), made);
    xc_store_close(store);
    xc_register_free(reg);
    (void)printf("file %ld MB\n", file_megabytes(bench->path));
    return (struct times){saved - start, 0};
}

static struct times save_first(const struct bench *bench) {
    return save_register(bench, 0, 0);
}

static struct times save_one_row_changed(const struct bench *bench) {
    return save_register(bench, bench->count / 2 + 1, 1);
}

static int gather(void *context, struct xc_str line) {
    struct xc_buffer *out = context;
    return xc_buffer_add(out, line) == XC_OK ? xc_buffer_putc(out, '\n') : XC_ENOMEM;
}

static int tally(void *context, struct xc_str line) {
    *(size_t *)context += line.len + 1;
    return XC_OK;
}

static struct times plain_work(const struct bench *bench) {
    struct xc_error error = {0};
    struct xc_buffer lines = xc_buffer_make((size_t)1 << 32);
    struct xc_digest digest;
    char name[160];
    struct xc_store *store = open_store(bench);
    must(xc_store_each_line(store, office, 1, XC_TABLE_TARGETS, gather, &lines, &error),
         "lines", &error);
    xc_store_close(store);
    double start = seconds();
    must(xc_sha256(xc_buffer_view(&lines), &digest, &error), "sha256", &error);
    double hashed = seconds();
    (void)snprintf(name, sizeof name, "%s/plain", bench->folder);
    int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    for (size_t at = 0; file >= 0 && at < lines.len;) {
        size_t piece = lines.len - at < (1u << 20) ? lines.len - at : 1u << 20;
        ssize_t done = write(file, lines.ptr + at, piece);
        if (done <= 0) {
            (void)fprintf(stderr, "cannot write %s\n", name);
            exit(1);
        }
        at += (size_t)done;
    }
    (void)fsync(file);
    (void)close(file);
    double written = seconds();
    (void)printf("the same %zu MB: one SHA-256 %.2f s, written to a file with fsync "
                 "%.2f s\n",
                 lines.len >> 20, hashed - start, written - hashed);
    xc_buffer_free(&lines);
    return (struct times){hashed - start, written - hashed};
}

static struct times read_lines(const struct bench *bench) {
    struct xc_error error = {0};
    struct xc_store *store = open_store(bench);
    size_t bytes = 0;
    double start = seconds();
    must(xc_store_each_line(store, office, 0, XC_TABLE_TARGETS, tally, &bytes, &error),
         "lines", &error);
    double done = seconds();
    (void)printf("read its lines    %.2f s, peak %ld MB (%zu MB of lines)\n",
                 done - start, peak_megabytes(), bytes >> 20);
    xc_store_close(store);
    return (struct times){done - start, 0};
}

static struct times load_register(const struct bench *bench) {
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_store *store = open_store(bench);
    double start = seconds();
    must(xc_store_load_register(store, office, 0, &reg, NULL, &error), "load", &error);
    double done = seconds();
    (void)printf("load the register %.2f s, peak %ld MB (%zu MB of register)\n",
                 done - start, peak_megabytes(), xc_register_bytes(reg) >> 20);
    xc_register_free(reg);
    xc_store_close(store);
    return (struct times){done - start, 0};
}

struct visits {
    uint32_t next, count;
    char line[256];
};

static int next_visit(void *context, struct xc_str *line, struct xc_error *error) {
    struct visits *visits = context;
    (void)error;
    *line = XC_STR("");
    if (visits->next < visits->count) {
        uint32_t n = ++visits->next;
        int len = snprintf(
            visits->line, sizeof visits->line,
            "%08x%08x\t{\"crew\":\"%u\",\"date\":\"2026-03-%02u\",\"minutes\":90,"
            "\"people\":[{\"id\":\"P%u\",\"seat\":\"lead\"}],\"start\":540,"
            "\"status\":\"draft\",\"target\":\"H%012u\"}",
            n, n * 2654435761u, n % 4000, n % 28 + 1, n % 8000, n);
        *line = (struct xc_str){visits->line, (size_t)len};
    }
    return XC_OK;
}

static struct times save_plan(const struct bench *bench) {
    struct xc_error error = {0};
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    struct visits visits = {.count = bench->count};
    int64_t number = 0;
    must(xc_sha256(XC_STR("{}"), &digest, &error), "sha256", &error);
    xc_digest_hex(&digest, hex);
    struct xc_plan_head head = {.programme = XC_STR("bench"),
                                .snapshot = 1,
                                .rules = XC_STR("{}"),
                                .rules_digest = xc_str_from(hex)};
    struct xc_store *store = open_store(bench);
    size_t bytes = 0;
    double start = seconds();
    must(xc_store_save_plan(store, office, &head, next_visit, &visits, &number, &error),
         "plan", &error);
    double saved = seconds();
    must(xc_store_each_visit(store, office, XC_STR("bench"), 0, tally, &bytes, &error),
         "visits", &error);
    double done = seconds();
    (void)printf("save the visits   %.2f s, read them %.2f s, peak %ld MB (%zu MB of "
                 "lines)\n",
                 saved - start, done - saved, peak_megabytes(), bytes >> 20);
    xc_store_close(store);
    return (struct times){saved - start, done - saved};
}

static struct times in_a_process(const struct bench *bench,
                                 struct times (*part)(const struct bench *bench)) {
    struct times times = {0, 0};
    int status = 0, ends[2];
    (void)fflush(stdout);
    if (pipe(ends) != 0)
        exit(1);
    pid_t child = fork();
    if (child == 0) {
        times = part(bench);
        exit(write(ends[1], &times, sizeof times) == sizeof times ? 0 : 1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0 ||
        read(ends[0], &times, sizeof times) != sizeof times)
        exit(1);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return times;
}

static void run(const struct bench *bench) {
    struct times saved = in_a_process(bench, save_first);
    struct times plain = in_a_process(bench, plain_work);
    (void)in_a_process(bench, save_one_row_changed);
    struct times lines = in_a_process(bench, read_lines);
    struct times loaded = in_a_process(bench, load_register);
    (void)in_a_process(bench, save_plan);
    (void)printf("times one SHA-256: save %.1f, read %.1f, load %.1f\n"
                 "times a plain file: save %.1f, read %.1f, load %.1f\n",
                 saved.first / plain.first, lines.first / plain.first,
                 loaded.first / plain.first, saved.first / plain.second,
                 lines.first / plain.second, loaded.first / plain.second);
}

int main(int argc, char **argv) {
    static const char *const left[] = {"", "-wal", "-shm", ".key"};
    static const uint8_t key[XC_KEY_BYTES] = {0};
    struct xc_error error = {0};
    struct bench bench = {.count = 1000000};
    const char *folder = getenv("TMPDIR");
    uint64_t count = 0;
    char name[160];
    if (argc > 1 && xc_str_to_uint(xc_str_from(argv[1]), XC_MAX_TARGETS, &count))
        bench.count = (uint32_t)count;
    (void)snprintf(bench.folder, sizeof bench.folder, "%s/xuncha-bench-XXXXXX",
                   folder ? folder : "/tmp");
    if (!mkdtemp(bench.folder))
        return 1;
    (void)snprintf(bench.path, sizeof bench.path, "%s/bench.db", bench.folder);
    must(xc_store_create(bench.path, key, &error), "create", &error);
    must(xc_ledger_make_key(bench.path, &error), "create", &error);
    (void)printf("%u targets\n", bench.count);
    run(&bench);
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        (void)snprintf(name, sizeof name, "%s%s", bench.path, left[i]);
        (void)unlink(name);
    }
    (void)snprintf(name, sizeof name, "%s/plain", bench.folder);
    (void)unlink(name);
    return rmdir(bench.folder);
}
