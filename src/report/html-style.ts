/** The page's one style sheet: system fonts, light and dark, phone and paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#d0d7de;--tint:#f3f6f9;--accent:#0a5ca8}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a3adb8;--paper:#11161d;--line:#3a434d;--tint:#1a212a;--accent:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{margin:.4rem 0}code{font:.92em ui-monospace,monospace;background:var(--tint);padding:0 .25em;border-radius:3px}
.headline p{font-size:1.2rem;font-weight:600;border-left:4px solid var(--accent);padding-left:12px}
.quiet p,small,.small{color:var(--soft);font-size:.9rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:6px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{background:var(--tint);overflow-wrap:normal}td{overflow-wrap:break-word;max-width:26rem}td:first-child,td:last-child{overflow-wrap:anywhere}td:first-child{min-width:9rem}.date{white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:.4rem 0}dt{color:var(--soft)}dd{margin:0}
figure{margin:0;overflow-x:auto}
.chart{display:block;width:100%;max-width:960px;min-width:560px;height:auto;font:13px system-ui,sans-serif}
.chart text{fill:var(--ink)}.chart .small text{fill:var(--soft);font-size:11px}.chart .grid{stroke:var(--line)}.chart .mark{stroke:var(--ink);stroke-dasharray:3 3}
#live{background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:12px 18px;margin-top:1.5rem}
#live[hidden]{display:none}#live-glance{min-height:3em}[aria-busy=true]{opacity:.5}
#live .sliders{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:10px 24px}
#live h2{margin-top:.3rem}#live label{font-size:.9rem;margin-right:8px}#live output{display:block;color:var(--soft);font-size:.9rem}#live input{display:block;width:100%;margin:4px 0 0;accent-color:var(--accent)}
#live button{font:inherit;padding:6px 14px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink)}#live button:disabled{color:var(--soft)}#live button:focus-visible,#live input:focus-visible,.scroll:focus-visible,figure:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.chart .span{fill:var(--accent);fill-opacity:.12}
@media (max-width:600px){main{padding:14px 14px 40px}table{width:max-content;min-width:100%}td{max-width:13rem}td:last-child:not(.number){min-width:9rem}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--line:#999;--tint:#eee}main{max-width:none;padding:0}#live{display:none}section{break-inside:avoid-page}.scroll,figure{overflow:visible}.chart{min-width:0}table{font-size:8pt}}
`;
