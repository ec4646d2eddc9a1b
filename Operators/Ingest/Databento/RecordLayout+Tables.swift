extension RecordLayout {
    /// The layout of a kind of record in a version of the format.
    static func of(_ kind: RecordKind, version: Int) -> RecordLayout {
        switch kind {
        case .trade: trade
        case .mbp1: mbp1
        case .mbp10: mbp10
        case .oldBar, .barSecond, .barMinute, .barHour, .barDay, .barEndOfDay: bar
        case .status: status
        case .definition: version == 1 ? definition1 : version == 2 ? definition2 : definition3
        case .imbalance: imbalance
        case .error: version == 1 ? error1 : error
        case .symbolMapping: version == 1 ? symbolMapping1 : symbolMapping
        case .system: version == 1 ? system1 : system
        case .statistics: version < 3 ? statistics1 : statistics3
        case .mbo: mbo
        case .cmbp1, .tcbbo: cmbp1
        case .cbboSecond, .cbboMinute: cbbo
        case .bboSecond, .bboMinute: bbo
        }
    }

    /// A trade.
    static let trade = RecordLayout(
        """
        price:i8 size:u4 action:s1 side:s1 flags:u1 depth:u1 ts_recv:u8 ts_in_delta:i4 sequence:u4
        """)

    /// A trade or change with the best bid and offer.
    static let mbp1 = RecordLayout(
        """
        price:i8 size:u4 action:s1 side:s1 flags:u1 depth:u1 ts_recv:u8 ts_in_delta:i4 sequence:u4 \
        bid_px_00:i8 ask_px_00:i8 bid_sz_00:u4 ask_sz_00:u4 bid_ct_00:u4 ask_ct_00:u4
        """)

    /// A trade or change with ten levels of the book.
    static let mbp10 = RecordLayout(
        """
        price:i8 size:u4 action:s1 side:s1 flags:u1 depth:u1 ts_recv:u8 ts_in_delta:i4 sequence:u4 \
        \(levels)
        """)

    private static let levels = (0..<10).map { level in
        "bid_px_00:i8 ask_px_00:i8 bid_sz_00:u4 ask_sz_00:u4 bid_ct_00:u4 ask_ct_00:u4"
            .split(separator: "_00").joined(separator: "_0\(level)")
    }.joined(separator: " ")

    /// A change of one order.
    static let mbo = RecordLayout(
        """
        order_id:u8 price:i8 size:u4 flags:u1 channel_id:u1 action:s1 side:s1 ts_recv:u8 ts_in_delta:i4 \
        sequence:u4
        """)

    /// A bar.
    static let bar = RecordLayout(
        """
        open:i8 high:i8 low:i8 close:i8 volume:u8
        """)

    /// The best bid and offer at the end of an interval.
    static let bbo = RecordLayout(
        """
        price:i8 size:u4 _:x1 side:s1 flags:u1 _:x1 ts_recv:u8 _:x4 sequence:u4 bid_px_00:i8 ask_px_00:i8 \
        bid_sz_00:u4 ask_sz_00:u4 bid_ct_00:u4 ask_ct_00:u4
        """)

    /// A trade or change with the best bid and offer of several venues.
    static let cmbp1 = RecordLayout(
        """
        price:i8 size:u4 action:s1 side:s1 flags:u1 _:x1 ts_recv:u8 ts_in_delta:i4 _:x4 bid_px_00:i8 \
        ask_px_00:i8 bid_sz_00:u4 ask_sz_00:u4 bid_pb_00:u2 _:x2 ask_pb_00:u2 _:x2
        """)

    /// The same at the end of an interval.
    static let cbbo = RecordLayout(
        """
        price:i8 size:u4 _:x1 side:s1 flags:u1 _:x1 ts_recv:u8 _:x8 bid_px_00:i8 ask_px_00:i8 bid_sz_00:u4 \
        ask_sz_00:u4 bid_pb_00:u2 _:x2 ask_pb_00:u2 _:x2
        """)

    /// A change of the trading status.
    static let status = RecordLayout(
        """
        ts_recv:u8 action:u2 reason:u2 trading_event:u2 is_trading:s1 is_quoting:s1 \
        is_short_sell_restricted:s1 _:x7
        """)

    /// An auction's imbalance.
    static let imbalance = RecordLayout(
        """
        ts_recv:u8 ref_price:i8 auction_time:u8 cont_book_clr_price:i8 auct_interest_clr_price:i8 \
        ssr_filling_price:i8 ind_match_price:i8 upper_collar:i8 lower_collar:i8 paired_qty:u4 \
        total_imbalance_qty:u4 market_imbalance_qty:u4 unpaired_qty:u4 auction_type:s1 side:s1 \
        auction_status:u1 freeze_status:u1 num_extensions:u1 unpaired_side:s1 significant_imbalance:s1 _:x1
        """)

    /// A statistic of the exchange.
    static let statistics3 = RecordLayout(
        """
        ts_recv:u8 ts_ref:u8 price:i8 quantity:i8 sequence:u4 ts_in_delta:i4 stat_type:u2 channel_id:u2 \
        update_action:u1 stat_flags:u1 _:x18
        """)

    /// The same before version 3: its quantity has four bytes.
    static let statistics1 = RecordLayout(
        """
        ts_recv:u8 ts_ref:u8 price:i8 quantity:i4 sequence:u4 ts_in_delta:i4 stat_type:u2 channel_id:u2 \
        update_action:u1 stat_flags:u1 _:x6
        """)

    /// Which instrument a symbol stands for, in live recordings.
    static let symbolMapping = RecordLayout(
        """
        stype_in:u1 stype_in_symbol:s71 stype_out:u1 stype_out_symbol:s71 start_ts:u8 end_ts:u8
        """)

    /// The same in version 1.
    static let symbolMapping1 = RecordLayout(
        """
        stype_in_symbol:s22 stype_out_symbol:s22 _:x4 start_ts:u8 end_ts:u8
        """)

    /// A word of the gateway, as a heartbeat.
    static let system = RecordLayout(
        """
        msg:s303 code:u1
        """)

    /// The same in version 1.
    static let system1 = RecordLayout(
        """
        msg:s64
        """)

    /// An error that the gateway told.
    static let error = RecordLayout(
        """
        err:s302 code:u1 is_last:u1
        """)

    /// The same in version 1.
    static let error1 = RecordLayout(
        """
        err:s64
        """)

    /// An instrument, version 3.
    static let definition3 = RecordLayout(
        """
        ts_recv:u8 min_price_increment:i8 display_factor:i8 expiration:u8 activation:u8 high_limit_price:i8 \
        low_limit_price:i8 max_price_variation:i8 unit_of_measure_qty:i8 min_price_increment_amount:i8 \
        price_ratio:i8 strike_price:i8 raw_instrument_id:u8 leg_price:i8 leg_delta:i8 inst_attrib_value:i4 \
        underlying_id:u4 market_depth_implied:i4 market_depth:i4 market_segment_id:u4 max_trade_vol:u4 \
        min_lot_size:i4 min_lot_size_block:i4 min_lot_size_round_lot:i4 min_trade_vol:u4 \
        contract_multiplier:i4 decay_quantity:i4 original_contract_size:i4 leg_instrument_id:u4 \
        leg_ratio_price_numerator:i4 leg_ratio_price_denominator:i4 leg_ratio_qty_numerator:i4 \
        leg_ratio_qty_denominator:i4 leg_underlying_id:u4 appl_id:i2 maturity_year:u2 decay_start_date:u2 \
        channel_id:u2 leg_count:u2 leg_index:u2 currency:s4 settl_currency:s4 secsubtype:s6 raw_symbol:s71 \
        group:s21 exchange:s5 asset:s11 cfi:s7 security_type:s7 unit_of_measure:s31 underlying:s21 \
        strike_price_currency:s4 leg_raw_symbol:s71 instrument_class:s1 match_algorithm:s1 main_fraction:u1 \
        price_display_format:u1 sub_fraction:u1 underlying_product:u1 security_update_action:s1 \
        maturity_month:u1 maturity_day:u1 maturity_week:u1 user_defined_instrument:s1 \
        contract_multiplier_unit:i1 flow_schedule_type:i1 tick_rule:u1 leg_instrument_class:s1 leg_side:s1 \
        _:x17
        """)

    /// An instrument, version 2.
    static let definition2 = RecordLayout(
        """
        ts_recv:u8 min_price_increment:i8 display_factor:i8 expiration:u8 activation:u8 high_limit_price:i8 \
        low_limit_price:i8 max_price_variation:i8 trading_reference_price:i8 unit_of_measure_qty:i8 \
        min_price_increment_amount:i8 price_ratio:i8 strike_price:i8 inst_attrib_value:i4 underlying_id:u4 \
        raw_instrument_id:u4 market_depth_implied:i4 market_depth:i4 market_segment_id:u4 max_trade_vol:u4 \
        min_lot_size:i4 min_lot_size_block:i4 min_lot_size_round_lot:i4 min_trade_vol:u4 \
        contract_multiplier:i4 decay_quantity:i4 original_contract_size:i4 trading_reference_date:u2 \
        appl_id:i2 maturity_year:u2 decay_start_date:u2 channel_id:u2 currency:s4 settl_currency:s4 \
        secsubtype:s6 raw_symbol:s71 group:s21 exchange:s5 asset:s7 cfi:s7 security_type:s7 \
        unit_of_measure:s31 underlying:s21 strike_price_currency:s4 instrument_class:s1 match_algorithm:s1 \
        md_security_trading_status:u1 main_fraction:u1 price_display_format:u1 settl_price_type:u1 \
        sub_fraction:u1 underlying_product:u1 security_update_action:s1 maturity_month:u1 maturity_day:u1 \
        maturity_week:u1 user_defined_instrument:s1 contract_multiplier_unit:i1 flow_schedule_type:i1 \
        tick_rule:u1 _:x10
        """)

    /// An instrument, version 1.
    static let definition1 = RecordLayout(
        """
        ts_recv:u8 min_price_increment:i8 display_factor:i8 expiration:u8 activation:u8 high_limit_price:i8 \
        low_limit_price:i8 max_price_variation:i8 trading_reference_price:i8 unit_of_measure_qty:i8 \
        min_price_increment_amount:i8 price_ratio:i8 inst_attrib_value:i4 underlying_id:u4 \
        raw_instrument_id:u4 market_depth_implied:i4 market_depth:i4 market_segment_id:u4 max_trade_vol:u4 \
        min_lot_size:i4 min_lot_size_block:i4 min_lot_size_round_lot:i4 min_trade_vol:u4 _:x4 \
        contract_multiplier:i4 decay_quantity:i4 original_contract_size:i4 _:x4 trading_reference_date:u2 \
        appl_id:i2 maturity_year:u2 decay_start_date:u2 channel_id:u2 currency:s4 settl_currency:s4 \
        secsubtype:s6 raw_symbol:s22 group:s21 exchange:s5 asset:s7 cfi:s7 security_type:s7 \
        unit_of_measure:s31 underlying:s21 strike_price_currency:s4 instrument_class:s1 _:x2 strike_price:i8 \
        _:x6 match_algorithm:s1 md_security_trading_status:u1 main_fraction:u1 price_display_format:u1 \
        settl_price_type:u1 sub_fraction:u1 underlying_product:u1 security_update_action:s1 \
        maturity_month:u1 maturity_day:u1 maturity_week:u1 user_defined_instrument:s1 \
        contract_multiplier_unit:i1 flow_schedule_type:i1 tick_rule:u1 _:x3
        """)

}
