import Archives
import OperatorKit

/// A file of a stream that is being read.
struct OpenFile<Decoder: FeedDecoder> {
    let file: FeedFile
    var decoder: Decoder
    /// How many of its events wait until its end is seen.
    var held: Int
    /// Whether all has been decoded, and what broke it off.
    var isEnded = false
    var failure: OperatorError?

    /// Opens a file; what is wrong with it is the argument's fault that named it.
    init(
        _ path: String, _ settings: FeedFiles, _ rules: FeedRules, _ options: Decoder.Options
    ) throws(OperatorError) {
        do {
            let archive = try ArchiveReader(
                path: path, member: settings.member.isEmpty ? nil : settings.member)
            file = FeedFile(archive: archive, name: archive.member.map { "\(path):\($0)" } ?? path)
            decoder = try Decoder(file, options)
            held = rules.repeatLast == .drop ? 1 : 0
        } catch let error as ArchiveError {
            throw OperatorError(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
    }
}
