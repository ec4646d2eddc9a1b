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

/// Several values in memory of their own, each changed in place as one of `Held` is.
///
/// What a class keeps in an array is retained and checked for each look; the engine looks at every port of a node
/// several times a batch. Owned by one thread at a time; a value must not be changed while another change of it is
/// going on.
@safe public struct HeldArray<Element: ~Copyable>: ~Copyable {
    // SAFETY: allocated and filled by init, freed by deinit; used by the thread that owns the holder. Whoever looks
    // takes places from `indices` (checked in debug builds), and changes of one value don't overlap, as with `Held`.
    @usableFromInline let base: UnsafeMutablePointer<Element>
    /// How many values there are.
    public let count: Int
    @usableFromInline let isOwner: Bool

    /// Makes `count` values, the first one first.
    @inlinable
    public init(count: Int, _ make: (Int) -> Element) {
        precondition(count >= 0, "the number of values is not negative")
        unsafe base = .allocate(capacity: count)
        self.count = count
        isOwner = true
        for index in 0..<count { unsafe (base + index).initialize(to: make(index)) }
    }

    /// Holds nothing.
    @inlinable
    public init() {
        unsafe base = .allocate(capacity: 0)
        count = 0
        isOwner = true
    }

    /// The values of another one, which must outlive it and be used no more by any other thread.
    @inlinable
    public init(lending other: borrowing HeldArray) {
        unsafe base = other.base
        count = other.count
        isOwner = false
    }

    deinit {
        guard isOwner else { return }
        unsafe base.deinitialize(count: count)
        unsafe base.deallocate()
    }

    /// Places of the values.
    @inlinable @inline(__always)
    public var indices: Range<Int> { 0..<count }

    /// The value at a place.
    @inlinable @inline(__always)
    public subscript(index: Int) -> Element {
        _read {
            assert(index >= 0 && index < count, "there is a value at that place")
            yield unsafe base[index]
        }
        nonmutating _modify {
            assert(index >= 0 && index < count, "there is a value at that place")
            yield unsafe &base[index]
        }
    }
}

/// A look at an object that somebody else keeps alive, without a change of its count of references.
///
/// Whoever makes one must keep the object for as long.
@safe public struct Lent<Object: AnyObject> {
    // SAFETY: the maker keeps the object alive.
    @usableFromInline let reference: Unmanaged<Object>

    /// Lends `object`.
    @inlinable
    public init(_ object: Object) { unsafe reference = .passUnretained(object) }

    /// Does something with the object.
    @inlinable @inline(__always)
    public func with<Result>(_ body: (Object) -> Result) -> Result {
        unsafe reference._withUnsafeGuaranteedRef(body)
    }
}
