/* Files, whole or not at all. */
#ifndef XC_BASE_FILE_H
#define XC_BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends the whole file to out; "-" is standard input. Larger than out->max: XC_EINPUT
 * that names the limit. Not there, or a folder: XC_EINPUT; not readable: XC_EENV. On
 * failure out has the length it had. */
int xc_file_read(const char *path, struct xc_buffer *out, struct xc_error *error);

/* Writes a file that is complete or absent at every moment: temporary file beside it,
 * fsync, rename, fsync of the folder. mode as in chmod, 0600 for everything with names in
 * it. */
int xc_file_write(const char *path, struct xc_str bytes, unsigned mode,
                  struct xc_error *error);

/* The same in pieces: start, any number of adds, then commit or abandon. */
struct xc_file_writer;
int xc_file_writer_open(const char *path, unsigned mode, struct xc_file_writer **writer,
                        struct xc_error *error);
int xc_file_writer_add(struct xc_file_writer *writer, struct xc_str bytes,
                       struct xc_error *error);
int xc_file_writer_commit(struct xc_file_writer *writer,
                          struct xc_error *error);          /* frees it */
void xc_file_writer_abandon(struct xc_file_writer *writer); /* frees it */

/* Removes what writing left half done (a process that was killed), last touched before an
 * instant (seconds since 1970), in a folder and those below it. What cannot be removed
 * stays; a folder that is not there has nothing. */
void xc_folder_sweep(const char *folder, int64_t before);

bool xc_file_exists(const char *path);
int xc_folder_make(const char *path, unsigned mode,
                   struct xc_error *error); /* with parents */

/* Sets out to folder/name; out->ptr is NUL-terminated, out->len does not count the NUL.
 */
int xc_path_join(struct xc_buffer *out, const char *folder, const char *name);

#endif
