import JSON
import Learning
import Linear
import PipelineFormat
import RepositorySupport
import RunReport
import Testing
import Training

@Suite struct PlanTests {
    private func read(_ text: String, set: [(name: String, value: String)] = []) throws -> (
        plan: TrainingPlan?, said: [String]
    ) {
        let path = "/tmp/gm-flow-plan-\(UInt64.random(in: 0...UInt64.max)).yaml"
        try OutputFile.replace(path, with: text)
        let read = TrainingPlan.read(path: path, overrides: set, tasks: nativeTasks)
        let said = read.diagnostics.sorted.map {
            "\($0.origin.position.line):\($0.origin.position.column) \($0.code) \($0.message)"
                + ($0.help.map { " | \($0)" } ?? "")
        }
        return (read.plan, said)
    }

    @Test func `a short file takes the rest from its task`() throws {
        let (plan, said) = try read("train: x\ntask: cartpole\nsteps: 500k\nseeds: 3..5\n")
        #expect(said == [])
        #expect(plan?.seeds == [3, 4, 5] && plan?.copies == 4 && plan?.settings.totalSteps == 500_000)
        #expect(plan?.settings.normalisesValues == false && plan?.taskName == "cartpole")
    }

    @Test func `a copy of a file is the same plan, and what is set makes another`() throws {
        let text = "train: x\ntask: cartpole\n"
        let hash = try #require(try read(text).plan?.hash)
        #expect(try read(text).plan?.hash == hash)
        #expect(try read(text + "seeds: 2\n").plan?.hash != hash)
        #expect(try read(text, set: [("seeds", "2")]).plan?.hash != hash)
    }

    @Test func `every mistake is told with its place and what was meant`() throws {
        let (plan, said) = try read(
            """
            train: x
            task: {name: sginal, cost: 0.3}
            seads: [1, 2]
            settings:
              discont: 0.9
              clip: 0.2
              epochs: 0
              hidden: [64, big]
            """)
        #expect(plan == nil)
        #expect(
            said == [
                "2:14 GF107 there is no task `sginal` | did you mean `signal`?",
                "3:1 GF105 a training has no key `seads` | did you mean `seeds`?",
                "5:3 GF105 `settings` has no key `discont` | did you mean `discount`?",
                "7:11 GF114 `epochs` is `0`, and 1 to 1000 is allowed",
                "8:16 GF106 `hidden` is a whole number, not `big`",
            ])
    }

    @Test func `values can be set from outside, into the task too`() throws {
        let (plan, said) = try read(
            "train: x\ntask: signal\n",
            set: [("settings.discount", "0.5"), ("task.cost", "0.3"), ("seeds", "[7]")])
        #expect(said == [])
        #expect(plan?.settings.discount == 0.5 && plan?.seeds == [7])
        let wrong = try read("train: x\ntask: signal\n", set: [("task.cots", "0.3")])
        #expect(wrong.said.first?.contains("did you mean `cost`?") == true)
    }

    @Test func `a server's command says where it listens and what it plays`() throws {
        let missing = try read("train: x\ntask: external\n")
        #expect(missing.said.first?.contains("has no `command`") == true)
        let words = try read("train: x\ntask: {name: external, command: [serve, \"{endpoint}\"]}\n")
        #expect(words.said.count == 1 && words.said[0].contains("GF114 `command` has no word `{copies}`"))
        let whole = try read(
            "train: x\ntask: {name: external, command: [serve, \"{endpoint}\", \"{copies}\"]}\n")
        #expect(whole.said == [])
    }

    @Test func `the files of the ladder are there`() {
        let files = Repository.files(under: "Pipelines/training", suffix: ".yaml")
        #expect(files.count >= 12)
        for rung in Rung.all { #expect(files.contains(rung.file)) }
    }
}
