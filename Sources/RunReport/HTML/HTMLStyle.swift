/// The page's looks: one set of colours for light, one for dark, all drawings by class.
enum HTMLStyle {
    static let sheet = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2130;--soft:#5d6678;--rule:#dfe3ea;
        --grid:#eceff3;--blue:#2563c9;--teal:#0b8a7d;--red:#c8372d;--green:#1d8348;--amber:#b06c00;--violet:#7a4fc4;
        --orange:#c8590b;--grey:#8a93a5;--badge:14%}
        @media (prefers-color-scheme:dark){:root{--bg:#10141c;--card:#181e29;--ink:#e6eaf2;--soft:#98a3b8;
        --rule:#2b3444;--grid:#232b39;--blue:#6ea8ff;--teal:#3fc7b6;--red:#ff7d72;--green:#5fce8b;--amber:#f0b04a;
        --violet:#b697ff;--orange:#ff9a57;--grey:#7f8aa0;--badge:20%}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",
        Roboto,"Noto Sans",sans-serif}
        main{max-width:1120px;margin:0 auto;padding:28px 20px 60px}
        h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
        h2{font-size:17px;margin:0 0 10px}
        h3{font-size:14px;margin:18px 0 6px;color:var(--soft);font-weight:600}
        p{margin:6px 0}
        .soft,figcaption{color:var(--soft);font-size:13px}
        section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:18px 20px;margin-top:18px}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(158px,1fr));gap:12px;margin-top:18px}
        .card{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px 14px;min-width:0}
        .card b{display:block;font-size:21px;line-height:1.3;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .card span{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
        .card small{font-size:13px;font-weight:400;color:var(--soft)}
        .notice{border-color:var(--red);color:var(--red);white-space:pre-wrap}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
        th{text-align:left;color:var(--soft);font-weight:600;border-bottom:1px solid var(--rule);padding:5px 10px 5px 0;
        white-space:nowrap}
        td{border-bottom:1px solid var(--grid);padding:5px 10px 5px 0;vertical-align:top}
        tr:last-child td{border-bottom:0}
        .n{text-align:right;white-space:nowrap}
        th.n{text-align:right}
        code{font:12.5px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .badge{display:inline-block;border-radius:99px;padding:1px 10px;font-size:12.5px;font-weight:600;white-space:nowrap}
        .badge.met{color:var(--green);background:color-mix(in srgb,var(--green) var(--badge),transparent)}
        .badge.missed{color:var(--red);background:color-mix(in srgb,var(--red) var(--badge),transparent)}
        .badge.inconclusive{color:var(--amber);background:color-mix(in srgb,var(--amber) var(--badge),transparent)}
        .op{white-space:nowrap}
        figure{margin:0;position:relative}
        svg{display:block;font-family:inherit}
        svg.chart{width:100%;height:auto}
        svg.graph{max-width:100%;height:auto;margin:0 auto}
        svg text{fill:var(--ink);font-size:12px}
        svg .tick{fill:var(--soft);font-size:11.5px}
        svg .value{fill:var(--soft);font-size:11.5px}
        svg .grid{stroke:var(--grid)}svg .axis{stroke:var(--rule)}svg .zero{stroke:var(--grey)}
        svg .line{fill:none;stroke-width:1.6;stroke-linejoin:round}
        svg .line.equity{stroke:var(--blue)}svg .area.equity{fill:var(--blue);opacity:.1}
        svg .line.drawdown{stroke:var(--red)}svg .area.drawdown{fill:var(--red);opacity:.14}
        svg .line.price{stroke:var(--grey);stroke-width:1.1}
        svg .held{stroke-width:1;stroke-dasharray:3 3;opacity:.75}
        svg .held.long{stroke:var(--teal)}svg .held.short{stroke:var(--orange)}
        svg .entry{stroke:var(--card);stroke-width:.8}
        svg .entry.long{fill:var(--teal)}svg .entry.short{fill:var(--orange)}
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
        .key{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 4px 0 10px}
        .tip{position:absolute;pointer-events:none;background:var(--ink);color:var(--card);font-size:12px;
        padding:3px 8px;border-radius:5px;white-space:nowrap;display:none;transform:translate(-50%,-130%)}
        .dot{fill:var(--card);stroke:var(--ink);stroke-width:1.6;display:none}
        @media print{body{background:#fff}section,.card{break-inside:avoid}}

        """

    /// Shows time and value of the point nearest to the pointer.
    static let script = """
        for(const svg of document.querySelectorAll('svg[data-hover]')){
        const points=svg.dataset.hover.split(';').map(p=>p.split(',').map(Number));
        const tip=document.createElement('div');tip.className='tip';svg.parentNode.appendChild(tip);
        const dot=document.createElementNS('http://www.w3.org/2000/svg','circle');
        dot.setAttribute('class','dot');dot.setAttribute('r','4');svg.appendChild(dot);
        svg.addEventListener('pointermove',event=>{
        const box=svg.getBoundingClientRect(),scale=box.width/svg.viewBox.baseVal.width;
        const x=(event.clientX-box.left)/scale;
        let low=0,high=points.length-1;
        while(high-low>1){const middle=(low+high)>>1;if(points[middle][0]<x)low=middle;else high=middle}
        const p=Math.abs(points[low][0]-x)<Math.abs(points[high][0]-x)?points[low]:points[high];
        dot.setAttribute('cx',p[0]);dot.setAttribute('cy',p[1]);dot.style.display='block';
        const when=new Date(p[2]).toISOString().replace('T',' ').slice(0,19);
        tip.textContent=when+'   '+p[3].toLocaleString('en-US',{maximumFractionDigits:6});
        tip.style.left=Math.min(Math.max(p[0]*scale,95),box.width-95)+'px';
        tip.style.top=Math.max(p[1]*scale,34)+'px';tip.style.display='block'});
        svg.addEventListener('pointerleave',()=>{tip.style.display=dot.style.display='none'})}

        """
}
