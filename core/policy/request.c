#include "policy/request.h"

#include "policy/host.h"
#include "policy/protocol.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 64, MAX_PLUGINS = XC_HOST_FILES - 8 };

/* The last part of a path. */
static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Only text is ever compiled: compiled chunks start with ESC and hold NULs. */
static int check_source(struct xc_str *text, const char *path, struct xc_error *error) {
    struct xc_str file = xc_str_from(path);
    size_t bad = 0;
    if (text->len > 0 &&
        (text->ptr[0] == '\033' || memchr(text->ptr, '\0', text->len) != NULL))
        return xc_fail_at(error, XC_EPOLICY, file, 0, 0, "this is not Lua text");
    if (!xc_utf8_valid(*text, &bad)) {
        unsigned line = 1;
        for (size_t i = 0; i < bad; i++)
            line += text->ptr[i] == '\n';
        xc_fail_at(error, XC_EPOLICY, file, line, 0, "the text is not valid UTF-8");
        return xc_hint(error, "save the file as UTF-8");
    }
    if (xc_str_starts(*text, XC_STR("\xEF\xBB\xBF")))
        *text = xc_str_slice(*text, 3, text->len - 3);
    return XC_OK;
}

static int add_file(struct xc_request *request, const char *path,
                    struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_HOST_SOURCE);
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    json_t *pair = NULL;
    int code = xc_file_read(path, &bytes, error);
    if (code != XC_OK)
        goto done;
    struct xc_str text = xc_buffer_view(&bytes);
    code = xc_sha256(text, &digest, error);
    if (code == XC_OK)
        code = check_source(&text, path, error);
    if (code != XC_OK)
        goto done;
    xc_digest_hex(&digest, hex);
    pair = json_array();
    bool fine = json_array_append_new(pair, json_string(path)) == 0 &&
                json_array_append_new(
                    pair, json_stringn(text.len == 0 ? "" : text.ptr, text.len)) == 0 &&
                json_array_append_new(request->digests, json_string(hex)) == 0 &&
                json_array_append(json_object_get(request->json, "files"), pair) == 0;
    if (!fine)
        code = xc_fail_at(error, XC_EINPUT, xc_str_from(path), 0, 0,
                          "the path is not valid UTF-8");
done:
    json_decref(pair);
    xc_buffer_free(&bytes);
    return code;
}

static bool is_plugin_name(const char *name) {
    size_t length = strlen(name);
    return length > 0 && length <= MAX_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz_") == length;
}

static bool has_plugin(const struct xc_request *request, const char *name) {
    for (size_t i = 0; i < json_array_size(request->plugins); i++) {
        const json_t *plugin = json_array_get(request->plugins, i);
        if (strcmp(json_string_value(json_object_get(plugin, "name")), name) == 0)
            return true;
    }
    return false;
}

static int add_plugin(struct xc_request *request, const char *folder, const char *name,
                      struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(4096);
    json_t *plugin = NULL;
    int code = XC_OK;
    if (xc_buffer_printf(&path, "%s/%s/%s.lua", folder, name, name) != XC_OK ||
        xc_buffer_putc(&path, '\0') != XC_OK) {
        code = xc_fail_memory(error);
        goto done;
    }
    if (has_plugin(request, name) || !xc_file_exists(path.ptr))
        goto done;
    plugin =
        json_pack("{s:s,s:I}", "name", name, "file",
                  (json_int_t)json_array_size(json_object_get(request->json, "files")));
    code = add_file(request, path.ptr, error);
    if (code == XC_OK && json_array_append(request->plugins, plugin) != 0)
        code = xc_fail_memory(error);
done:
    json_decref(plugin);
    xc_buffer_free(&path);
    return code;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(a, b);
}

/* The plugins of one folder, by name. A folder that is not there has none. */
static int add_folder(struct xc_request *request, const char *folder,
                      struct xc_error *error) {
    char(*names)[MAX_NAME + 1] = NULL;
    size_t count = 0;
    int code = XC_OK;
    DIR *listing = opendir(folder);
    if (listing == NULL && (errno == ENOENT || errno == ENOTDIR))
        return XC_OK;
    if (listing == NULL)
        return xc_fail_errno(error, errno, "open", folder);
    names = calloc(MAX_PLUGINS, sizeof(*names));
    if (names == NULL) {
        code = xc_fail_memory(error);
        goto done;
    }
    const struct dirent *entry = NULL;
    while (count < MAX_PLUGINS && (entry = readdir(listing)) != NULL)
        if (is_plugin_name(entry->d_name)) {
            memcpy(names[count], entry->d_name, strlen(entry->d_name) + 1);
            count++;
        }
    qsort(names, count, sizeof(*names), compare_names);
    for (size_t i = 0; code == XC_OK && i < count; i++)
        if (json_array_size(request->plugins) < MAX_PLUGINS)
            code = add_plugin(request, folder, names[i], error);
done:
    free(names);
    (void)closedir(listing);
    return code;
}

static int add_settings(struct xc_request *request,
                        const struct xc_policy_options *options, struct xc_error *error) {
    json_t *settings = json_object_get(request->json, "settings");
    for (size_t i = 0; i < options->setting_count; i++) {
        struct xc_str name = options->settings[i].name;
        struct xc_str value = options->settings[i].value;
        json_t *pair = json_array();
        bool fine =
            json_array_append_new(
                pair, json_stringn(name.len == 0 ? "" : name.ptr, name.len)) == 0 &&
            json_array_append_new(
                pair, json_stringn(value.len == 0 ? "" : value.ptr, value.len)) == 0 &&
            json_array_append(settings, pair) == 0;
        json_decref(pair);
        if (!fine)
            return xc_fail(error, XC_EUSAGE, "--set: the text is not valid UTF-8");
    }
    return XC_OK;
}

int xc_request_make(struct xc_request *request, const char *mode, const char *path,
                    const char *extra, const struct xc_policy_options *options,
                    struct xc_error *error) {
    *request = (struct xc_request){.json = json_pack("{s:s,s:[],s:[],s:[]}", "mode", mode,
                                                     "files", "plugins", "settings"),
                                   .digests = json_array()};
    request->plugins = json_object_get(request->json, "plugins");
    int code = XC_OK;
    if (request->plugins == NULL || request->digests == NULL)
        code = xc_fail_memory(error);
    if (code == XC_OK && path != NULL)
        code = add_file(request, path, error);
    if (code == XC_OK && extra != NULL)
        code = add_folder(request, extra, error);
    for (size_t i = 0; code == XC_OK && i < options->folder_count; i++)
        code = add_folder(request, options->folders[i], error);
    if (code == XC_OK)
        code = add_settings(request, options, error);
    if (code != XC_OK)
        xc_request_free(request);
    return code;
}

void xc_request_free(struct xc_request *request) {
    json_decref(request->json);
    json_decref(request->digests);
    *request = (struct xc_request){0};
}

int xc_request_line(const struct xc_request *request, struct xc_buffer *out,
                    struct xc_error *error) {
    return xc_protocol_write(request->json, out) ? XC_OK : xc_fail_memory(error);
}

static void add_source(const struct xc_request *request, json_t *sources,
                       const char *name, size_t file) {
    const char *digest = json_string_value(json_array_get(request->digests, file));
    (void)json_array_append_new(sources,
                                json_pack("{s:s,s:s?}", "name", name, "digest", digest));
}

json_t *xc_request_sources(const struct xc_request *request, const json_t *used) {
    json_t *sources = json_array();
    const json_t *policy = json_array_get(json_object_get(request->json, "files"), 0);
    add_source(request, sources, file_name(json_string_value(json_array_get(policy, 0))),
               0);
    for (size_t round = 0; round < json_array_size(request->plugins); round++) {
        const json_t *plugin = json_array_get(request->plugins, round);
        const char *name = json_string_value(json_object_get(plugin, "name"));
        if (json_object_get(used, name) != NULL)
            add_source(request, sources, name,
                       (size_t)json_integer_value(json_object_get(plugin, "file")));
    }
    return sources;
}
