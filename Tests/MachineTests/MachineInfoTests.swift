import Machine
import Testing

struct MachineInfoTests {
    private let intel = """
        processor\t: 0
        model\t\t: 85
        model name\t: Example CPU @ 2.60GHz
        flags\t\t: fpu tsc constant_tsc nonstop_tsc rdtscp
        """

    @Test func `the processor's name is read`() {
        #expect(MachineInfo.cpuModel(intel) == "Example CPU @ 2.60GHz")
        #expect(MachineInfo.cpuModel("Model\t: Example Board Rev 1.2\n") == "Example Board Rev 1.2")
        #expect(MachineInfo.cpuModel("") == "unknown")
    }

    #if arch(x86_64)
        @Test(
            arguments: [
                ("flags : tsc constant_tsc nonstop_tsc", true), ("flags : tsc constant_tsc", false),
                ("flags : nonstop_tsc", false), ("", false),
            ])
        func `a counter is stable with both flags`(cpuinfo: String, stable: Bool) {
            #expect(MachineInfo.isCounterStable(cpuinfo) == stable)
        }
    #endif

    @Test func `this machine has cores, pages, memory and a kernel`() {
        let machine = MachineInfo.current()
        #expect(machine.coreCount >= 1)
        #expect(machine.pageBytes >= 4096 && machine.pageBytes.nonzeroBitCount == 1)
        #expect(machine.memoryBytes > 1 << 26)
        #expect(machine.kernel.hasPrefix("Linux "))
        #expect(!machine.cpuModel.isEmpty)
    }
}
