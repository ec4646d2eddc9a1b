import MarketModel
import TestSupport
import Testing

@testable import ExecutionOperators

@Suite struct DeskTests {
    private func order(_ id: Int64, _ quantity: Double = 1) -> Order {
        Order(
            header: EventHeader(time: id, sequence: id), id: id, quantity: quantity, kind: .limit,
            limit: Price(5))
    }

    @Test func `the desk makes the transitions of the table and refuses all others`() throws {
        for from in OrderState.allCases {
            for to in OrderState.allCases {
                var desk = OrderDesk(capacity: 1, remembered: 8)
                let added = desk.add(order(1))
                let slot = try #require(added)
                desk[slot].state = from
                let moved = desk.move(slot, to: to)
                #expect(moved == from.next.contains(to), "\(from) to \(to)")
                #expect(desk[slot].state == (moved ? to : from))
                #expect(desk.illegal == (moved ? 0 : 1))
            }
        }
        #expect(OrderState.allCases.filter(\.isFinal).allSatisfy { $0.next.isEmpty })
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `random streams of transitions keep to the table`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var desk = OrderDesk(capacity: 16, remembered: 64)
        var model: [Int: OrderState] = [:]
        var ended: [Int64: OrderState] = [:]
        var (id, refused) = (Int64(0), 0)
        for _ in 0..<4000 {
            if Int.random(in: 0..<3, using: &random) == 0 {
                id += 1
                let slot = desk.add(order(id))
                #expect((slot == nil) == (model.count == 16))
                if let slot { model[slot] = .acknowledged }
            } else if let slot = model.keys.sorted().randomElement(using: &random), let state = model[slot] {
                let next = OrderState.allCases[Int.random(in: 0..<8, using: &random)]
                let moved = desk.move(slot, to: next)
                #expect(moved == state.allows(next))
                refused += moved ? 0 : 1
                if moved { model[slot] = next }
                if moved, next.isFinal {
                    ended[desk[slot].order.id] = next
                    model[slot] = nil
                    desk.sweep()
                }
            }
            #expect(desk.count == model.count && desk.illegal == refused)
        }
        for (slot, state) in model {
            #expect(desk[slot].state == state && desk.find(desk[slot].order.id) == .working(slot))
        }
        let recent = ended.keys.filter { $0 > id - 20 }
        #expect(recent.allSatisfy { desk.find($0) == .ended(ended[$0] ?? .pending) })
        #expect(desk.find(id + 1) == .unknown)
    }

    @Test func `the queue keeps the order of arrival, and places come back`() throws {
        var desk = OrderDesk(capacity: 4, remembered: 8)
        let slots = (1...4).compactMap { desk.add(order($0)) }
        let fifth = desk.add(order(5))
        #expect(slots.count == 4 && fifth == nil && desk.room == 0)
        desk.moveToEnd(slots[1])
        var moved = desk.move(slots[0], to: .cancelled)
        #expect(moved)
        #expect(ids(desk) == [1, 3, 4, 2], "until the sweep it stays linked")
        desk.sweep()
        #expect(ids(desk) == [3, 4, 2] && desk.room == 1)
        var kept = desk.keepPair(for: slots[2])
        #expect(!kept)
        moved = desk.move(slots[3], to: .filled)
        desk.sweep()
        kept = desk.keepPair(for: slots[2])
        let sixth = desk.add(order(6))
        #expect(moved && kept && desk.room == 0 && sixth == nil)
        desk.releasePair(of: slots[2])
        #expect(desk.room == 2)
    }

    private func ids(_ desk: OrderDesk) -> [Int64] {
        var ids: [Int64] = []
        var slot = desk.first
        while slot >= 0 {
            ids.append(desk[slot].order.id)
            slot = desk.next(slot)
        }
        return ids
    }

    @Test func `the table of ids equals a dictionary that forgets its oldest`() {
        var random = SplitMix64(seed: 9)
        var table = OrderTable(working: 8, remembered: 32)
        var model: [Int64: OrderTable.Finding] = [:]
        var (working, ended): ([Int64], [Int64]) = ([], [])
        for step in 0..<6000 {
            let id = Int64(step + 1) &* (step % 3 == 0 ? 1 << 20 : 1)
            if working.count < 8, model[id] == nil {
                table.insert(id, slot: step % 8)
                model[id] = .working(step % 8)
                working.append(id)
            }
            if working.count > 2, Bool.random(using: &random) {
                let gone = working.remove(at: Int.random(in: 0..<working.count, using: &random))
                table.end(gone, .filled)
                model[gone] = .ended(.filled)
                ended.append(gone)
                if ended.count > 32 { model[ended.removeFirst()] = nil }
            }
            let probe = Int64.random(in: 1...Int64(step + 1), using: &random)
            #expect(table.find(probe) == model[probe] ?? .unknown)
        }
        #expect(model.allSatisfy { table.find($0.key) == $0.value })
    }
}
