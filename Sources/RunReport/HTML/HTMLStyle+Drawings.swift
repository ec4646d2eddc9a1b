extension HTMLStyle {
    /// The looks of drawings, by class.
    static let drawings = """
        svg{display:block;font-family:inherit}
        svg.chart{width:100%;height:auto;touch-action:pan-y}
        svg.graph{max-width:100%;height:auto;margin:0 auto}
        svg text{fill:var(--ink);font-size:12px}
        svg .tick{fill:var(--soft);font-size:11.5px}
        svg .label{fill:var(--soft);font-size:11.5px}
        svg .value{fill:var(--soft);font-size:11.5px}
        svg .grid{stroke:var(--grid)}svg .axis{stroke:var(--rule)}svg .zero{stroke:var(--grey);opacity:.8}
        svg .line{fill:none;stroke:var(--grey);stroke-width:1.7;stroke-linejoin:round}
        svg .area{stroke:none}
        svg .line.equity{stroke:var(--blue)}svg .area.equity{fill:var(--blue);opacity:.09}.key.equity{background:var(--blue)}
        svg .confidence{fill:var(--blue);opacity:.15}.key.band{background:color-mix(in srgb,var(--blue) 30%,var(--card))}
        svg .line.benchmark{stroke:var(--grey);stroke-width:1.3;stroke-dasharray:5 4}.key.benchmark{background:var(--grey)}
        svg .line.drawdown{stroke:var(--red)}svg .area.drawdown{fill:var(--red);opacity:.16}
        svg .line.rolling{stroke:var(--violet)}
        svg .line.exposure{stroke:var(--teal);stroke-width:1.2}svg .area.exposure{fill:var(--teal);opacity:.16}
        svg .line.price{stroke:var(--grey);stroke-width:1.1}
        svg .line.c0{stroke:var(--blue)}.key.c0{background:var(--blue)}
        svg .line.c1{stroke:var(--orange)}.key.c1{background:var(--orange)}
        svg .line.c2{stroke:var(--teal)}.key.c2{background:var(--teal)}
        svg .line.c3{stroke:var(--violet)}.key.c3{background:var(--violet)}
        svg .line.c4{stroke:var(--red)}.key.c4{background:var(--red)}
        svg .line.c5{stroke:var(--green)}.key.c5{background:var(--green)}
        svg .line.c6{stroke:var(--amber)}.key.c6{background:var(--amber)}svg .line.c7{stroke:var(--grey)}
        svg .gain{fill:var(--green);opacity:.72}svg .loss{fill:var(--red);opacity:.72}
        svg .heat.gain{fill:color-mix(in srgb,var(--green) var(--v),var(--card));opacity:1}
        svg .heat.loss{fill:color-mix(in srgb,var(--red) var(--v),var(--card));opacity:1}
        svg .best{fill:none;stroke:var(--ink);stroke-width:2}svg .cell{font-size:11.5px}
        svg .held{stroke-width:1;stroke-dasharray:3 3;opacity:.75}
        svg .held.long{stroke:var(--teal)}svg .held.short{stroke:var(--orange)}
        svg .entry{stroke:var(--card);stroke-width:.8}
        svg .entry.long{fill:var(--teal)}svg .entry.short{fill:var(--orange)}
        .key.long{background:var(--teal)}.key.short{background:var(--orange)}
        svg .exit{fill:var(--card);stroke-width:1.6}
        svg .exit.long{stroke:var(--teal)}svg .exit.short{stroke:var(--orange)}
        svg .band{fill:var(--grid);opacity:.45}svg .bare{fill:transparent}
        svg .tail{stroke:var(--grey);stroke-width:1.4}svg .body{stroke:var(--blue);stroke-width:4;opacity:.45}
        svg .p50{fill:var(--blue)}svg .p99{fill:var(--card);stroke:var(--blue);stroke-width:1.8}
        svg .limit{stroke-width:2.6}svg .limit.met{stroke:var(--green)}svg .limit.missed{stroke:var(--red)}
        svg .limit.inconclusive{stroke:var(--amber)}
        svg .node{fill:var(--bg);stroke:var(--rule);stroke-width:1.2}
        svg .node-name{font-weight:600;font-size:12.5px}svg .node-op{fill:var(--soft);font-size:11px}
        svg .edge{fill:none;stroke:var(--grey);stroke-width:1.3}
        svg .edge.passive{stroke-dasharray:5 3}svg .edge.feedback{stroke:var(--violet);stroke-dasharray:2 3}
        svg .edge:hover{stroke:var(--blue);stroke-width:2.4}
        svg .type{fill:var(--card);stroke:var(--rule)}svg .type-name{fill:var(--soft);font-size:10.5px}
        svg .f0{fill:var(--blue)}svg .f1{fill:var(--teal)}svg .f2{fill:var(--green)}svg .f3{fill:var(--violet)}
        svg .f4{fill:var(--orange)}svg .f5{fill:var(--red)}svg .f6{fill:var(--amber)}svg .f7{fill:var(--grey)}
        svg .f8{fill:var(--soft)}
        .tip{position:absolute;pointer-events:none;background:var(--ink);color:var(--card);font-size:12px;line-height:1.4;
        padding:4px 9px;border-radius:6px;white-space:pre;display:none;transform:translateX(-50%);z-index:3;
        font-variant-numeric:tabular-nums}
        .dot{fill:var(--card);stroke:var(--ink);stroke-width:1.6;display:none}

        """
}
