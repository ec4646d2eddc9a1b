/// A value in memory of its own, changed through `let` properties without a check of exclusivity.
///
/// A stored `var` of a class is checked on every change, at a hundred instructions where the compiler can't see
/// all of the change: too much for what the engine does per batch. Owned by one thread at a time; whoever holds it
/// must not change the value while another change of it is going on.
@safe public struct Held<Value: ~Copyable>: ~Copyable {
    // SAFETY: allocated by init, freed by deinit; used by the thread that owns the holder. Changes don't overlap,
    // as the holders (ports and nodes of the engine) never call back into themselves.
    @usableFromInline let pointer: UnsafeMutablePointer<Value>

    /// Moves `value` into memory of its own.
    @inlinable
    public init(_ value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: value)
    }

    deinit {
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }

    /// The value.
    @inlinable @inline(__always)
    public var value: Value {
        _read { yield unsafe pointer.pointee }
        nonmutating _modify { yield unsafe &pointer.pointee }
    }
}
