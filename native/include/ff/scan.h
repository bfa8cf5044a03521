/*
 * The scan of tensor data for numbers that no sound model has. Where the numbers of a block lie is said by the caller,
 * who has the one table of tensor types (src/checks/numbers/layouts.ts); nothing here knows a type. Nothing is
 * believed: every extent is checked before a byte is read.
 *
 * A number is compared by its magnitude, the bits without the sign as an unsigned integer, which grows with its
 * absolute value: below `normal` it is subnormal (or zero, which is no defect), from `absurd` on absurd, infinite or no
 * number at all.
 */
#ifndef FF_SCAN_H
#define FF_SCAN_H

#include "ff/ff.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  FF_NUMBER_F16 = 0,
  FF_NUMBER_BF16 = 1,
  FF_NUMBER_F32 = 2,
  FF_NUMBER_F64 = 3,         /* magnitude: the top 32 bits, the lowest set where any bit below is */
  FF_NUMBER_E8M0 = 4,        /* magnitude: e + 1; 256 is NaN */
  FF_NUMBER_UE4M3 = 5,       /* magnitude: the byte; from 0x7f on reserved */
  FF_NUMBER_F16_NIBBLES = 6, /* the top nibbles of four u16, lowest first */
  FF_NUMBER_ENCODINGS = 7
} ff_number_encoding;

enum { FF_SCAN_MAX_FIELDS = 4, FF_SCAN_MAX_BLOCK_BYTES = 512, FF_SCAN_DEFECTS = 4 };

typedef struct {
  uint32_t encoding; /* ff_number_encoding */
  uint32_t at;       /* byte in the block */
  uint32_t normal;   /* magnitudes in [normal, absurd) are sound */
  uint32_t absurd;   /* not below normal */
} ff_number_field;

typedef struct {
  uint32_t block_bytes; /* 1 … FF_SCAN_MAX_BLOCK_BYTES */
  uint32_t n_fields;    /* 1 … FF_SCAN_MAX_FIELDS */
  ff_number_field fields[FF_SCAN_MAX_FIELDS];
} ff_number_layout;

typedef struct {
  uint64_t bits;     /* those that any magnitude has: 0 where all are zero, below a power of two where all are */
  uint64_t nonzeros; /* numbers other than zero */
  uint64_t greatest[FF_SCAN_MAX_FIELDS]; /* of each field: the magnitude of its greatest absurd number; 0 where there is
                                            none */
  uint64_t counts[FF_SCAN_DEFECTS];      /* NaN, infinite, absurd, subnormal */
  uint64_t firsts[FF_SCAN_DEFECTS];      /* byte of the first of them; UINT64_MAX where there is none */
} ff_number_tally;

/* Whether a layout makes sense: FF_OK or FF_E_ARGUMENT. */
FF_API ff_status ff_number_layout_check(const ff_number_layout* layout);

/* Counts what is in `size` bytes of whole blocks and writes *tally. FF_E_ARGUMENT, or FF_E_EXTENT where a block is not
 * whole. */
FF_API ff_status ff_scan_numbers(const ff_number_layout* layout, const uint8_t* data, uint64_t size,
                                 uint32_t big_endian, ff_number_tally* tally);

#ifdef __cplusplus
}
#endif

#endif
