#pragma once
#include <stddef.h>

// Loops over numbers that a compiler turns into vector instructions: one body, built for AVX-512, AVX2 and plain x86-64,
// chosen when the program starts. `_f` takes float, `_d` double. Sizes are in elements; rows are contiguous.

#define GM_KERNELS(T, S)                                                                                          \
    void gm_tanh_##S(T *x, size_t n);                                                                             \
    void gm_tanh_backward_##S(T *dy, const T *y, size_t n);                                                       \
    void gm_relu_##S(T *x, size_t n);                                                                             \
    void gm_relu_backward_##S(T *dy, const T *y, size_t n);                                                       \
    void gm_fill_rows_##S(T *y, const T *bias, size_t rows, size_t columns);                                      \
    void gm_add_column_sums_##S(T *sums, const T *dy, size_t rows, size_t columns);                               \
    void gm_norm_##S(T *y, T *scaled, T *inverse, const T *x, const T *gain, const T *shift, size_t rows,         \
                     size_t columns);                                                                             \
    void gm_norm_backward_##S(T *dx, T *dgain, T *dshift, const T *dy, const T *scaled, const T *inverse,         \
                              const T *gain, size_t rows, size_t columns);                                        \
    double gm_sum_of_squares_##S(const T *x, size_t n);                                                           \
    void gm_adam_##S(T *p, const T *g, T *m, T *v, size_t n, double scale, double rate, double beta1,             \
                     double beta2, double epsilon, double correction1, double correction2);                      \
    void gm_dense_few_##S(T *y, const T *x, const T *weights, const T *bias, size_t rows, size_t outputs,         \
                          size_t inputs);                                                                         \
    void gm_gru_##S(T *h, T *gates, const T *gi, const T *gh, const T *before, size_t rows, size_t width);        \
    void gm_gru_backward_##S(T *dgi, T *dgh, T *dbefore, const T *dh, const T *gates, const T *before,            \
                             size_t rows, size_t width);

GM_KERNELS(float, f)
GM_KERNELS(double, d)

// A layer for one row: W in blocks of 64 outputs, each block input by input, and 64-byte aligned; `outputs` is a multiple
// of 64.
void gm_dense_packed_f(float *y, const float *x, const float *weights, const float *bias, size_t outputs, size_t inputs);
