#pragma once
#include <stddef.h>

/// The network of widths[0] → … → widths[layers] with ReLU between, by OpenBLAS held to one thread: sgemv for one row, sgemm for
/// more. `parameters` holds each layer's weights, then its biases; `scratch` has two times rows times the widest layer. Returns
/// where in `scratch` the outputs lie.
const float *blas_forward(const float *parameters, const size_t *widths, size_t layers, const float *x, size_t rows,
                          float *scratch);

/// Reads and writes so many bytes, so that nothing else stays in the caches; returns what it read.
unsigned blas_evict(size_t bytes);
