#include "contestants.h"

#include <boost/lockfree/spsc_queue.hpp>
#include <readerwriterqueue/readerwriterqueue.h>

namespace {

using Boost = boost::lockfree::spsc_queue<bench_payload, boost::lockfree::capacity<BENCH_CAPACITY>>;

/// One block of 1024 places, the nearest to the others' capacity and its fastest form: no step between blocks.
struct Moody {
    moodycamel::ReaderWriterQueue<bench_payload, 2048> queue{BENCH_CAPACITY - 1};
    bool push(const bench_payload &p) { return queue.try_enqueue(p); }
    bool pop(bench_payload &p) { return queue.try_dequeue(p); }
};

template <class Queue> void *make() { return new Queue(); }
template <class Queue> void destroy(void *queue) { delete static_cast<Queue *>(queue); }

template <class Queue> uint64_t produce_single(void *raw, uint64_t events) {
    auto &queue = *static_cast<Queue *>(raw);
    uint32_t spins = 0;
    for (uint64_t i = 0; i < events; ++i) {
        bench_payload p = bench_make(i);
        while (!queue.push(p)) bench_relax(&spins);
        spins = 0;
    }
    return 0;
}

template <class Queue> uint64_t consume_single(void *raw, uint64_t events) {
    auto &queue = *static_cast<Queue *>(raw);
    uint64_t digest = 0;
    uint32_t spins = 0;
    bench_payload p;
    for (uint64_t i = 0; i < events; ++i) {
        while (!queue.pop(p)) bench_relax(&spins);
        spins = 0;
        digest += bench_digest(&p);
    }
    return digest;
}

template <class Queue> uint64_t turns_single(void *raw, uint64_t events) {
    auto &queue = *static_cast<Queue *>(raw);
    uint64_t digest = 0;
    bench_payload p;
    for (uint64_t i = 0; i < events; ++i) {
        p = bench_make(i);
        while (!queue.push(p)) {}
        while (!queue.pop(p)) {}
        digest += bench_digest(&p);
    }
    return digest;
}

uint64_t produce_batch(void *raw, uint64_t events) {
    auto &queue = *static_cast<Boost *>(raw);
    bench_payload batch[BENCH_BATCH];
    uint32_t spins = 0;
    for (uint64_t i = 0; i < events;) {
        size_t n = events - i < BENCH_BATCH ? events - i : BENCH_BATCH;
        for (size_t k = 0; k < n; ++k) batch[k] = bench_make(i + k);
        for (size_t done = 0; done < n;) {
            size_t pushed = queue.push(batch + done, n - done);
            if (pushed == 0) bench_relax(&spins);
            else spins = 0;
            done += pushed;
        }
        i += n;
    }
    return 0;
}

uint64_t consume_batch(void *raw, uint64_t events) {
    auto &queue = *static_cast<Boost *>(raw);
    bench_payload batch[BENCH_BATCH];
    uint64_t digest = 0;
    uint32_t spins = 0;
    for (uint64_t i = 0; i < events;) {
        size_t n = queue.pop(batch, BENCH_BATCH);
        if (n == 0) bench_relax(&spins);
        else spins = 0;
        for (size_t k = 0; k < n; ++k) digest += bench_digest(&batch[k]);
        i += n;
    }
    return digest;
}

/// Reads in place, which `pop` of a range does not.
uint64_t consume_all(void *raw, uint64_t events) {
    auto &queue = *static_cast<Boost *>(raw);
    uint64_t digest = 0;
    uint32_t spins = 0;
    for (uint64_t i = 0; i < events;) {
        size_t n = queue.consume_all([&](const bench_payload &p) { digest += bench_digest(&p); });
        if (n == 0) bench_relax(&spins);
        else spins = 0;
        i += n;
    }
    return digest;
}

template <bool inPlace> uint64_t turns_batch(void *raw, uint64_t events) {
    uint64_t digest = 0;
    for (uint64_t i = 0; i < events; i += BENCH_BATCH) {
        auto &queue = *static_cast<Boost *>(raw);
        bench_payload batch[BENCH_BATCH];
        for (size_t k = 0; k < BENCH_BATCH; ++k) batch[k] = bench_make(i + k);
        queue.push(batch, BENCH_BATCH);
        digest += inPlace ? consume_all(raw, BENCH_BATCH) : consume_batch(raw, BENCH_BATCH);
    }
    return digest;
}

const bench_contestant peers[] = {
    {"boost spsc_queue push/pop", "single", make<Boost>, destroy<Boost>, produce_single<Boost>,
     consume_single<Boost>, turns_single<Boost>},
    {"moodycamel try_enqueue/try_dequeue", "single", make<Moody>, destroy<Moody>, produce_single<Moody>,
     consume_single<Moody>, turns_single<Moody>},
    {"boost push(range)/pop(range)", "batch", make<Boost>, destroy<Boost>, produce_batch, consume_batch,
     turns_batch<false>},
    {"boost push(range)/consume_all", "batch", make<Boost>, destroy<Boost>, produce_batch, consume_all,
     turns_batch<true>},
    {"moodycamel, single ops: it has no others", "batch", make<Moody>, destroy<Moody>, produce_single<Moody>,
     consume_single<Moody>, turns_single<Moody>},
};

}  // namespace

int bench_peer_count(void) { return sizeof peers / sizeof peers[0]; }
bench_contestant bench_peer(int index) { return peers[index]; }
