import Archives
import OperatorKit

/// Which file is read next, and when each is opened: as `FeedStream` does it.
extension AlternativeStream {
    private var isMerged: Bool { options.settings.files.order == .merge && paths.count > 1 }

    /// Opens what is to be open before the run begins: a wrong path or an unreadable file is told then.
    mutating func open() throws(OperatorError) {
        guard isMerged else { return try openNext() }
        merge = MergeHeap(count: paths.count)
        if paths.count <= options.settings.files.openedAtOnce {
            for number in paths.indices { readers[number] = try Self.open(paths[number], options, &tally) }
            openCount = paths.count
            pending = paths.indices.reversed()
        } else {
            for number in paths.indices { merge.insert(try firstKnown(number), number) }
        }
    }

    private static func open(
        _ path: String, _ options: AlternativeOptions, _ tally: inout FeedTally
    ) throws(OperatorError) -> AlternativeReader {
        let member = options.settings.files.member
        do {
            let archive = try ArchiveReader(path: path, member: member.isEmpty ? nil : member)
            let file = FeedFile(archive: archive, name: archive.member.map { "\(path):\($0)" } ?? path)
            return try AlternativeReader(file, options, &tally)
        } catch let error as ArchiveError {
            throw OperatorError(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
    }

    /// When a file's first row was known; of a file without any the last time there is.
    private func firstKnown(_ number: Int) throws(OperatorError) -> Int64 {
        var tally = FeedTally()
        var look = try Self.open(paths[number], options, &tally)
        while true {
            // What breaks is told when its turn comes.
            guard let step = try? look.next(&tally), step != .end else { return .max }
            if step == .row { return look.row.known }
        }
    }

    /// Goes on to the next file, by name; at the end of all of them marks the stream as drained.
    private mutating func openNext() throws(OperatorError) {
        guard opened < paths.count else {
            isDrained = true
            return
        }
        noteFileBefore()
        opened += 1
        readers[opened - 1] = try Self.open(paths[opened - 1], options, &tally)
        pending = [opened - 1]
    }

    /// Reads a line; nil if it holds no row, or not the next one.
    ///
    /// At the end of a file it opens the next one.
    mutating func nextRow() -> KnownRow? {
        patience -= 1
        do throws(OperatorError) {
            if let number = pending.last { return try read(number) }
            guard isMerged else {
                try openNext()
                return nil
            }
            guard let turn = merge.takeFirst() else {
                isDrained = true
                return nil
            }
            let number = turn.stream
            pending.append(number)
            if let row = next[number] {
                next[number] = nil
                fileName = readers[number]?.file.name ?? paths[number]
                return row
            }
            guard openCount < options.settings.files.mostOpen else {
                throw OperatorError(
                    "more than \(options.settings.files.mostOpen) files overlap in time, the next being "
                        + "'\(paths[number])'", argument: "path",
                    help: "order: name reads them one after another; or give fewer files")
            }
            readers[number] = try Self.open(paths[number], options, &tally)
            openCount += 1
        } catch {
            var told = error
            if tally.records > 0 { told.message += "; \(tally.records) lines were read before that" }
            fail(told)
        }
        return nil
    }

    /// Reads a line of a file whose next row is wanted.
    private mutating func read(_ number: Int) throws(OperatorError) -> KnownRow? {
        switch try readers[number]?.next(&tally) {
        case .row:
            guard let row = readers[number]?.row else { return nil }
            guard isMerged else {
                fileName = readers[number]?.file.name ?? paths[number]
                return row
            }
            pending.removeLast()
            next[number] = row
            merge.insert(row.known, number)
        case .end:
            if let file = readers[number]?.file { finished.append((file.name, file.archive.hash.text)) }
            readers[number] = nil
            pending.removeLast()
            openCount -= isMerged ? 1 : 0
        default: break
        }
        return nil
    }
}
