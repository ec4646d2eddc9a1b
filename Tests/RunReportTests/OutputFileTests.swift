import Foundation
import RunReport
import Testing

@Suite struct OutputFileTests {
    @Test func `a file is replaced whole`() throws {
        let folder = NSTemporaryDirectory() + "gm-flow-report-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try OutputFile.makeDirectory(folder + "/a/b")
        let path = folder + "/a/b/f.txt"
        try OutputFile.replace(path, with: "long first text")
        try OutputFile.replace(path, with: "second")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["f.txt"])
    }

    @Test func `a full device is told with the bytes that were written`() throws {
        let device = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let error = try #require(throws: OutputError.self) {
            try OutputFile.write("12345", to: device.fileDescriptor, name: "report")
        }
        #expect(error.message == "cannot write report: no space left on the device, after 0 of 5 bytes")
    }

    @Test func `a folder that is a file is told`() {
        let error = #expect(throws: OutputError.self) { try OutputFile.replace("/dev/null/x", with: "") }
        #expect(error?.reason == "a part of the path is not a directory")
    }
}
