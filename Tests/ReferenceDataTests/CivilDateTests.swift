import ReferenceData
import Testing

@Suite struct CivilDateTests {
    @Test func `days and dates are each other's inverse`() {
        var weekday = CivilDate(daysSinceEpoch: -200_000).weekday
        for days in -200_000..<200_000 {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
            #expect(date.weekday == weekday)
            weekday = (weekday + 1) % 7
        }
    }

    @Test func `dates are written and ordered as ISO 8601 does`() {
        #expect("\(CivilDate(daysSinceEpoch: 0))" == "1970-01-01")
        #expect(CivilDate(text: "2013-10-07")?.weekday == 1)
        #expect(CivilDate(daysSinceEpoch: 10) < CivilDate(daysSinceEpoch: 11))
    }
}
