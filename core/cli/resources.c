#include "cli/resources.h"

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* The first FOLDER/share/xuncha/NAME on the way up from `start` that exists. */
static const char *find(struct xc_arena *arena, struct xc_str start, const char *name) {
    struct xc_buffer path = xc_buffer_make(PATH_MAX);
    struct xc_str folder = start;
    const char *found = NULL;
    while (folder.len > 0 && !found) {
        xc_buffer_clear(&path);
        xc_buffer_printf(&path, "%.*s/share/xuncha/%s", XC_PRI(folder), name);
        if (xc_buffer_putc(&path, '\0') == XC_OK && xc_file_exists(path.ptr)) {
            found = xc_arena_copy(arena, xc_str_from(path.ptr)).ptr;
        }
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/') {
            folder.len--;
        }
        folder.len -= folder.len > 0;
    }
    xc_buffer_free(&path);
    return found;
}

int xc_resources_find(struct xc_arena *arena, struct xc_resources *resources,
                      struct xc_error *error) {
    char self[PATH_MAX];
    *resources = (struct xc_resources){0};
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0) {
        return xc_fail_errno(error, errno, "open", "/proc/self/exe");
    }
    struct xc_str path = xc_arena_copy(arena, (struct xc_str){self, (size_t)len});
    if (!path.ptr) {
        return xc_fail_memory(error);
    }
    resources->self = path.ptr;
    while (path.len > 0 && path.ptr[path.len - 1] != '/') {
        path.len--;
    }
    path.len -= path.len > 0;
    resources->plugins = find(arena, path, "plugins");
    resources->policies = find(arena, path, "policies");
    resources->holidays = find(arena, path, "calendars/cn.ics");
    resources->statutory = find(arena, path, "calendars/cn-statutory.ics");
    resources->divisions = find(arena, path, "divisions.csv");
    resources->chinese = find(arena, path, "po/zh_CN.mo");
    resources->api = find(arena, path, "api");
    resources->pages = find(arena, path, "pages");
    return XC_OK;
}
