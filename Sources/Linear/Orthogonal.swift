/// Orthogonal initialisation (Saxe, McClelland, Ganguli 2014).
public enum Orthogonal {
    /// A matrix [rows × columns] whose shorter side's vectors are orthonormal, times `gain`.
    ///
    /// Gram–Schmidt in Double, done twice, on normal numbers: that is the Q of a QR decomposition whose R has a
    /// positive diagonal.
    ///
    /// - Parameter normal: the next standard normal number.
    public static func matrix(rows: Int, columns: Int, gain: Double, normal: () -> Double) -> [Double] {
        let (count, length) = (min(rows, columns), max(rows, columns))
        var vectors: [[Double]] = []
        for _ in 0..<count {
            var vector = (0..<length).map { _ in normal() }
            for _ in 0..<2 {
                for other in vectors {
                    var product = 0.0
                    for i in 0..<length { product += other[i] * vector[i] }
                    for i in 0..<length { vector[i] -= product * other[i] }
                }
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            precondition(norm > 0, "normal numbers are independent")
            vectors.append(vector.map { $0 / norm })
        }
        var matrix = [Double](repeating: 0, count: rows * columns)
        for (index, vector) in vectors.enumerated() {
            for (place, value) in vector.enumerated() {
                matrix[rows <= columns ? index * columns + place : place * columns + index] = gain * value
            }
        }
        return matrix
    }
}
