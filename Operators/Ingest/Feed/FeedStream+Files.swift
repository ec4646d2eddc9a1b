import Archives
import OperatorKit

/// Which file is read next, and when each is opened.
///
/// With `order: name` one after another. With `order: merge` each as its turn comes by time: so few files that all
/// of them may be open are opened at once; of more, each is first looked at for the time of its first event, and
/// opened again when the merge gets there, so that files which follow each other are hardly ever open together.
extension FeedStream {
    /// Opens what is to be open before the run begins: a wrong path or an unreadable file is told then.
    mutating func open() throws(OperatorError) {
        if settings.order == .name || paths.count == 1 {
            try openNext()
            return
        }
        merge = MergeHeap(count: paths.count)
        if paths.count <= settings.openedAtOnce {
            for number in paths.indices { try open(number) }
            entering = paths.indices.reversed()
        } else {
            for number in paths.indices { merge.insert(try firstInstant(number), number) }
        }
        opened = paths.count
    }

    /// The instant of a file's first event; of a file without any the last there is.
    private func firstInstant(_ number: Int) throws(OperatorError) -> Int64 {
        var look = try OpenFile<Decoder>(paths[number], settings, rules, options)
        var events = FeedQueue()
        var tally = FeedTally()
        var goesOn = true
        while events.isEmpty && goesOn {
            // What breaks is told when its turn comes.
            do { goesOn = try look.decoder.decode(limit: 16, into: &events, &tally) } catch { goesOn = false }
        }
        return events.isEmpty ? .max : events.first.instant
    }

    private mutating func open(_ number: Int) throws(OperatorError) {
        files[number] = try OpenFile<Decoder>(paths[number], settings, rules, options)
        openCount += 1
    }

    /// Goes on to the next file, by name; at the end of all of them marks the stream as drained.
    private mutating func openNext() throws(OperatorError) {
        guard opened < paths.count else {
            isDrained = true
            return
        }
        opened += 1
        try open(opened - 1)
        begin(opened - 1, through: .max)
    }

    /// Reads more into the queue, or passes the turn to another file; false at the end of all files.
    @inline(never)
    mutating func fill() throws(OperatorError) -> Bool {
        if isDrained {
            isEnded = true
            if let failure { throw failure }
            return false
        }
        if let number = current {
            if queue.count > held {
                passTurn(number)
            } else if files[number]?.isEnded == false {
                read(number)
            } else {
                close(number)
            }
            return true
        }
        do {
            if let number = entering.last {
                begin(number, through: .min)
            } else if settings.order == .name || paths.count == 1 {
                try openNext()
            } else {
                try takeTurn()
            }
        } catch {
            fail(error)
        }
        return true
    }

    /// Reads no further; what came before stands, and is sent first.
    private mutating func fail(_ error: OperatorError) {
        var told = error
        if tally.records > 0 { told.message += "; \(tally.records) \(recordName)s were read before that" }
        failure = told
        isDrained = true
    }

    /// Decodes some more of the current file.
    private mutating func read(_ number: Int) {
        patience -= 1
        if held > 0 { queue.compact() }
        do {
            if try files[number]?.decoder.decode(limit: 256, into: &queue, &tally) == true { return }
            if let file = files[number]?.file { finished.append((file.name, file.archive.hash.text)) }
        } catch {
            files[number]?.failure = error
        }
        files[number]?.isEnded = true
        guard held > 0 else { return }
        // Leaves out the last event if it says what the one before says, and lets go what was held back.
        held = 0
        files[number]?.held = 0
        let (before, last) = queue.lastTwo
        if let before, let last, last.says(what: before) {
            queue.removeLast()
            refuse(.repeated, last)
        }
    }

    /// Is done with the current file, whose events have all been taken.
    private mutating func close(_ number: Int) {
        if let failure = files[number]?.failure { fail(failure) }
        files[number] = nil
        openCount -= 1
        leave(number)
    }

    /// Puts the current file, which has an event, into the merge.
    private mutating func passTurn(_ number: Int) {
        merge.insert(queue.first.instant, number)
        swap(&queue, &queues[number])
        leave(number)
    }

    /// Has no current file any more.
    private mutating func leave(_ number: Int) {
        if entering.last == number { entering.removeLast() }
        current = nil
    }

    /// Gives the turn to the file whose event comes first, opening it if need be.
    private mutating func takeTurn() throws(OperatorError) {
        guard let turn = merge.takeFirst() else {
            isDrained = true
            return
        }
        let number = turn.stream
        if files[number] == nil {
            guard openCount < settings.mostOpen else {
                throw OperatorError(
                    "more than \(settings.mostOpen) files overlap in time, the next being '\(paths[number])'",
                    argument: "path",
                    help: "order: name reads them one after another; or give fewer files")
            }
            try open(number)
        }
        begin(number, through: turn.bound)
    }
}
