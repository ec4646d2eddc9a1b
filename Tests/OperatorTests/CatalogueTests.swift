import Catalogue
import OperatorKit
import OperatorSupport
import Testing

@Suite struct CatalogueTests {
    @Test func `every operator is documented and shows an example of itself`() {
        #expect(catalogue.entries.count >= 11)
        for manual in catalogue.entries.map(\.manual) {
            #expect(manual.summary.hasSuffix(".") && manual.details.count > 80, "\(manual.name)")
            #expect(manual.example.contains("op: \(manual.name)"), "\(manual.name)")
            #expect(manual.family.count < manual.name.count, "\(manual.name)")
            for parameter in manual.parameters {
                #expect(!parameter.doc.isEmpty, "\(manual.name).\(parameter.name)")
                #expect(
                    parameter.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" },
                    "\(manual.name).\(parameter.name)")
            }
            let names = manual.parameters.map(\.name) + manual.inputs.map(\.name)
            #expect(Set(names).count == names.count, "\(manual.name)")
            #expect(manual.isSource == manual.inputs.isEmpty, "\(manual.name)")
            #expect(
                !manual.outputs.isEmpty && manual.outputs.allSatisfy { !$0.doc.isEmpty }, "\(manual.name)")
        }
    }

    @Test func `only a gate's output may reach the venue`() throws {
        let order = try #require(entry("execution.simulated").manual.inputs.first { $0.name == "order" })
        let approved = try #require(entry("risk.gate").manual.outputs.first { $0.name == "approved" })
        #expect(order.isGated && approved.isGate && order.type == approved.type)
        let fills = try #require(entry("risk.gate").manual.inputs.first { $0.name == "fills" })
        #expect(fills.isPassive && !fills.isOptional, "feedback may only enter a passive port")
        #expect(entry("execution.simulated").manual.inputs.map(\.name) == ["market", "order", "quotes"])
    }
}
