import OperatorKit
import ReferenceData
import Testing

@testable import IngestOperators

@Suite struct DateFormatTests {
    private func parsed(_ text: String, _ format: String) -> Int64? {
        let bytes = Array(text.utf8)
        return DateFormat(format)?.read(bytes.span, 0..<bytes.count)?.local
    }

    @Test(arguments: [
        ("01/02/2013", "%d/%m/%Y", "2013-02-01"), ("01/02/2013", "%m/%d/%Y", "2013-01-02"),
        ("1/4/1999", "%m/%d/%Y", "1999-01-04"), ("4.1.99 7:05", "%d.%m.%y %H:%M", "1999-01-04T07:05:00"),
        ("07-Oct-13 04:00:00.25", "%d-%b-%y %H:%M:%S.%f", "2013-10-07T04:00:00.25"),
        ("20131007   040000", "%Y%m%d %H%M%S", "2013-10-07T04:00:00"),
        ("10/7/2013 12:30 AM", "%m/%d/%Y %I:%M %p", "2013-10-07T00:30:00"),
        ("10/7/2013 12:30 pm", "%m/%d/%Y %I:%M %p", "2013-10-07T12:30:00"),
        ("10/7/2013 1:30 PM", "%m/%d/%Y %I:%M %p", "2013-10-07T13:30:00"),
        ("2013-10-07 04:00:00", "%F %T", "2013-10-07T04:00:00"), ("68%1%1", "%y%%%m%%%d", "2068-01-01"),
        ("20150406-12:17:27", "%Y%m%d-%T", "2015-04-06T12:17:27"),
    ])
    func `declared dates are read`(text: String, format: String, iso: String) {
        #expect(parsed(text, format) == time(iso).0)
    }

    @Test(arguments: [
        ("31/02/2013", "%d/%m/%Y"), ("01/13/2013", "%d/%m/%Y"), ("1/1/2013 ", "%d/%m/%Y"), ("", "%F"),
        ("2013-10-07 13:00 PM", "%F %I:%M %p"), ("2013-10-07 24:00:00", "%F %T"), ("2013-1", "%F"),
        ("07-Okt-13", "%d-%b-%y"), ("2013-10-07 04:00:60", "%F %T"), ("2013-10-07x", "%F"),
    ])
    func `what doesn't fit is refused`(text: String, format: String) {
        #expect(parsed(text, format) == nil)
    }

    @Test(arguments: [
        "", "%Y-%m", "%d/%m/%Y/%Y", "%F %I:%M", "%F %q", "%F %", "%d.%m", "%F %p", "%F %H %I %p",
    ])
    func `a format says year, month and day once`(format: String) {
        #expect(DateFormat(format) == nil)
    }

    @Test func `random times survive writing and reading in every format`() throws {
        var dice = Dice(seed: 5)
        let formats = [
            "%d/%m/%Y %T", "%m/%d/%y %H:%M:%S", "%Y%m%d%H%M%S", "%b %d %Y %I:%M:%S %p", "%FT%T.%f",
        ]
        for _ in 0..<2000 {
            let seconds = dice.below(2_000_000_000)
            let date = CivilDate(daysSinceEpoch: seconds / 86_400)
            let clock = (seconds % 86_400 / 3600, seconds / 60 % 60, seconds % 60)
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let hhmmss = "\(two(clock.0)):\(two(clock.1)):\(two(clock.2))"
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let twelve =
                "\((clock.0 + 11) % 12 + 1):\(two(clock.1)):\(two(clock.2)) \(clock.0 < 12 ? "AM" : "PM")"
            let texts = [
                "\(date.day)/\(date.month)/\(date.year) \(hhmmss)",
                "\(two(date.month))/\(two(date.day))/\(two(date.year % 100)) \(hhmmss)",
                "\(date.description.replacing("-", with: ""))\(hhmmss.replacing(":", with: ""))",
                "\(names[date.month - 1]) \(date.day) \(date.year) \(twelve)", "\(date)T\(hhmmss).0",
            ]
            for (text, format) in zip(texts, formats) {
                #expect(parsed(text, format) == Int64(seconds) * 1_000_000_000, "\(text) by \(format)")
            }
        }
    }

    @Test func `an order of day and month is never guessed`() throws {
        for date in ["01/02/2013", "1/4/1999", "01-02-2013 04:00", "1.2.2013"] {
            let run = try read(text: "time,price,size\n\(date),5,1\n")
            #expect(run.error?.argument == "dates" && run.trades.isEmpty)
            #expect(run.error?.help?.contains("%d/%m/%Y") == true)
        }
        let declared = try read(text: "time,price,size\n01/02/2013,5,1\n1 Feb 2013,6,1\n2/31/2013,7,1\n") {
            $0.dates = ["%m/%d/%Y", "%d %b %Y"]
        }
        #expect(declared.times == [time("2013-01-02").0, time("2013-02-01").0])
        #expect(declared.refused("time is malformed") == 1 && declared.addsUp)
    }
}
