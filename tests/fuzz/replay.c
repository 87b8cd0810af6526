/* Runs a fuzz target over files and folders of files, where libFuzzer is not at hand. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 16 * 1024 * 1024, PATH_BYTES = 4096 };

static size_t runs;

static int run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX);
    int status = 1;
    if (file != NULL && data != NULL) {
        size_t size = fread(data, 1, INPUT_MAX, file);
        status = ferror(file) != 0;
        /* exactly as large as the input, so that the sanitizers see reads behind it */
        uint8_t *exact = malloc(size > 0 ? size : 1);
        if (status == 0 && exact != NULL) {
            memcpy(exact, data, size);
            (void)LLVMFuzzerTestOneInput(exact, size);
            runs++;
        }
        free(exact);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(data);
    return status;
}

static int run_path(const char *path) {
    DIR *folder = opendir(path);
    int status = 0;
    if (folder == NULL) {
        return run_file(path);
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char name[PATH_BYTES];
        int len = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && len > 0 && (size_t)len < sizeof name) {
            status |= run_file(name);
        }
    }
    (void)closedir(folder);
    return status;
}

int main(int argc, char **argv) {
    int status = 0;
    for (int i = 1; i < argc; i++) {
        status |= run_path(argv[i]);
    }
    printf("%zu inputs\n", runs);
    return status != 0 || runs == 0;
}
