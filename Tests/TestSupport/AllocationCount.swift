import CAllocationCounter

/// Allocations that `body` makes on this thread; nil where they can't be counted (under a sanitizer).
public func allocations(in body: () -> Void) -> Int? {
    guard allocations_are_counted() else { return nil }
    let before = allocation_count()
    body()
    return Int(allocation_count() - before)
}
