/// Powers of e, eight at a time.
enum Exponential {
    /// Below this a power counts as e^−700, about 10^−304.
    private static var least: Double { -700 }
    /// 64/ln 2, and ln 2/64 in two parts of which the first times any exponent is exact.
    private static var inverse: Double { 92.33248261689366 }
    private static var high: Double { 0x1.62e42fef00000p-7 }
    private static var low: Double { 0x1.473de6af278edp-40 }
    /// What pushes a number's fraction out of a double, so that its whole part stands in the lowest bits.
    private static var shift: Double { 0x1.8p52 }

    /// e^x for numbers x of at most 700, each to within about 2 units in its last place.
    ///
    /// With k = 64·x/ln 2 rounded, e^x = 2^⌊k/64⌋·2^((k mod 64)/64)·e^(x − k·ln 2/64): the first by the bits of the
    /// exponent, the second from a table, the third by its Taylor series up to the fifth power. In four pairs, as that
    /// is what fits into registers.
    ///
    /// Source: P. Tang, Table-Driven Implementation of the Exponential Function, ACM TOMS 15(2), 1989.
    @inline(__always)
    static func values(_ x: SIMD8<Double>) -> SIMD8<Double> {
        SIMD8(
            lowHalf: SIMD4(lowHalf: pair(x.lowHalf.lowHalf), highHalf: pair(x.lowHalf.highHalf)),
            highHalf: SIMD4(lowHalf: pair(x.highHalf.lowHalf), highHalf: pair(x.highHalf.highHalf)))
    }

    @inline(__always)
    private static func pair(_ x: SIMD2<Double>) -> SIMD2<Double> {
        let x = SIMD2(max(x[0], least), max(x[1], least))
        let shifted = x * inverse + shift
        let whole = shifted - shift
        let rest = (x - whole * high) - whole * low
        var series = SIMD2(repeating: 1.0 / 120)
        series = series * rest + 1.0 / 24
        series = series * rest + 1.0 / 6
        series = series * rest + 0.5
        series = series * rest + 1
        series = series * rest + 1
        return SIMD2(power(shifted[0].bitPattern), power(shifted[1].bitPattern)) * series
    }

    /// 2^(k/64) for the k in the lowest bits.
    @inline(__always)
    private static func power(_ k: UInt64) -> Double {
        // The exponent's bits begin at the 52nd.
        Double(bitPattern: roots[Int(truncatingIfNeeded: k & 63)] &+ (k &>> 6) &<< 52)
    }

    /// The bits of 2^(0/64) … 2^(63/64).
    private static let roots: InlineArray<64, UInt64> = [
        0x3FF0_0000_0000_0000, 0x3FF0_2C9A_3E77_8061, 0x3FF0_59B0_D315_8574, 0x3FF0_8745_1875_9BC8,
        0x3FF0_B558_6CF9_890F, 0x3FF0_E3EC_32D3_D1A2, 0x3FF1_1301_D012_5B51, 0x3FF1_429A_AEA9_2DE0,
        0x3FF1_72B8_3C7D_517B, 0x3FF1_A35B_EB6F_CB75, 0x3FF1_D487_3168_B9AA, 0x3FF2_063B_8862_8CD6,
        0x3FF2_387A_6E75_6238, 0x3FF2_6B45_65E2_7CDD, 0x3FF2_9E9D_F51F_DEE1, 0x3FF2_D285_A6E4_030B,
        0x3FF3_06FE_0A31_B715, 0x3FF3_3C08_B264_16FF, 0x3FF3_71A7_373A_A9CB, 0x3FF3_A7DB_34E5_9FF7,
        0x3FF3_DEA6_4C12_3422, 0x3FF4_160A_21F7_2E2A, 0x3FF4_4E08_6061_892D, 0x3FF4_86A2_B5C1_3CD0,
        0x3FF4_BFDA_D536_2A27, 0x3FF4_F9B2_769D_2CA7, 0x3FF5_342B_569D_4F82, 0x3FF5_6F47_36B5_27DA,
        0x3FF5_AB07_DD48_5429, 0x3FF5_E76F_15AD_2148, 0x3FF6_247E_B03A_5585, 0x3FF6_6238_8255_2225,
        0x3FF6_A09E_667F_3BCD, 0x3FF6_DFB2_3C65_1A2F, 0x3FF7_1F75_E8EC_5F74, 0x3FF7_5FEB_5642_67C9,
        0x3FF7_A114_73EB_0187, 0x3FF7_E2F3_36CF_4E62, 0x3FF8_2589_994C_CE13, 0x3FF8_68D9_9B44_92ED,
        0x3FF8_ACE5_422A_A0DB, 0x3FF8_F1AE_9915_7736, 0x3FF9_3737_B0CD_C5E5, 0x3FF9_7D82_9FDE_4E50,
        0x3FF9_C491_82A3_F090, 0x3FFA_0C66_7B5D_E565, 0x3FFA_5503_B23E_255D, 0x3FFA_9E6B_5579_FDBF,
        0x3FFA_E89F_995A_D3AD, 0x3FFB_33A2_B84F_15FB, 0x3FFB_7F76_F2FB_5E47, 0x3FFB_CC1E_904B_C1D2,
        0x3FFC_199B_DD85_529C, 0x3FFC_67F1_2E57_D14B, 0x3FFC_B720_DCEF_9069, 0x3FFD_072D_4A07_897C,
        0x3FFD_5818_DCFB_A487, 0x3FFD_A9E6_03DB_3285, 0x3FFD_FC97_337B_9B5F, 0x3FFE_502E_E78B_3FF6,
        0x3FFE_A4AF_A2A4_90DA, 0x3FFE_FA1B_EE61_5A27, 0x3FFF_5076_5B6E_4540, 0x3FFF_A7C1_819E_90D8,
    ]
}
