#include "policy/protocol.h"

#include <stdio.h>
#include <string.h>

static json_t *message_json(const struct xc_message *message) {
    json_t *json = json_object();
    json_t *args = json_array();
    const char *at = message->args;
    const char *end = message->args + message->used;
    for (unsigned i = 0; i < message->count && at < end; i++) {
        size_t length = strlen(at);
        if (json_array_append_new(args, json_stringn(at, length)) != 0)
            (void)json_array_append_new(args, json_string("?"));
        at += length + 1;
    }
    (void)json_object_set_new(json, "id", json_string(message->id));
    (void)json_object_set_new(json, "args", args);
    return json;
}

json_t *xc_protocol_error_json(const struct xc_error *error) {
    json_t *json = message_json(&error->message);
    if (json == NULL)
        return NULL;
    (void)json_object_set_new(json, "code", json_integer(error->code));
    (void)json_object_set_new(json, "file", json_string(error->file));
    (void)json_object_set_new(json, "line", json_integer(error->line));
    (void)json_object_set_new(json, "column", json_integer(error->column));
    if (error->hint.id != NULL)
        (void)json_object_set_new(json, "hint", message_json(&error->hint));
    return json;
}

static void read_args(const json_t *args, struct xc_message *message) {
    for (size_t i = 0; i < json_array_size(args); i++) {
        const char *text = json_string_value(json_array_get(args, i));
        size_t length = text == NULL ? 0 : strlen(text);
        if (message->used + length + 1 > sizeof(message->args))
            return;
        if (length > 0)
            memcpy(message->args + message->used, text, length);
        message->args[message->used + length] = '\0';
        message->used += length + 1;
        message->count++;
    }
}

static void read_message(const json_t *json, bool borrow, struct xc_message *message) {
    const char *id = json_string_value(json_object_get(json, "id"));
    *message = (struct xc_message){.id = id == NULL ? "" : xc_protocol_text(id)};
    if (message->id == NULL && borrow)
        message->id = id;
    if (message->id != NULL) {
        read_args(json_object_get(json, "args"), message);
        return;
    }
    struct xc_message foreign = {.id = id};
    struct xc_buffer text = xc_buffer_make(2 * (size_t)XC_MESSAGE_BYTES);
    read_args(json_object_get(json, "args"), &foreign);
    (void)xc_message_render(&foreign, NULL, &text);
    xc_message_set(message, "%.*s", XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
}

static unsigned read_number(const json_t *json, const char *key) {
    json_int_t number = json_integer_value(json_object_get(json, key));
    return number > 0 && number < 100000000 ? (unsigned)number : 0;
}

static int read_error(const json_t *json, bool borrow, struct xc_error *error) {
    struct xc_error result = {.code = XC_EPOLICY};
    json_int_t code = json_integer_value(json_object_get(json, "code"));
    if (code < 0 && code >= XC_EFORBIDDEN)
        result.code = (int)code;
    const char *file = json_string_value(json_object_get(json, "file"));
    if (file != NULL)
        (void)snprintf(result.file, sizeof(result.file), "%s", file);
    result.line = read_number(json, "line");
    result.column = read_number(json, "column");
    read_message(json, borrow, &result.message);
    const json_t *hint = json_object_get(json, "hint");
    if (hint != NULL)
        read_message(hint, borrow, &result.hint);
    if (error != NULL)
        *error = result;
    return result.code;
}

int xc_protocol_error_read(const json_t *json, struct xc_error *error) {
    return read_error(json, false, error);
}

int xc_protocol_error_borrow(const json_t *json, struct xc_error *error) {
    return read_error(json, true, error);
}

static int append(const char *bytes, size_t size, void *out) {
    return xc_buffer_append(out, bytes, size) == XC_OK ? 0 : -1;
}

bool xc_protocol_write(const json_t *json, struct xc_buffer *out) {
    return json_dump_callback(json, append, out, JSON_COMPACT | JSON_SORT_KEYS) == 0 &&
           xc_buffer_putc(out, '\n') == XC_OK;
}
