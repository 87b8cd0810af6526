/* Private to exchange: the cells of the row being read as values. Every failure is
 * XC_EINPUT at the cell, naming header, value and what was expected. */
#ifndef XC_EXCHANGE_CELLS_H
#define XC_EXCHANGE_CELLS_H

#include "exchange/importing.h"

/* What a cell says about its field. merge: empty keeps, `-` clears. replace: empty
 * clears. A column that the file does not have keeps. */
enum xc_given { XC_GIVEN_NOTHING, XC_GIVEN_CLEAR, XC_GIVEN_VALUE };

/* *text is the value, trimmed, or empty. */
enum xc_given xc_cell_given(struct xc_importing *importing, size_t column,
                            struct xc_str *text);

int xc_cell_fail(struct xc_importing *importing, size_t column, struct xc_error *error,
                 const char *format, ...) XC_PRINTF(4, 5);

/* The header of a column as the file has it, for messages. */
struct xc_shown_text xc_cell_header(const struct xc_importing *importing, size_t column);

/* The id of a row: not empty, not spoilt by a spreadsheet. */
int xc_cell_id(struct xc_importing *importing, size_t column, struct xc_str *id,
               struct xc_error *error);

/* The others leave *value alone where nothing is given, and set it to the empty value
 * (text "", number and word 0, XC_NO_DATE) where the cell clears. */
int xc_cell_text(struct xc_importing *importing, size_t column, struct xc_str *value,
                 struct xc_error *error);
int xc_cell_set(struct xc_importing *importing, size_t column, struct xc_str *value,
                struct xc_error *error);
int xc_cell_word(struct xc_importing *importing, size_t column,
                 enum xc_vocabulary vocabulary, unsigned *value, struct xc_error *error);
int xc_cell_roles(struct xc_importing *importing, size_t column, uint32_t *roles,
                  struct xc_error *error);
int xc_cell_number(struct xc_importing *importing, size_t column, uint32_t max,
                   uint32_t *value, struct xc_error *error);
int xc_cell_date(struct xc_importing *importing, size_t column, xc_date *value,
                 struct xc_error *error);
int xc_cell_yes_no(struct xc_importing *importing, size_t column, bool *value,
                   struct xc_error *error);

/* A name and a date that must be there; a name that is not given may be known already. */
int xc_cell_name(struct xc_importing *importing, size_t column, struct xc_str *name,
                 struct xc_error *error);
int xc_cell_needed_date(struct xc_importing *importing, size_t column, xc_date *date,
                        struct xc_error *error);

/* Degrees in millionths within ±limit degrees. */
int xc_cell_degrees(struct xc_importing *importing, size_t column, int limit,
                    int32_t *value, struct xc_error *error);

/* Decimal text such as -31.2345678 or 5E-2 in millionths, rounded half away from zero;
 * false: not a number, or beyond ±limit. */
bool xc_decimal_millionths(struct xc_str text, int limit, int32_t *value);

/* The text with line breaks and tabs as spaces, kept until the next row. */
struct xc_str xc_cell_clean(struct xc_importing *importing, struct xc_str text);

#endif
