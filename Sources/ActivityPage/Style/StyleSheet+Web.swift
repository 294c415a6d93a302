// SPDX-License-Identifier: Apache-2.0

extension StyleSheet {
    /// The whole style sheet of `plex-activity-web`.
    package static var web: [UInt8] {
        var sheet = Markup()
        for part in [Self.colours, Self.drawing, Self.page, Self.status] { sheet.verbatim(part) }
        return sheet.bytes
    }

    /// The looks of what runs now.
    private static let status: StaticString = """
        #live{margin-left:auto;color:var(--soft);font-size:13px}nav+main{padding-top:1.2rem}
        .warning{background:var(--card);border:1px solid var(--bad);border-left-width:5px;border-radius:10px;
        padding:.8rem 1.1rem;margin:0 0 1.25rem}.problem{color:var(--bad);font-size:14px;margin:.5rem 0 0}
        section h2 a{color:inherit;text-decoration:none}section h2 a:hover{text-decoration:underline}
        .state{font-weight:400;font-size:13px;margin-left:.7rem;color:var(--soft)}.state.ok{color:var(--good)}
        .state.bad{color:var(--bad)}.work{list-style:none;margin:.6rem 0 0;padding:0}.work>li{padding:.7rem 0;
        border-top:1px solid var(--faint);display:grid;grid-template-columns:minmax(0,1.3fr) minmax(0,1fr) minmax(0,.9fr);
        gap:.2rem 1.6rem;align-items:center}.work>li:first-child{border-top:0}.name b{font-weight:600;margin-right:.6rem}
        .name bdi{overflow-wrap:anywhere}.soft{color:var(--soft)}.progress{display:grid;
        grid-template-columns:1fr 4.2rem;gap:.7rem;align-items:center;font-size:13px;font-variant-numeric:tabular-nums}
        .progress svg{width:100%;height:8px;display:block}.rail{fill:var(--line);rx:4px}.progress .b{rx:4px}
        .progress span{white-space:nowrap}.times{font-size:13px;color:var(--soft);display:flex;flex-wrap:wrap;gap:0 1rem}
        .late{color:var(--warn)}.next{grid-column:1/-1;margin:.2rem 0 0;font-size:13.5px;color:var(--link)}
        .filter{display:flex;flex-wrap:wrap;
        gap:.6rem 1.2rem;margin:.8rem 0 1.2rem;font-size:14px;align-items:center}select,input,button{font:inherit;
        color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:7px;padding:.25rem .6rem}
        button{cursor:pointer}.message{white-space:normal;min-width:18rem}.urgent td:nth-child(3){color:var(--bad)}
        section>h1{font-size:1.2rem}@media(max-width:720px){.work>li{
        grid-template-columns:1fr}.name b,.name .soft{display:block}}

        """
}
