import ArgumentParser
import Learning
import RunReport

extension ModelCommand {
    /// Why a model chooses what it chooses.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what moves a model on given inputs, and what would change its mind.",
            discussion: """
                Shares are integrated gradients from the training mean (zeros where the file keeps none) to the input, of \
                the chosen logit above the mean of all. The what-if is the smallest change of one input, within -3 to 3, \
                that makes another choice. For a model with memory the rows are steps of one episode: each is explained \
                from what the rows before left in memory.
                """)
        @Argument(help: "A model file.") var model: String
        @Argument(help: "A file of rows of numbers, separated by commas; a header names them.") var rows:
            String
        @Option(help: "Inputs shown of each row.") var top = 10

        func run() throws {
            let file = try ModelCommand.read(model)
            let table = try rows(of: file)
            var explainer = Explainer(file)
            var memory = [Float](repeating: 0, count: file.memory)
            for (index, row) in table.rows.enumerated() {
                let (why, flip) = (
                    explainer.explain(row, after: memory), explainer.flip(row, after: memory)
                )
                try Console.say(text(why, flip, index, table.names, file))
                if file.memory > 0 { memory = explainer.remembered(row, after: memory) }
            }
        }

        private func rows(of file: PolicyFile) throws -> (names: [String], rows: [[Float]]) {
            let bytes = try TrainingFolder.bytes(rows)
            var lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            var names = (0..<file.shape.inputs).map { "input \($0)" }
            if let first = lines.first, first.allSatisfy({ Float($0) == nil }) {
                names = first
                lines.removeFirst()
            }
            let parsed = lines.map { $0.compactMap { Float($0) } }
            for (index, row) in parsed.enumerated()
            where row.count != file.shape.inputs || !row.allSatisfy(\.isFinite) {
                throw Complaint(
                    "\(rows): row \(index + 1) is not \(file.shape.inputs) finite numbers",
                    help: "the model takes \(file.shape.inputs)")
            }
            guard !parsed.isEmpty, names.count == file.shape.inputs else {
                throw Complaint("\(rows): there are no rows of \(file.shape.inputs) numbers")
            }
            return (names, parsed)
        }

        private func text(
            _ why: Explanation, _ flip: Flip?, _ index: Int, _ names: [String], _ file: PolicyFile
        ) -> String {
            func action(_ number: Int) -> String {
                number < file.actions.count ? file.actions[number] : "action \(number)"
            }
            var lines = [
                "row \(index + 1): \(action(why.choice)), \(NumberText.fixed(why.total, decimals: 4)) above the "
                    + "baseline, residual \(NumberText.fixed(100 * why.residual, decimals: 2)) % at \(why.steps) points"
            ]
            for share in why.top(top) {
                lines.append("  \(NumberText.fixed(share.share, decimals: 4))  \(names[share.input])")
            }
            if let flip {
                lines.append(
                    "  if \(names[flip.input]) were \(NumberText.fixed(flip.after, decimals: 3)) and not "
                        + "\(NumberText.fixed(flip.before, decimals: 3)): \(action(flip.choice))")
            } else {
                lines.append("  no change of one input within -3 to 3 makes another choice")
            }
            return lines.joined(separator: "\n")
        }
    }
}
