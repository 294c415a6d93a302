// SPDX-License-Identifier: Apache-2.0

/// The looks of all pages. They follow the reader's choice of light or dark, and load nothing.
package enum StyleSheet {
    /// The colours. Text has a contrast of at least 4.5 to 1 on its ground (WCAG 2.2, 1.4.3).
    package static let colours: StaticString = """
        :root{color-scheme:light dark;--bg:#f7f6f3;--card:#fffefc;--ink:#262a2e;--soft:#62686e;--line:#e7e4dd;
        --faint:#f1efea;--link:#2b628f;--scan:#5b8db8;--meta:#58a399;--work:#9584bd;--media:#cf9a5b;--other:#a3a8ad;
        --mixed:#8b98a5;--good:#3c8a5b;--bad:#c0493d;--warn:#b7791f;--away:#c0493d;--shade:#c0493d1f;--on:#fff;
        --hatch:#ffffffa6}
        @media(prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--ink:#dfe3e6;--soft:#99a1a8;--line:#2b3137;
        --faint:#22272c;--link:#8bbbe0;--scan:#5f95c4;--meta:#4f9b90;--work:#8f7ec0;--media:#c48f50;--other:#767d84;
        --mixed:#71808f;--good:#55a878;--bad:#df6a5c;--warn:#d79b45;--away:#df6a5c;--shade:#df6a5c26;--on:#14171a;
        --hatch:#14171aa6}}

        """

    /// The looks of bars, marks and shades, for pages and standalone drawings.
    package static let drawing: StaticString = """
        .b{rx:2.5px;stroke-width:0}.f0{fill:var(--scan);stroke:var(--scan)}.f1{fill:var(--meta);stroke:var(--meta)}
        .f2{fill:var(--work);stroke:var(--work)}.f3{fill:var(--media);stroke:var(--media)}.f4{fill:var(--other);
        stroke:var(--other)}.f5{fill:var(--mixed);stroke:var(--mixed)}.out{fill:var(--away);opacity:.75}.vague{opacity:.6}
        .hatch{fill:var(--hatch)}.shade{fill:var(--shade)}line{stroke:var(--line)}line.thin{opacity:.5}
        .mark path{fill:none;stroke:var(--on);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
        .mark path.disc{stroke:var(--card);stroke-width:1.5}.good .disc{fill:var(--good)}.bad .disc{fill:var(--bad)}
        .warn .disc{fill:var(--warn)}.lost .disc{fill:var(--soft)}.mark.open path{stroke:var(--warn)}
        .mark.open path.disc{fill:var(--card);stroke:var(--warn)}.flag.bad path{fill:var(--bad);
        stroke:var(--bad)}.flag.lost path{fill:var(--soft);stroke:var(--soft)}text{font:12px system-ui,sans-serif;fill:var(--soft)}

        """

    /// The looks of a page.
    package static let page: StaticString = """
        nav{max-width:1440px;margin:0 auto;padding:1.2rem 2rem 0;display:flex;flex-wrap:wrap;gap:1.4rem;font-size:14px;
        align-items:baseline}nav a{color:var(--soft);text-decoration:none;padding:.2rem 0;border-bottom:2px solid transparent}
        nav a[aria-current]{color:var(--ink);border-color:var(--scan)}nav a:hover{color:var(--ink)}
        *{box-sizing:border-box}html{scroll-behavior:smooth;scroll-padding-top:1rem}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;
        --lab:168px}main{max-width:1440px;margin:0 auto;padding:2rem 2rem 0}footer{max-width:1440px;margin:0 auto;
        padding:1rem 2rem 3rem;color:var(--soft);font-size:13px}a{color:var(--link)}
        header{margin:0 0 1.5rem}h1{font-size:1.5rem;font-weight:600;letter-spacing:-.01em;margin:0}.sub{margin:.15rem 0 0;
        color:var(--soft)}.lead{font-size:1.15rem;margin:1rem 0 0}h2{font-size:1rem;font-weight:600;margin:0 0 .75rem}
        h4{font-size:13px;font-weight:600;margin:.9rem 0 .25rem}section{background:var(--card);border:1px solid var(--line);
        border-radius:12px;padding:1.25rem 1.5rem 1.4rem;margin:0 0 1.25rem}.note,.none{color:var(--soft);font-size:13px;
        margin:.6rem 0 0}h2+.note{margin:-.5rem 0 .75rem}.none{margin:0}
        .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;
        z-index:9}.defs{position:absolute;width:0;height:0}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:1.1rem 0 0;padding:0;font-size:13px;
        color:var(--soft)}.legend li,.tally{display:inline-flex;align-items:center;gap:.4rem}.sample{width:20px;height:11px}
        .sym{width:16px;height:16px;flex:none}
        .chart{margin:0;position:relative}.axis{margin-left:var(--lab)}.ticks{display:block;width:100%;overflow:visible}
        .ticks a{cursor:pointer}.ticks a text{fill:var(--link)}.ticks a:hover text{text-decoration:underline}
        .ticks .last{text-anchor:end}.rows{position:relative}.grid{position:absolute;left:var(--lab);top:0;
        width:calc(100% - var(--lab));height:100%}.row{display:grid;grid-template-columns:var(--lab) 1fr;
        align-items:center;position:relative;border-top:1px solid var(--faint)}.row:first-of-type{border-top-color:var(--line)}
        .row:hover,.row:focus-within{z-index:2}.lab{font-size:13px;padding-right:1rem;white-space:nowrap;overflow:hidden;
        text-overflow:ellipsis}.track{display:block;width:100%;overflow:visible;pointer-events:none}
        .track g{pointer-events:auto;outline-offset:2px}.track>g:hover>.b,.track>g:focus-visible>.b{filter:brightness(1.12);
        opacity:1}.track>g:focus{outline:none}.track>g:focus-visible>.b{stroke:var(--ink);stroke-width:2px}
        .e{display:none;overflow:visible;pointer-events:none}.track>g:hover>.e,.track>g:focus>.e{display:block}
        .e.mid{transform:translateX(-132px)}.e.end{transform:translateX(-264px)}
        .e div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.55rem .75rem;margin-top:4px;
        box-shadow:0 6px 24px #0003;font-size:13px;line-height:1.4;overflow-wrap:anywhere;max-height:14rem;overflow:hidden}
        .e p{margin:.1rem 0 0;color:var(--soft)}
        details{border-top:1px solid var(--faint)}details:first-of-type{border-top:0}summary{cursor:pointer;
        padding:.55rem 0;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;align-items:baseline}
        summary::before{content:"▸";color:var(--soft);width:.8em;margin-right:-.6rem}details[open]>summary::before{content:"▾"}
        summary span{color:var(--soft);font-size:13px}summary .tally{align-self:center}details>div{padding:.25rem 0 1rem}
        .wide{overflow-x:auto;margin:0 -1.5rem;padding:0 1.5rem}table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:left;padding:.42rem 1.2rem .42rem 0;border-top:1px solid var(--faint);vertical-align:middle;
        font-weight:400}thead th{border-top:0;color:var(--soft);font-size:12.5px;padding-top:0;white-space:nowrap}
        td{white-space:nowrap;font-variant-numeric:tabular-nums}th bdi,td bdi{overflow-wrap:anywhere}
        .spark{width:96px;height:22px;display:block}.spark polyline{fill:none;stroke:var(--scan);stroke-width:1.5;
        stroke-linejoin:round}.spark circle{fill:var(--scan)}
        .moments{list-style:none;margin:0;padding:0;max-height:26rem;overflow-y:auto}.moments li{display:grid;
        grid-template-columns:16px 9.2rem 1fr;gap:.7rem;padding:.38rem 0;border-top:1px solid var(--faint);font-size:14px;
        align-items:start}.moments li:first-child{border-top:0}.moments .sym{margin-top:.18rem}.moments b{font-weight:600}
        .moments time{color:var(--soft);font-variant-numeric:tabular-nums}.moments small{color:var(--soft);font-size:13px;
        margin-left:.6rem}.moments bdi{overflow-wrap:anywhere}pre{overflow-x:auto;background:var(--faint);border-radius:8px;
        padding:.8rem 1rem;font:13px/1.5 ui-monospace,monospace;margin:0 0 1rem}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
        @media(max-width:1100px){.ticks tspan{display:none}}
        @media(max-width:720px){nav{padding:1rem .9rem 0;gap:1rem}body{--lab:0px}main{padding:1.1rem .75rem 0}footer{padding:1rem .9rem 2rem}
        section{padding:1rem .9rem;border-radius:10px}.row{display:block;padding-top:.3rem}.lab{font-size:12px;
        color:var(--soft)}.wide{margin:0 -.9rem;padding:0 .9rem}.moments li{grid-template-columns:16px 1fr}
        .moments li>span{grid-column:2}.moments small{display:block;margin:0}.track .b{stroke-width:1px}
        .ticks text{font-size:10.5px}.dense a:nth-of-type(2n) text{display:none}
        .legend{font-size:12px;gap:.15rem .9rem}}
        @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        @media print{body{background:#fff}main{max-width:none;padding:0}section{border:0;padding:0;break-inside:avoid}
        .skip,nav{display:none}details::details-content{content-visibility:visible;display:block}.moments{max-height:none}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """
}
