#include "base/file.h"
#include "cli/command.h"
#include "cli/options.h"
#include "serve/serve.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

const struct xc_option xc_server_options[] = {
    {"listen", "ADDR:PORT",
     XC_MSG("where clients reach it (default: 127.0.0.1:8080; port 0: any)"), 0},
    {"tls-cert", "FILE", XC_MSG("certificate with its chain, PEM"), 0},
    {"tls-key", "FILE", XC_MSG("the key that belongs to it, PEM"), 0},
    {"public-url", "URL",
     XC_MSG("how clients name it, where that is not where it listens"), 0},
    {"policies", "DIR",
     XC_MSG("policy files that are watched (default: policies beside "
            "the workspace, else those installed)"),
     0},
    {"drafts", "DIR",
     XC_MSG("where reports that are due are written (default: drafts "
            "beside the workspace)"),
     0},
    {"access-log", "FILE", XC_MSG("log of answers (default: standard error)"), 0},
    {0},
};

/* The path as commands find it that run in another folder. */
static const char *absolute(struct xc_cli *cli, const char *path) {
    char here[PATH_MAX];
    struct xc_buffer whole = xc_buffer_make(2 * PATH_MAX);
    if (!path || path[0] == '/' || !getcwd(here, sizeof here)) {
        return path;
    }
    const char *copy = xc_path_join(&whole, here, path) == XC_OK
                           ? xc_arena_copy(cli->arena, xc_buffer_view(&whole)).ptr
                           : NULL;
    xc_buffer_free(&whole);
    return copy ? copy : path;
}

static void tell_ready(void *context, const char *address) {
    struct xc_cli *cli = context;
    struct xc_buffer line = xc_buffer_make(4096);
    struct xc_message message;
    xc_message_set(&message, "Serving %s at %s; Ctrl-C or SIGTERM ends it.", cli->db,
                   address);
    if (cli->json) {
        xc_buffer_printf(&line, "{\"listening\":\"%s\"}", address);
    } else {
        (void)xc_message_render(&message, cli->catalogue, &line);
    }
    if (!cli->quiet || cli->json) {
        printf("%.*s\n", XC_PRI(xc_buffer_view(&line)));
        (void)fflush(stdout);
    }
    xc_buffer_free(&line);
}

static int check(const char *certificate, const char *key, struct xc_str url,
                 struct xc_error *error) {
    if (!certificate != !key) {
        xc_fail(error, XC_EUSAGE, "--tls-cert and --tls-key go together");
        return xc_hint(error, "name both files, or neither");
    }
    if (url.len && !xc_str_starts(url, XC_STR("http://")) &&
        !xc_str_starts(url, XC_STR("https://"))) {
        return xc_fail(error, XC_EUSAGE,
                       "--public-url begins with http:// or https://, not '%.*s'",
                       XC_PRI(url));
    }
    return XC_OK;
}

int xc_command_serve(struct xc_cli *cli, struct xc_error *error) {
    const struct xc_args *args = &cli->args;
    const char *listen = xc_args_value(args, "listen");
    const char *office = xc_args_value(args, "office");
    const char *plugins = xc_args_value(args, "plugins");
    const char *drafts = xc_args_value(args, "drafts");
    const char *policies = xc_cli_policies(cli);
    struct xc_str url = xc_str_from(xc_args_value(args, "public-url"));
    struct xc_serve_options options = {
        .listen = listen ? listen : "127.0.0.1:8080",
        .certificate = xc_args_value(args, "tls-cert"),
        .key = xc_args_value(args, "tls-key"),
        .db = absolute(cli, cli->db),
        .office = office ? office : "",
        .self = cli->resources.self,
        .statutory = cli->resources.statutory,
        .plugins = plugins ? absolute(cli, plugins) : cli->resources.plugins,
        .pages = cli->resources.pages,
        .api = cli->resources.api,
        .policies = absolute(cli, policies),
        .own_policies = policies && policies != cli->resources.policies,
        .drafts = absolute(cli, drafts ? drafts : xc_cli_beside(cli, "drafts")),
        .access_log = xc_args_value(args, "access-log"),
        .language = cli->language,
        .now = cli->now,
        .own_clock = xc_args_value(args, "now") != NULL,
    };
    while (xc_str_ends(url, XC_STR("/"))) {
        url.len--;
    }
    int rc = check(options.certificate, options.key, url, error);
    if (rc == XC_OK && url.len) {
        options.public_url = xc_arena_copy(cli->arena, url).ptr;
        rc = options.public_url ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_chinese(cli, &options.chinese, error);
    }
    return rc == XC_OK ? xc_serve_run(&options, tell_ready, cli, error) : rc;
}
