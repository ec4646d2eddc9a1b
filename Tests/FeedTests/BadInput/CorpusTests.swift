import Foundation
import OperatorKit
import TestSupport
import Testing

/// The corpus: files that broke a parser once, or are of a kind that might, by parser in `Tests/Fixtures/corpus`.
@Suite struct CorpusTests {
    @Test(arguments: InputFormat.all) func `every file of the corpus obeys the laws`(format: InputFormat)
        throws
    {
        let parser = format.name.split(separator: "-").first.map(String.init) ?? format.name
        let folder = testFile("corpus/\(parser)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(!names.isEmpty)
        for name in names {
            for limit in [1, 512] {
                // A copy: some formats read kind and date in the file's name.
                let scratch = try ScratchFolder()
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
                let path = try scratch.file(format.file, bytes)
                let run = try Digested(format, path: path, limit: limit)
                #expect(run.faults == [], "\(format): \(name)")
            }
        }
    }
}
