#include "serve/policies.h"

#include "serve/events.h"
#include "serve/log.h"
#include "serve/policies_internal.h"
#include "serve/scratch.h"
#include "serve/work.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SETTLE_MS = 300,     /* after the last change: editors write in several steps */
    POLL_MS = 10 * 1000, /* what is missed by watching: links, other machines' files */
    WORDS = 6,
    LANGUAGES = 2
};

static const char *const languages[LANGUAGES] = {"zh", "en"};

/* ---- One policy ---- */

static void clear_errors(struct xc_policy *policy) {
    for (size_t i = 0; i < LANGUAGES; i++) {
        json_decref(policy->errors[i]);
        policy->errors[i] = NULL;
    }
}

static void free_policy(struct xc_policy *policy) {
    if (policy) {
        clear_errors(policy);
        json_decref(policy->info);
        free(policy->name);
        free(policy->below);
        free(policy->path);
        free(policy->plugins);
        free(policy);
    }
}

static struct xc_policy *find(const struct xc_policies *policies, struct xc_str name) {
    struct xc_policy *policy = policies ? policies->first : NULL;
    while (policy && !xc_str_is(name, policy->name)) {
        policy = policy->next;
    }
    return policy;
}

static struct xc_policy *make(const struct xc_policy_text *text) {
    struct xc_policy *policy = calloc(1, sizeof *policy);
    if (policy) {
        policy->name = strndup(text->name.ptr, text->name.len);
        policy->below = strndup(text->below.ptr, text->below.len);
    }
    if (!policy || !policy->name || !policy->below) {
        free_policy(policy);
        return NULL;
    }
    return policy;
}

/* ---- Checking ---- */

static void check_next(struct xc_policies *policies);

/* What the check says about the copy, as if it spoke of the file. */
static void name_file(const struct xc_policies *policies, json_t *error) {
    struct xc_str file = xc_json_str_at(error, "file");
    const char *const folders[] = {policies->set->policies, policies->set->plugins};
    for (size_t i = 0; i < 2; i++) {
        struct xc_str folder = xc_str_from(folders[i]);
        if (xc_str_starts(file, folder) && file.len > folder.len) {
            struct xc_str name = xc_str_slice(file, folder.len + 1, file.len);
            (void)json_object_set_new(error, "file", json_stringn(name.ptr, name.len));
            return;
        }
    }
}

static json_t *read_error(const struct xc_policies *policies,
                          const struct xc_run_result *result) {
    json_t *said = json_loadb(result->error.ptr ? result->error.ptr : "",
                              result->error.len, 0, NULL);
    json_t *error = json_deep_copy(json_object_get(said, "error"));
    json_decref(said);
    if (!error) { /* it ended without a word */
        error = json_pack("{s:s,s:s,s:i,s:i,s:s,s:s}", "code", "environment", "file", "",
                          "line", 0, "column", 0, "message",
                          "the check of the policy did not end well", "hint", "");
    }
    name_file(policies, error);
    return error;
}

static char *copy(const char *text) {
    return text ? strdup(text) : NULL;
}

/* What the check said, as pages take it: a parameter as a form has it, without what the
 * workspace's plans say, which changes without the policy. */
static void trim(json_t *info) {
    size_t i;
    json_t *one;
    (void)json_object_del(info, "planned");
    json_array_foreach(json_object_get(info, "parameters"), i, one) {
        (void)json_object_set(one, "fallback", json_object_get(one, "default"));
        (void)json_object_del(one, "default");
        (void)json_object_del(one, "planned");
        if (json_array_size(json_object_get(one, "choices")) == 0) {
            (void)json_object_del(one, "choices");
        }
    }
}

/* The version before stays where there is no memory for the new one. */
static void take(struct xc_policies *policies, struct xc_policy *policy, json_t *info) {
    char *path = copy(policy->text->path), *plugins = copy(policies->set->plugins);
    trim(info);
    if (!path || !plugins) {
        free(path);
        free(plugins);
        json_decref(info);
        return;
    }
    free(policy->path);
    free(policy->plugins);
    json_decref(policy->info);
    policy->path = path;
    policy->plugins = plugins;
    policy->info = info;
    clear_errors(policy);
}

static void on_checked(void *context, struct xc_run_result *result) {
    struct xc_policies *policies = context;
    struct xc_policy *policy = policies->checked;
    policies->checked = NULL;
    if (policies->site->stopping || result->cancelled) {
        return;
    }
    json_t *info =
        result->status == 0
            ? json_loadb(result->out.ptr ? result->out.ptr : "", result->out.len, 0, NULL)
            : NULL;
    if (info) {
        take(policies, policy, info);
        policy->to_check = false;
    } else {
        json_decref(policy->errors[policy->language]);
        policy->errors[policy->language] = read_error(policies, result);
        policy->language++;
        policy->to_check = policy->language < LANGUAGES;
    }
    check_next(policies);
}

static int check(struct xc_policies *policies, struct xc_policy *policy) {
    char plugins[PATH_MAX], lang[16];
    struct xc_error error = {0};
    (void)snprintf(plugins, sizeof plugins, "--plugins=%s", policies->set->plugins);
    (void)snprintf(lang, sizeof lang, "--lang=%s", languages[policy->language]);
    const char *const words[WORDS] = {plugins,  lang, "policy",
                                      "params", "--", policy->text->path};
    policies->checked = policy;
    int rc = xc_site_run(policies->site, XC_LANE_READ, words, WORDS, on_checked, policies,
                         NULL, &error);
    if (rc != XC_OK) {
        policies->checked = NULL;
    }
    return rc;
}

static void end_checking(struct xc_policies *policies) {
    struct xc_policies_load load = xc_policies_load(policies);
    xc_instant now = xc_site_now(policies->site);
    policies->checking = false;
    xc_log_event(policies->site->log, "policies-read", load.count, now);
    if (load.refused > 0) {
        xc_log_event(policies->site->log, "policies-refused", load.refused, now);
    }
    xc_events_changed(policies->site);
    if (policies->again) {
        xc_policies_look(policies);
    }
}

/* One after the other, so that whoever asks for something does not wait for them all.
 * Where the server is too busy, the next look begins again. */
static void check_next(struct xc_policies *policies) {
    struct xc_policy *policy = policies->first;
    while (policy && !policy->to_check) {
        policy = policy->next;
    }
    if (!policy) {
        end_checking(policies);
    } else if (check(policies, policy) != XC_OK) {
        policies->known[0] = '\0';
        end_checking(policies);
    }
}

/* ---- What was read ---- */

static json_t *unreadable(const struct xc_policies *policies,
                          const struct xc_policy_text *text, const char *language) {
    const struct xc_catalogue *catalogue =
        strcmp(language, "zh") == 0 ? policies->site->options->chinese : NULL;
    struct xc_buffer message = xc_buffer_make(1 << 16);
    (void)xc_message_render(&text->error.message, catalogue, &message);
    json_t *error = json_pack(
        "{s:s,s:s%,s:i,s:i,s:o,s:s}", "code", xc_code_word(text->error.code), "file",
        text->below.ptr, text->below.len, "line", 0, "column", 0, "message",
        json_stringn(message.ptr ? message.ptr : "", message.len), "hint", "");
    xc_buffer_free(&message);
    return error;
}

/* What has to be checked: a new text, or other plugins than it was checked with. */
static void meet(struct xc_policies *policies, struct xc_policy *policy,
                 const struct xc_policy_text *text) {
    const struct xc_policy_set *set = policies->set;
    bool same = xc_str_is(text->digest, policy->digest) &&
                xc_str_is(set->plugin_digest, policy->plugin_digest) &&
                text->error.code == XC_OK;
    policy->text = text;
    policy->language = 0;
    policy->to_check = !same && text->path;
    (void)snprintf(policy->digest, sizeof policy->digest, "%.*s", XC_PRI(text->digest));
    (void)snprintf(policy->plugin_digest, sizeof policy->plugin_digest, "%.*s",
                   XC_PRI(set->plugin_digest));
    if (!text->path) {
        policy->digest[0] = '\0';
        clear_errors(policy);
        for (size_t i = 0; i < LANGUAGES; i++) {
            policy->errors[i] = unreadable(policies, text, languages[i]);
        }
    }
}

/* Those of the set in its order; files of the same name count once. */
static void take_set(struct xc_policies *policies) {
    struct xc_policy *before = policies->first, *kept = NULL, **end = &kept;
    const struct xc_policy_set *set = policies->set;
    for (size_t i = 0; i < set->count; i++) {
        struct xc_policy **at = &before;
        struct xc_policies seen = {.first = kept};
        if (find(&seen, set->texts[i].name)) {
            continue;
        }
        while (*at && !xc_str_is(set->texts[i].name, (*at)->name)) {
            at = &(*at)->next;
        }
        struct xc_policy *policy = *at ? *at : make(&set->texts[i]);
        if (*at) {
            *at = policy->next;
        }
        if (policy) {
            policy->next = NULL;
            *end = policy;
            end = &policy->next;
            meet(policies, policy, &set->texts[i]);
        }
    }
    policies->first = kept;
    while (before) {
        struct xc_policy *next = before->next;
        free_policy(before);
        before = next;
    }
}

/* ---- Reading, away from the loop ---- */

static void work(void *context) {
    struct xc_policies *policies = context;
    const struct xc_serve_options *options = policies->site->options;
    policies->rc = xc_policy_set_read(options->policies, options->plugins, policies->root,
                                      policies->known[0] ? policies->known : NULL,
                                      &policies->fresh, &policies->error);
}

static void on_event(uv_fs_event_t *watch, const char *name, int events, int status) {
    struct xc_policies *policies = watch->data;
    (void)name;
    (void)events;
    (void)status;
    (void)uv_timer_start(&policies->settle, policies->on_settled, SETTLE_MS, 0);
}

/* Anew each time: a folder that was moved away and made again is another one. */
static void watch_folders(struct xc_policies *policies) {
    const struct xc_policy_set *set = policies->set;
    for (size_t i = 0; i < XC_POLICY_WATCHES; i++) {
        (void)uv_fs_event_stop(&policies->watches[i]);
        if (i < set->folder_count) {
            (void)uv_fs_event_start(&policies->watches[i], on_event, set->folders[i], 0);
        }
    }
}

/* Copies are kept for a day after another set took their place: commands may wait with
 * their paths. */
static void forget_copies(struct xc_policies *policies) {
    uint64_t now = uv_now(&policies->site->loop);
    struct xc_policy_copies **at = &policies->copies;
    while (*at) {
        struct xc_policy_copies *copies = *at;
        bool used = copies->replaced == 0;
        for (const struct xc_policy *policy = policies->first; policy;
             policy = policy->next) {
            struct xc_str path = xc_str_from(policy->path ? policy->path : "");
            used = used || xc_str_starts(path, xc_str_from(copies->root));
        }
        if (used || now - copies->replaced < XC_POLICY_COPIES_MS) {
            at = &copies->next;
            continue;
        }
        xc_scratch_remove(copies->root);
        *at = copies->next;
        free(copies);
    }
}

static void note_copies(struct xc_policies *policies) {
    struct xc_policy_copies *copies = calloc(1, sizeof *copies);
    uint64_t now = uv_now(&policies->site->loop);
    for (struct xc_policy_copies *one = policies->copies; one; one = one->next) {
        one->replaced = one->replaced ? one->replaced : now;
    }
    if (copies) { /* else they stay until the server ends */
        (void)snprintf(copies->root, sizeof copies->root, "%s/", policies->root);
        copies->next = policies->copies;
        policies->copies = copies;
    }
    forget_copies(policies);
}

static void after(void *context) {
    struct xc_policies *policies = context;
    policies->reading = false;
    if (policies->site->stopping) {
        return;
    }
    if (policies->rc == XC_OK && policies->fresh) {
        xc_policy_set_free(policies->set);
        policies->set = policies->fresh;
        policies->fresh = NULL;
        (void)snprintf(policies->known, sizeof policies->known, "%.*s",
                       XC_PRI(policies->set->digest));
        take_set(policies);
        note_copies(policies);
        watch_folders(policies);
        policies->checking = true;
        check_next(policies);
    } else {
        if (policies->rc != XC_OK && policies->rc != policies->told) {
            xc_log_event(policies->site->log, "policies-not-read", 0,
                         xc_site_now(policies->site));
        }
        if (policies->again) {
            xc_policies_look(policies);
        }
    }
    policies->told = policies->rc;
}

void xc_policies_look(struct xc_policies *policies) {
    if (!policies->site->options->policies || policies->site->stopping) {
        return;
    }
    policies->again = policies->reading || policies->checking;
    if (policies->again) {
        return;
    }
    (void)snprintf(policies->root, sizeof policies->root, "%s/policies-%llu",
                   policies->site->folder, (unsigned long long)++policies->rounds);
    policies->error = (struct xc_error){0};
    policies->reading = xc_work_start(&policies->site->loop, work, after, policies);
}

static void on_settled(uv_timer_t *timer) {
    xc_policies_look(timer->data);
}

/* ---- From outside ---- */

struct xc_policies *xc_policies_new(struct xc_site *site) {
    struct xc_policies *policies = calloc(1, sizeof *policies);
    if (!policies) {
        return NULL;
    }
    policies->site = site;
    policies->on_settled = on_settled;
    (void)uv_timer_init(&site->loop, &policies->settle);
    (void)uv_timer_init(&site->loop, &policies->poll);
    policies->settle.data = policies->poll.data = policies;
    for (size_t i = 0; i < XC_POLICY_WATCHES; i++) {
        (void)uv_fs_event_init(&site->loop, &policies->watches[i]);
        policies->watches[i].data = policies;
    }
    (void)uv_timer_start(&policies->poll, on_settled, POLL_MS, POLL_MS);
    xc_policies_look(policies);
    return policies;
}

void xc_policies_free(struct xc_policies *policies) {
    while (policies && policies->first) {
        struct xc_policy *next = policies->first->next;
        free_policy(policies->first);
        policies->first = next;
    }
    while (policies && policies->copies) {
        struct xc_policy_copies *next = policies->copies->next;
        free(policies->copies);
        policies->copies = next;
    }
    if (policies) {
        xc_policy_set_free(policies->set);
        xc_policy_set_free(policies->fresh);
    }
    free(policies);
}

const char *xc_policies_path(const struct xc_policies *policies, struct xc_str name) {
    const struct xc_policy *policy = find(policies, name);
    return policy ? policy->path : NULL;
}

const char *xc_policies_plugins(const struct xc_policies *policies, struct xc_str name) {
    const struct xc_policy *policy = find(policies, name);
    return policy ? policy->plugins : NULL;
}

const char *xc_policies_folder(const struct xc_policies *policies) {
    return policies && policies->set ? policies->set->policies : NULL;
}

const char *xc_policies_all_plugins(const struct xc_policies *policies) {
    return policies && policies->set ? policies->set->plugins : NULL;
}

struct xc_policies_load xc_policies_load(const struct xc_policies *policies) {
    struct xc_policies_load load = {0};
    for (const struct xc_policy *policy = policies ? policies->first : NULL; policy;
         policy = policy->next) {
        load.count++;
        load.refused += policy->errors[LANGUAGES - 1] != NULL;
    }
    return load;
}
