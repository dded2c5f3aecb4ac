// scan ROWS SECONDS: the nearest 20 of ROWS vectors of 256 signed bytes, compared one after the other, as an engineer would write
// it in C for one processor with AVX2; cc -O3 -mavx2. Prints the median of a search in milliseconds as a line of JSON.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { width = 256, kept = 20 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int dot(const int8_t *left, const int8_t *right) {
    __m256i sums = _mm256_setzero_si256();
    for (int start = 0; start < width; start += 16) {
        __m256i one = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(left + start)));
        __m256i other = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(right + start)));
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(one, other));
    }
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    half = _mm_hadd_epi32(half, half);
    return _mm_cvtsi128_si32(_mm_hadd_epi32(half, half));
}

static int by_value(const void *left, const void *right) {
    double one = *(const double *)left, other = *(const double *)right;
    return (one > other) - (one < other);
}

int main(int count, char **words) {
    if (count != 3) return 2;
    size_t rows = strtoull(words[1], NULL, 10);
    double seconds = strtod(words[2], NULL);
    int8_t *all = aligned_alloc(64, rows * width);
    if (all == NULL) return 1;
    uint64_t state = 1;
    for (size_t index = 0; index < rows * width; index++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        all[index] = (int8_t)((int)(state >> 56) - 128 < -127 ? -127 : (int)(state >> 56) - 128);
    }
    static double times[100000];
    int done = 0, best[kept];
    long checksum = 0;
    double end = now() + seconds;
    while ((now() < end || done < 20) && done < 100000) {
        double start = now();
        const int8_t *query = all + (size_t)done * 7919 % rows * width;
        for (int place = 0; place < kept; place++) best[place] = INT32_MIN;
        for (size_t row = 0; row < rows; row++) {
            int value = dot(all + row * width, query), place = kept - 1;
            if (value <= best[place]) continue;
            for (; place > 0 && best[place - 1] < value; place--) best[place] = best[place - 1];
            best[place] = value;
        }
        checksum += best[0];
        times[done++] = (now() - start) * 1000;
    }
    qsort(times, (size_t)done, sizeof *times, by_value);
    printf("{\"value\":%f,\"p50_ms\":%f,\"p99_ms\":%f,\"checksum\":%ld}\n", times[done / 2], times[done / 2],
           times[(int)(done * 0.99)], checksum);
    return 0;
}
