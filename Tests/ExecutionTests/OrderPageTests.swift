import Glibc
import MarketModel
import RepositorySupport
import Testing

/// The page of order states is made from their tables; with GMFLOW_WRITE_DOCS=1 it is written anew.
@Suite struct OrderPageTests {
    private static let path = "docs/reference/orders.md"

    private static var page: String {
        var lines = [
            "# Orders", "",
            "Made from the code by `GMFLOW_WRITE_DOCS=1 swift test --disable-xctest --filter OrderPageTests`; don't "
                + "edit.", "",
            "What a venue tells of an order on its output `updates`: its state, what is filled and what remains, and "
                + "a reason. Any other step than these is refused.", "",
            "## States", "", "| state | code | means | may become |", "|---|---|---|---|",
        ]
        for state in OrderState.allCases {
            let next = state.next.map(\.name).joined(separator: ", ")
            let last = state.isFinal ? "nothing: it has ended" : next
            lines.append("| \(state.name) | \(state.rawValue) | \(state.meaning) | \(last) |")
        }
        lines += [
            "",
            "Acknowledged to acknowledged is a replace; acknowledged to rejected an order that turned out to be "
                + "one that must not take.", "",
            "A change of an order that can't be done (replace, cancel) is refused by an update that carries the "
                + "order's state as it is, and the reason; for an id that is not known the state is rejected.",
            "",
            "## Reasons", "", "| reason | code | means |", "|---|---|---|",
        ]
        for reason in OrderUpdate.Reason.allCases {
            lines.append("| `\(reason.code)` | \(reason.rawValue) | \(reason.meaning) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `the page of orders is current`() {
        // SAFETY: the environment is only read here.
        if unsafe getenv("GMFLOW_WRITE_DOCS") != nil { #expect(Repository.write(Self.page, to: Self.path)) }
        #expect(Repository.text(Self.path) == Self.page)
    }

    @Test func `every reason has a code of its own and a meaning`() {
        let codes = OrderUpdate.Reason.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(OrderUpdate.Reason.allCases.allSatisfy { $0.meaning.count > 8 })
    }
}
