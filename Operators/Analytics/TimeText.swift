/// Nanoseconds since 1970 UTC as `2013-10-07T09:05:00.25Z`: no fraction where it is whole seconds.
func timeText(_ nanoseconds: Int64) -> String {
    let day = floorDivide(nanoseconds, 86_400_000_000_000)
    let within = nanoseconds - day * 86_400_000_000_000
    let (year, month, date) = civil(day)
    let seconds = within / 1_000_000_000
    var text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(date, 2) + "T"
    text += pad(seconds / 3600, 2) + ":" + pad(seconds / 60 % 60, 2) + ":" + pad(seconds % 60, 2)
    var fraction = within % 1_000_000_000
    if fraction > 0 {
        var digits = 9
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        text += "." + pad(fraction, digits)
    }
    return text + "Z"
}

/// Days since 1970 as a date of the proleptic Gregorian calendar, by Hinnant's eras of 400 years.
private func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Months counted from March, so that the leap day is the last.
    let month = (5 * ofYear + 2) / 153
    let date = ofYear - (153 * month + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, date)
}

/// Division that rounds down, for times before 1970.
func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-1 - a) / b) - 1 }

private func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
