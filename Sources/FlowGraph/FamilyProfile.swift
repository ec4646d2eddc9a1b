/// What the compiler assumes of a family of operators: the one table of static costs and default budgets.
///
/// The weights say how long one call of a node may hold a core, relative to an ingest node. They are
/// estimates, made before anything runs; only their order matters to placement.
struct FamilyProfile: Sendable {
    /// Longest single work of a node, relative to ingest.
    var weight: Int
    /// Default p99 budget of an edge into such a node, in nanoseconds; nil is none.
    var budgetNanoseconds: Int64?

    private static let table: [String: FamilyProfile] = [
        "ingest": FamilyProfile(weight: 1, budgetNanoseconds: nil),
        "bars": FamilyProfile(weight: 1, budgetNanoseconds: 1_000_000),
        "indicator": FamilyProfile(weight: 3, budgetNanoseconds: 5_000_000),
        "matrix": FamilyProfile(weight: 2, budgetNanoseconds: 5_000_000),
        "agent": FamilyProfile(weight: 5, budgetNanoseconds: 100_000_000),
        "risk": FamilyProfile(weight: 2, budgetNanoseconds: 10_000_000),
        "execution": FamilyProfile(weight: 2, budgetNanoseconds: 50_000_000),
        "analytics": FamilyProfile(weight: 3, budgetNanoseconds: nil),
    ]

    /// The profile of a family; one that is not known counts like an indicator and has no budget.
    static func of(_ family: String) -> FamilyProfile {
        table[family] ?? FamilyProfile(weight: 3, budgetNanoseconds: nil)
    }

    /// Families whose results go into the report rather than to a reader.
    static func reports(_ family: String) -> Bool { family == "analytics" || family == "report" }
}
