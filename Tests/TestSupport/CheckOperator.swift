import CAllocationCounter
public import OperatorKit

/// The laws that every operator keeps, tried on `feeds`; returns what was broken, in words.
///
/// The cut into batches does not matter; two fresh nodes give the same bytes; sequences never go back;
/// promises of progress are kept; in steady state nothing is allocated (release builds only: debug allocates
/// where release does not).
///
/// - Parameter allocates: for operators that keep a growing record on purpose.
public func checkOperator(
    _ entry: OperatorEntry, _ arguments: [(name: String, value: ArgumentValue)] = [], _ feeds: [Feed],
    allocates: Bool = false
) throws(OperatorError) -> [String] {
    let harness = NodeHarness(entry, arguments, feeds)
    let whole = try harness.run(.longest)
    var faults = whole.faults
    if whole.node.tapes.allSatisfy({ $0.tape.sequences.isEmpty }) { faults.append("nothing came out") }
    let splits: [(String, NodeHarness.Split)] = [
        ("again", .longest), ("one by one", .single), ("split by seed 1", .random(1)),
        ("split by seed 2", .random(2)),
    ]
    for (name, split) in splits {
        let other = try harness.run(split)
        faults += other.faults.map { "\(name): \($0)" }
        for (a, b) in zip(whole.node.tapes, other.node.tapes)
        where a.tape.hash != b.tape.hash || a.tape.sequences != b.tape.sequences {
            faults.append("\(name): \(a.name) differs")
        }
        #if !DEBUG
            if !allocates, allocations_are_counted(), other.lateAllocations > 0 {
                faults.append("\(name): \(other.lateAllocations) allocations in the second half")
            }
        #endif
    }
    return faults
}
