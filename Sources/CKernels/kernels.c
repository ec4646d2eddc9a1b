#include "CKernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define GM_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GM_CLONES
#endif
#pragma clang fp reassociate(on) contract(fast)

// exp for 0 <= x < 88 by a power of two and a polynomial; relative error about 1e-7. No branch, no call: it vectorises.
static inline float exp_f(float x) {
    float k = __builtin_elementwise_rint(x * 1.44269504088896341f);
    float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    int32_t bits = ((int32_t)k + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

// tanh by an odd polynomial near 0 and by exp elsewhere (Cephes' tanhf), with both sides computed.
static inline float tanh_f(float x) {
    float a = __builtin_elementwise_abs(x);
    float b = a < 9.0f ? a : 9.0f;
    float far = 1.0f - 2.0f / (exp_f(2.0f * b) + 1.0f);
    float z = x * x;
    float p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    float near = p * z * x + x;
    float out = __builtin_copysignf(far, x);
    return a < 0.625f ? near : out;
}

static inline double tanh_d(double x) { return tanh(x); }

#define T float
#define N(name) name##_f
#include "kernels.inc"
#undef T
#undef N
#define T double
#define N(name) name##_d
#include "kernels.inc"
#include "dense.inc"
