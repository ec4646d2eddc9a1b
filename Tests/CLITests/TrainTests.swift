import Foundation
import RepositorySupport
import Testing

/// Training by the program: what it leaves, what signals do, what is refused.
@Suite(.serialized) struct TrainTests {
    private static let tiny = """
        train: tiny
        task: cartpole
        steps: 12k
        seeds: 1..2
        episodes: 4
        """

    private func program(_ text: String = tiny) throws -> Program {
        let program = try Program()
        try program.write("t.yaml", text)
        return program
    }

    @Test func `seeds are trained, judged, summed up and not made again`() throws {
        let program = try program()
        defer { program.clean() }
        let first = try program.run("train", "t.yaml")
        #expect(first.code == 0, "\(first.err)")
        #expect(first.out.contains("interquartile mean"), "\(first.out)")
        #expect(first.err.contains("tiny seed 2: ") && first.err.contains("(100 %)"), "\(first.err)")
        for name in ["metrics.jsonl", "model.safetensors", "checkpoint.safetensors", "result.json"] {
            #expect(program.exists("runs/train/tiny/seed-2/\(name)"), "\(name)")
        }
        #expect(try program.text("runs/train/tiny/card.md").contains("No evidence of skill"))
        #expect(try program.text("runs/registry.jsonl").split(separator: "\n").count == 4)

        let again = try program.run("train", "t.yaml")
        #expect(again.code == 1 && again.err.contains("--resume"), "\(again.err)")
        let resumed = try program.run("train", "t.yaml", "--resume", "--json")
        #expect(resumed.code == 0 && resumed.out.contains("\"interquartile_mean\""))
        #expect(try program.text("runs/registry.jsonl").split(separator: "\n").count == 4)

        let judged = try program.run("eval", "runs/train/tiny/seed-1", "--episodes", "3")
        #expect(judged.code == 0 && judged.out.contains("greedy"), "\(judged.err)")
        let promoted = try program.run("model", "promote", "runs/train/tiny/seed-1")
        #expect(promoted.code == 3 && promoted.out.contains("no market"), "\(promoted.out)")
    }

    /// SIGTERM to a policy without memory, Ctrl-C's SIGINT to one with: what it remembers goes on too.
    @Test(arguments: [("TERM", 143, "{gru: 0}", "300k"), ("INT", 130, "{gru: 8, chunk: 16}", "100k")])
    func `a signal keeps a checkpoint, and what goes on from it ends the same`(
        _ signal: String, _ code: Int32, _ memory: String, _ steps: String
    ) throws {
        let text = Self.tiny.replacingOccurrences(of: "steps: 12k", with: "steps: \(steps)")
        let program = try program(text + "\nsettings:\n  memory: \(memory)\n")
        defer { program.clean() }
        let line = """
            "$0" train t.yaml --set seeds=1 --quiet --out cut & p=$!
            for i in $(seq 200); do sleep 0.05; [ -s cut/seed-1/metrics.jsonl ] && break; done
            kill -\(signal) $p; wait $p
            """
        let ran = try program.shell(line, [])
        #expect(ran.code == code, "\(ran.err)")
        #expect(try program.text("cut/seed-1/status.json").contains("\"interrupted\""))
        let resumed = try program.run(
            "train", "t.yaml", "--set", "seeds=1", "--quiet", "--out", "cut", "--resume")
        #expect(resumed.code == 0, "\(resumed.err)")
        let whole = try program.run("train", "t.yaml", "--set", "seeds=1", "--quiet", "--out", "whole")
        #expect(whole.code == 0, "\(whole.err)")
        let same = try program.shell(
            "tail -n 1 cut/seed-1/metrics.jsonl | cut -d, -f4- > a; tail -n 1 whole/seed-1/metrics.jsonl"
                + " | cut -d, -f4- > b; cmp a b && [ -s a ]", [])
        #expect(same.code == 0, "\(same.out)")
        // Parameters are at the end of the files, behind texts that tell the trials apart.
        let parameters = try program.shell(
            "for f in cut whole; do tail -c 1000 $f/seed-1/model.safetensors > $f.end; done; cmp cut.end whole.end",
            [])
        #expect(parameters.code == 0, "\(parameters.out)")
    }

    @Test func `mistakes have their place, and files that are not whole their reason`() throws {
        let program = try program("train: x\ntask: cartpoel\n")
        defer { program.clean() }
        let ran = try program.run("train", "t.yaml")
        #expect(
            ran.code == 2 && ran.err.contains("t.yaml:2:7") && ran.err.contains("did you mean `cartpole`?"))
        let set = try program.run("train", "t.yaml", "--set", "task=cartpole", "--set", "settings.clip=big")
        #expect(set.code == 2 && set.err.contains("--set settings.clip"), "\(set.err)")
        try program.write("m.safetensors", "12345678901234567890")
        let model = try program.run("model", "verify", "m.safetensors")
        #expect(model.code == 1 && model.err.contains("m.safetensors"), "\(model.err)")
        #expect(try program.run("train").code == 1)
        #expect(try program.run("eval", "nowhere").code == 1)
        #expect(try program.run("ladder", "--rung", "9").code == 1)
    }

    @Test func `a node that a pipeline has not, and a server that does not start, have their place`() throws {
        let path = "\(Repository.root)/Pipelines/agents.yaml"
        let program = try program(
            "train: x\ntask:\n  name: trading\n  pipeline: \(path)\n  agent: strategc\n  venue: report\n")
        defer { program.clean() }
        let ran = try program.run("train", "t.yaml")
        #expect(ran.code == 2 && ran.err.contains("t.yaml:5:10"), "\(ran.err)")
        #expect(ran.err.contains("did you mean `strategic`?"), "\(ran.err)")
        let venue = try program.run("train", "t.yaml", "--set", "task.agent=strategic")
        #expect(venue.code == 2 && venue.err.contains("agents.yaml:"), "\(venue.err)")

        let command = "[no-such-program, \"{endpoint}\", \"{copies}\"]"
        try program.write(
            "e.yaml",
            "train: e\ntask: {name: external, patience: 0.05, restarts: 0, command: \(command)}\n")
        let external = try program.run("train", "e.yaml")
        #expect(external.code == 3 && external.err.contains("e.yaml:2:"), "\(external.err)")
    }

    @Test func `windows are trained, joined and judged as one`() throws {
        let program = try program(
            """
            train: rolling
            task: {name: signal, bars: 2600}
            copies: 8
            steps: 2048
            noise_seeds: 1
            walk_forward: {train: 1000, validation: 200, test: 400, embargo: 50}
            settings: {hidden: [8]}
            """)
        defer { program.clean() }
        let ran = try program.run("train", "t.yaml", "--quiet")
        #expect(ran.code == 0, "\(ran.err)")
        for part in ["Costs and delays", "Noise control", "Windows", "hold_nothing"] {
            #expect(ran.out.contains(part), "\(part): \(ran.out)")
        }
        #expect(try program.text("runs/registry.jsonl").split(separator: "\n").count == 14)
        let window = try program.run("eval", "runs/train/rolling/window-2/seed-1")
        #expect(window.code == 0, "\(window.err)")
        let joined = try program.run("eval", "runs/train/rolling/seed-1")
        #expect(joined.code == 1 && joined.err.contains("window-1/seed-1"), "\(joined.err)")
        let promoted = try program.run("model", "promote", "runs/train/rolling/seed-1")
        #expect(promoted.code == 3 && promoted.out.contains("all 3 windows"), "\(promoted.out)")
        #expect(try program.text("runs/train/rolling/card.md").contains("by walk-forward, rolling"))
        let again = try program.run("train", "t.yaml", "--resume", "--quiet")
        #expect(again.code == 0, "\(again.err)")
    }
}
