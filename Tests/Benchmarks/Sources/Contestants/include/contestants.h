#pragma once
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What every contestant carries: 48 bytes, as a trade.
typedef struct {
    int64_t time;
    int64_t sequence;
    uint64_t stamp;
    uint64_t a, b, c;
} bench_payload;

static inline bench_payload bench_make(uint64_t number) {
    bench_payload p = {(int64_t)(number * 10), (int64_t)number, 0, number, number ^ 0x5555, ~number};
    return p;
}

/// Touches both cache lines that a payload may lie in, so that no contestant gets away with one.
static inline uint64_t bench_digest(const bench_payload *p) { return (uint64_t)p->time + p->c; }

/// How every contestant waits: pause, and give the core up only when the other side seems to have lost its own.
static inline void bench_relax(uint32_t *spins) {
    if (++*spins < 2000) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("isb");
#endif
    } else {
        *spins = 0;
        sched_yield();
    }
}

enum { BENCH_CAPACITY = 1024, BENCH_BATCH = 64 };

/// One side of a duel: moves `events` events and returns the digest of what it saw (0 for a producer).
typedef uint64_t (*bench_side)(void *queue, uint64_t events);

typedef struct {
    uint64_t nanoseconds;
    uint64_t digest;
    bool pinned;
} bench_result;

/// Runs the sides on two threads, pinned on the given cores; the clock runs from the common start until both end.
bench_result bench_duel(
    bench_side producer, bench_side consumer, void *queue, uint64_t events, int producer_core, int consumer_core);

typedef struct {
    const char *name;
    const char *mode;
    void *(*make)(void);
    void (*destroy)(void *);
    bench_side producer;
    bench_side consumer;
    /// Both sides by turns on one thread, for counting instructions.
    bench_side turns;
} bench_contestant;

/// The C++ contestants.
int bench_peer_count(void);
bench_contestant bench_peer(int index);

#ifdef __cplusplus
}
#endif
