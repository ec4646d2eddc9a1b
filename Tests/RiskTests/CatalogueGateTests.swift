import Catalogue
import OperatorKit
import Testing

/// What the compiler's proof rests on: orders begin at `risk.gate` and nowhere else.
@Suite struct CatalogueGateTests {
    @Test func `the risk gate is the only operator at which approved orders begin`() {
        let gates = catalogue.entries.filter { entry in
            entry.manual.outputs.contains(where: \.isGate) && !entry.manual.inputs.contains(where: \.isGated)
        }
        #expect(gates.map(\.manual.name) == ["risk.gate"])
    }

    /// An order that came in by an open port could leave by the gated way.
    @Test func `who passes orders on takes orders by gated inputs only`() {
        for manual in catalogue.entries.map(\.manual)
        where manual.outputs.contains(where: \.isGate) && manual.name != "risk.gate" {
            for input in manual.inputs where input.type?.name == "Order" || input.type == nil {
                #expect(input.isGated, "\(manual.name).\(input.name)")
            }
        }
    }
}
