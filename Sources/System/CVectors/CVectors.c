#include "CVectors.h"

// Fused products would round differently from machine to machine.
#pragma STDC FP_CONTRACT OFF

enum { dimension = VECTORS_DIMENSION };

size_t vectors_above_portable(const int8_t *rows, const float *inverse, size_t count, const int8_t *query, float factor,
                              float threshold, uint32_t *found, float *cosines) {
    size_t kept = 0;
    for (size_t row = 0; row < count; row++) {
        const int8_t *one = rows + row * dimension;
        int32_t sum = 0;
        for (int index = 0; index < dimension; index++) sum += (int32_t)one[index] * (int32_t)query[index];
        float cosine = (float)sum * inverse[row] * factor;
        if (cosine > threshold) {
            found[kept] = (uint32_t)row;
            cosines[kept++] = cosine;
        }
    }
    return kept;
}

float vectors_dot_words(const int16_t *row, const float *query) {
    // Sixteen sums at once: a sum of floats in order cannot use the machine's vectors.
    float sums[16] = {0};
    for (int start = 0; start < dimension; start += 16)
        for (int lane = 0; lane < 16; lane++) sums[lane] += (float)row[start + lane] * query[start + lane];
    for (int width = 8; width > 0; width /= 2)
        for (int lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
    return sums[0];
}

#if defined(__x86_64__)

#include <immintrin.h>

bool vectors_have_avx2(void) { return __builtin_cpu_supports("avx2"); }

// There is a product of unsigned with signed bytes, and none of signed with signed: the query gives its size to one side and
// its sign to the other. Two products of at most 127 * 127 fit the 16 bits they are summed in.
__attribute__((target("avx2"))) static inline __m256i products(const int8_t *row, const __m256i *sizes, const __m256i *signs) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i even = _mm256_setzero_si256(), odd = even;
    for (int part = 0; part < dimension / 32; part += 2) {
        __m256i left = _mm256_loadu_si256((const __m256i *)(row + 32 * part));
        __m256i right = _mm256_loadu_si256((const __m256i *)(row + 32 * part + 32));
        left = _mm256_maddubs_epi16(sizes[part], _mm256_sign_epi8(left, signs[part]));
        right = _mm256_maddubs_epi16(sizes[part + 1], _mm256_sign_epi8(right, signs[part + 1]));
        even = _mm256_add_epi32(even, _mm256_madd_epi16(left, ones));
        odd = _mm256_add_epi32(odd, _mm256_madd_epi16(right, ones));
    }
    return _mm256_add_epi32(even, odd);
}

__attribute__((target("avx2"))) size_t vectors_above_avx2(const int8_t *rows, const float *inverse, size_t count,
                                                          const int8_t *query, float factor, float threshold,
                                                          uint32_t *found, float *cosines) {
    __m256i sizes[dimension / 32], signs[dimension / 32];
    for (int part = 0; part < dimension / 32; part++) {
        signs[part] = _mm256_loadu_si256((const __m256i *)(query + 32 * part));
        sizes[part] = _mm256_abs_epi8(signs[part]);
    }
    const __m128 factors = _mm_set1_ps(factor), thresholds = _mm_set1_ps(threshold);
    size_t kept = 0, row = 0;
    for (; row + 4 <= count; row += 4) {
        const int8_t *start = rows + row * dimension;
        // The sums of four rows, side by side.
        __m256i first = _mm256_hadd_epi32(products(start, sizes, signs), products(start + dimension, sizes, signs));
        __m256i second = _mm256_hadd_epi32(products(start + 2 * dimension, sizes, signs),
                                           products(start + 3 * dimension, sizes, signs));
        __m256i halves = _mm256_hadd_epi32(first, second);
        __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
        __m128 four = _mm_mul_ps(_mm_mul_ps(_mm_cvtepi32_ps(sums), _mm_loadu_ps(inverse + row)), factors);
        int above = _mm_movemask_ps(_mm_cmpgt_ps(four, thresholds));
        if (above == 0) continue;
        float values[4];
        _mm_storeu_ps(values, four);
        for (int lane = 0; lane < 4; lane++)
            if (above & 1 << lane) {
                found[kept] = (uint32_t)(row + (size_t)lane);
                cosines[kept++] = values[lane];
            }
    }
    size_t rest = vectors_above_portable(rows + row * dimension, inverse + row, count - row, query, factor, threshold,
                                         found + kept, cosines + kept);
    for (size_t index = 0; index < rest; index++) found[kept + index] += (uint32_t)row;
    return kept + rest;
}

#else

bool vectors_have_avx2(void) { return false; }

size_t vectors_above_avx2(const int8_t *rows, const float *inverse, size_t count, const int8_t *query, float factor,
                          float threshold, uint32_t *found, float *cosines) {
    return vectors_above_portable(rows, inverse, count, query, factor, threshold, found, cosines);
}

#endif

size_t vectors_above(const int8_t *rows, const float *inverse, size_t count, const int8_t *query, float factor,
                     float threshold, uint32_t *found, float *cosines) {
    vectors_kernel *kernel = vectors_have_avx2() ? vectors_above_avx2 : vectors_above_portable;
    return kernel(rows, inverse, count, query, factor, threshold, found, cosines);
}
