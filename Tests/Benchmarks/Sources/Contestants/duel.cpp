#include "contestants.h"

#include <atomic>
#include <pthread.h>
#include <time.h>

namespace {

struct Side {
    bench_side run;
    void *queue;
    uint64_t events;
    int core;
    std::atomic<int> *ready;
    uint64_t started = 0, ended = 0, digest = 0;
    bool pinned = false;
};

uint64_t now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return uint64_t(t.tv_sec) * 1000000000u + uint64_t(t.tv_nsec);
}

void *enter(void *raw) {
    auto *side = static_cast<Side *>(raw);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(side->core, &set);
    side->pinned = pthread_setaffinity_np(pthread_self(), sizeof set, &set) == 0;
    side->ready->fetch_add(1);
    while (side->ready->load() < 2) sched_yield();
    side->started = now();
    side->digest = side->run(side->queue, side->events);
    side->ended = now();
    return nullptr;
}

}  // namespace

bench_result bench_duel(
    bench_side producer, bench_side consumer, void *queue, uint64_t events, int producer_core, int consumer_core) {
    std::atomic<int> ready{0};
    Side sides[2] = {
        {producer, queue, events, producer_core, &ready}, {consumer, queue, events, consumer_core, &ready}};
    pthread_t threads[2];
    for (int i = 0; i < 2; ++i) {
        if (pthread_create(&threads[i], nullptr, enter, &sides[i]) != 0) __builtin_trap();
    }
    for (int i = 0; i < 2; ++i) pthread_join(threads[i], nullptr);
    uint64_t start = sides[0].started < sides[1].started ? sides[0].started : sides[1].started;
    uint64_t end = sides[0].ended > sides[1].ended ? sides[0].ended : sides[1].ended;
    return {end - start, sides[1].digest, sides[0].pinned && sides[1].pinned};
}
