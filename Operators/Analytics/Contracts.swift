/// The sum of two signed quantities: 0 where only rounding is left of 0.1 + 0.2 − 0.3.
@inline(always)
func sum(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    return abs(sum) > 1e-13 * abs(b) ? sum : 0
}
