#include "blas_contestant.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

const float *blas_forward(const float *parameters, const size_t *widths, size_t layers, const float *x, size_t rows,
                          float *scratch) {
    size_t widest = 0;
    for (size_t l = 0; l <= layers; l++) widest = widths[l] > widest ? widths[l] : widest;
    openblas_set_num_threads(1);
    for (size_t l = 0; l < layers; l++) {
        size_t n = widths[l + 1], k = widths[l];
        const float *bias = parameters + n * k;
        float *y = scratch + (l % 2) * rows * widest;
        for (size_t r = 0; r < rows; r++) memcpy(y + r * n, bias, n * sizeof(float));
        if (rows == 1)
            cblas_sgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)k, 1, parameters, (int)k, x, 1, 1, y, 1);
        else
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)n, (int)k, 1, x, (int)k,
                        parameters, (int)k, 1, y, (int)n);
        if (l + 1 < layers)
            for (size_t i = 0; i < rows * n; i++) y[i] = y[i] > 0 ? y[i] : 0;
        parameters = bias + n;
        x = y;
    }
    return x;
}

unsigned blas_evict(size_t bytes) {
    static volatile unsigned char *memory;
    static size_t held;
    if (held < bytes) {
        free((void *)memory);
        memory = calloc(bytes, 1);
        held = memory == NULL ? 0 : bytes;
    }
    unsigned sum = 0;
    for (size_t i = 0; i < held; i += 64) sum += memory[i]++;
    return sum;
}
