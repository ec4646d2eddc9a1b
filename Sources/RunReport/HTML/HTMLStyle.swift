/// The page's looks: one set of colours for light, one for dark.
enum HTMLStyle {
    static let sheet = """
        :root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--ink:#172033;--soft:#5b6579;--rule:#dce1e9;
        --grid:#ebeef3;--blue:#2460c8;--teal:#0b877b;--red:#c5352c;--green:#1a7f47;--amber:#a86500;--violet:#7449bf;
        --orange:#c2560b;--grey:#8a93a5;--badge:13%;--shadow:0 1px 2px rgb(20 30 50/.05),0 4px 14px rgb(20 30 50/.04)}
        @media (prefers-color-scheme:dark){:root{--bg:#0e1219;--card:#161c27;--ink:#e7ebf3;--soft:#98a3b8;
        --rule:#29313f;--grid:#222a37;--blue:#6ea8ff;--teal:#3fc7b6;--red:#ff7d72;--green:#56cc86;--amber:#f0b04a;
        --violet:#b697ff;--orange:#ff9a57;--grey:#7f8aa0;--badge:20%;--shadow:none}}
        *{box-sizing:border-box}
        html{scroll-behavior:smooth;scroll-padding-top:56px;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",
        Roboto,"Noto Sans","DejaVu Sans",sans-serif}
        nav{position:sticky;top:0;z-index:5;background:color-mix(in srgb,var(--bg) 88%,transparent);
        backdrop-filter:blur(8px);border-bottom:1px solid var(--rule)}
        nav div{max-width:1120px;margin:0 auto;padding:0 20px;display:flex;gap:16px;overflow-x:auto;scrollbar-width:none;
        mask-image:linear-gradient(90deg,#000 calc(100% - 40px),transparent)}
        nav a{color:var(--soft);text-decoration:none;font-size:13px;padding:11px 0;white-space:nowrap}
        nav a:hover,nav a:focus-visible{color:var(--ink)}
        main{max-width:1120px;margin:0 auto;padding:26px 20px 60px}
        h1{font-size:28px;line-height:1.2;letter-spacing:-.01em;margin:0 0 4px;overflow-wrap:anywhere}
        h2{font-size:18px;letter-spacing:-.005em;margin:0 0 12px}
        h3{font-size:13.5px;margin:20px 0 6px;color:var(--soft);font-weight:600}
        h2+h3{margin-top:0}
        p{margin:6px 0}
        a{color:var(--blue)}
        .soft,figcaption{color:var(--soft);font-size:13px}
        figcaption{margin-top:4px}
        section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:18px 20px;margin-top:18px;
        box-shadow:var(--shadow)}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:12px;margin-top:18px}
        .card{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:11px 14px 12px;min-width:0;
        box-shadow:var(--shadow)}
        .card span{display:block;color:var(--soft);font-size:12.5px;overflow-wrap:anywhere}
        .card b{display:block;font-size:22px;line-height:1.3;font-weight:650;letter-spacing:-.01em;
        font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .card small{display:block;min-height:1.4em;font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
        b.gain{color:var(--green)}b.loss{color:var(--red)}
        .notice{border:1px solid var(--red);border-radius:12px;padding:12px 16px;margin-top:18px;color:var(--red);
        white-space:pre-wrap;overflow-wrap:anywhere}
        .lint{border-left:4px solid var(--amber)}
        .lint ul,.doubts{margin:0;padding:0;list-style:none}
        .lint li{padding:5px 0;display:flex;gap:10px;align-items:baseline}
        .lint li+li{border-top:1px solid var(--grid)}
        .lint .badge{flex:none;min-width:74px;text-align:center}
        .lint code{color:var(--soft)}
        .doubts{margin:10px 0}.doubts li{padding:2px 0 2px 14px;border-left:3px solid var(--amber);margin:4px 0}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
        th{text-align:left;color:var(--soft);font-weight:600;border-bottom:1px solid var(--rule);padding:5px 12px 5px 0;
        white-space:nowrap}
        td{border-bottom:1px solid var(--grid);padding:5px 12px 5px 0;vertical-align:top}
        tr:last-child td{border-bottom:0}
        table:not(.heat) tbody tr:hover td{background:color-mix(in srgb,var(--grid) 55%,transparent)}
        .n{text-align:right;white-space:nowrap}
        th.n{text-align:right}
        .heat{border-collapse:separate;border-spacing:3px;min-width:680px;text-align:right}
        .heat th{border:0;padding:2px 6px;text-align:center}.heat th[scope=row]{text-align:left}
        .heat td{border:0;border-radius:5px;padding:5px 7px;text-align:right;background:var(--grid)}
        .heat td.gain{background:color-mix(in srgb,var(--green) var(--v),var(--card))}
        .heat td.loss{background:color-mix(in srgb,var(--red) var(--v),var(--card))}
        .heat td.total{font-weight:650}
        .heat td:empty{background:transparent}
        .bar{display:block;position:relative;width:120px;height:12px;margin-top:4px;
        background:linear-gradient(var(--rule),var(--rule)) center/1px 100% no-repeat}
        .bar i{position:absolute;top:1px;bottom:1px;border-radius:2px}
        .bar.gain i{left:50%;background:var(--green)}.bar.loss i{right:50%;background:var(--red)}
        code{font:12.5px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .badge{display:inline-block;border-radius:99px;padding:1px 10px;font-size:12.5px;font-weight:600;white-space:nowrap}
        .badge.met{color:var(--green);background:color-mix(in srgb,var(--green) var(--badge),transparent)}
        .badge.missed{color:var(--red);background:color-mix(in srgb,var(--red) var(--badge),transparent)}
        .badge.inconclusive{color:var(--amber);background:color-mix(in srgb,var(--amber) var(--badge),transparent)}
        .badge.note{color:var(--soft);background:var(--grid)}
        .op{white-space:nowrap}
        details{margin-top:12px;border-top:1px solid var(--grid);padding-top:8px}
        summary{cursor:pointer;color:var(--soft);font-size:13.5px;font-weight:600;padding:4px 0}
        summary .soft{font-weight:400}
        figure{margin:0;position:relative}
        .small-charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:10px 26px}
        .legend{margin-right:14px;white-space:nowrap}
        .key{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;
        vertical-align:-1px;background:var(--grey)}
        .narrow{display:none}
        @media (max-width:700px){main{padding:18px 12px 40px}section{padding:14px 14px;border-radius:10px}
        nav div{padding:0 12px;gap:16px}.cards{grid-template-columns:repeat(2,1fr);gap:8px}.card b{font-size:19px}
        .wide{display:none}.narrow{display:block}h1{font-size:23px}.legend{white-space:normal}
        .lint li{display:block}.lint .badge{margin-bottom:2px}
        .scroll table:not(.heat){width:max-content;min-width:100%}.scroll td{white-space:nowrap}
        .scroll td:last-child:not(.n){white-space:normal;min-width:min(60vw,420px);max-width:min(80vw,420px)}
        .scroll td:first-child,.scroll th:first-child{position:sticky;left:0;z-index:1;background:var(--card);
        white-space:normal;max-width:38vw;overflow-wrap:anywhere}
        .scroll figcaption{position:sticky;left:0;max-width:80vw}.scroll svg.graph{max-width:none}}
        @media (min-width:701px){.small-charts svg text,.small-charts svg .tick,.small-charts svg .label{font-size:9.2px}}
        @media print{nav{display:none}body{background:#fff}section,.card{break-inside:avoid;box-shadow:none}}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}

        """

    /// Shows time and values of the points nearest to the pointer.
    static let script = """
        for(const svg of document.querySelectorAll('svg[data-hover]')){
        const names=svg.dataset.names.split('|');
        const lines=svg.dataset.hover.split('|').map(l=>l?l.split(';').map(p=>p.split(',').map(Number)):[]);
        if(!lines.some(l=>l.length))continue;
        const figure=svg.closest('figure');
        const tip=document.createElement('div');tip.className='tip';tip.setAttribute('aria-hidden','true');
        figure.appendChild(tip);
        const dots=lines.map(()=>{const dot=document.createElementNS('http://www.w3.org/2000/svg','circle');
        dot.setAttribute('class','dot');dot.setAttribute('r','4');svg.appendChild(dot);return dot});
        const near=(points,x)=>{let low=0,high=points.length-1;
        while(high-low>1){const middle=(low+high)>>1;if(points[middle][0]<x)low=middle;else high=middle}
        return Math.abs(points[low][0]-x)<Math.abs(points[high][0]-x)?points[low]:points[high]};
        svg.addEventListener('pointermove',event=>{
        const box=svg.getBoundingClientRect(),outer=figure.getBoundingClientRect();
        const scale=box.width/svg.viewBox.baseVal.width,x=(event.clientX-box.left)/scale;
        const texts=[];let first=null;
        lines.forEach((points,i)=>{if(!points.length)return;
        const p=near(points,x);first=first||p;
        dots[i].setAttribute('cx',p[0]);dots[i].setAttribute('cy',p[1]);dots[i].style.display='block';
        texts.push(names[i]+' '+p[3].toLocaleString('en-US',{maximumFractionDigits:4}))});
        tip.textContent=new Date(first[2]).toISOString().replace('T',' ').slice(0,19)+'\\n'+texts.join('\\n');
        tip.style.display='block';const half=tip.offsetWidth/2,at=first[0]*scale+box.left-outer.left;
        tip.style.left=Math.min(Math.max(at,half),Math.max(outer.width-half,half))+'px';
        tip.style.top=Math.max(first[1]*scale+box.top-outer.top-tip.offsetHeight-12,0)+'px'});
        svg.addEventListener('pointerleave',()=>{tip.style.display='none';for(const d of dots)d.style.display='none'})}

        """
}
