#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Components of a vector: what TextVector.dimension says.
#define VECTORS_DIMENSION 256

/// Compares one vector of signed bytes with `count` rows of them and writes down which cosines lie above a threshold.
///
/// All components are -127 to 127: -128 is wrong in one of the two kernels. A cosine is the dot product of whole numbers times
/// `inverse[row]` times `factor`, so that both kernels give the same bits.
///
/// @param inverse one over the length of each row
/// @param factor one over the length of the query
/// @param found room for `count` rows' numbers, ascending
/// @param cosines room for as many cosines
/// @return how many there are
typedef size_t vectors_kernel(const int8_t *rows, const float *inverse, size_t count, const int8_t *query, float factor,
                              float threshold, uint32_t *found, float *cosines);

/// The fastest of the kernels that this processor can run.
vectors_kernel vectors_above;

/// In C that every processor runs.
vectors_kernel vectors_above_portable;

/// Whether `vectors_above_avx2` may be called.
bool vectors_have_avx2(void);

/// With AVX2, 32 products at a time.
vectors_kernel vectors_above_avx2;

/// The dot product of a vector of floats with one of 16-bit whole numbers: the same bits on every machine.
float vectors_dot_words(const int16_t *row, const float *query);
