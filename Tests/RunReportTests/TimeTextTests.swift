import RunReport
import Testing

@Suite struct TimeTextTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
            (1_262_615_400_250_000_000, "2010-01-04T14:30:00.25Z"),
            (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
        ] as [(Int64, String)])
    func `a time is ISO 8601 to the nanosecond`(_ nanoseconds: Int64, _ text: String) {
        #expect(TimeText.iso(nanoseconds) == text)
    }

    @Test(
        arguments: [
            (5, "5ns"), (250_000_000, "250ms"), (60_000_000_000, "1m"), (90_061_000_000_000, "1d 1h"),
            (3_605_000_000_000, "1h"),
        ] as [(Int64, String)])
    func `a span shows its two largest units`(_ nanoseconds: Int64, _ text: String) {
        #expect(TimeText.span(nanoseconds) == text)
    }
}
