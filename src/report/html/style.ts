const LIGHT = `
--paper:#fff;--ink:#1b1f24;--muted:#59636e;--line:#dfe3e8;--panel:#f5f7f9;
--certified:#0b6e8f;--certified-fill:#bfe0ea;--unknown:#f5e3b3;--unknown-strong:#8a94a0;--falsified:#b3361c;--link:#0b6e8f;
--run0:#0b6e8f;--run1:#b3361c;--run2:#6b4fa8;--run3:#3d7a26;--run4:#a3680a;--run5:#a12d70;`;

const DARK = `
--paper:#14181d;--ink:#e8ecf0;--muted:#a3adb8;--line:#313943;--panel:#1d232a;
--certified:#4fb7d8;--certified-fill:#1f4a59;--unknown:#5a4c22;--unknown-strong:#8a94a0;--falsified:#ff8266;--link:#6cc6e3;
--run0:#4fb7d8;--run1:#ff8266;--run2:#b79df0;--run3:#8ccf70;--run4:#e6b457;--run5:#f08cc4;`;

const RUNS = [0, 1, 2, 3, 4, 5].map((k) => `.run${k}{background:var(--run${k})}`).join('');

/** The colour on paper of a variable of the style sheet. */
export function paperColour(name: string): string | undefined {
  return LIGHT.split(/[;\n]/)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
}

/** The style of the page. Figures take their colours from its variables. */
export const STYLE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{${LIGHT}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1rem 1rem 3rem;max-width:78rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.4rem;margin:2rem 0 1rem;padding-top:.8rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1.15rem;margin:2rem 0 .6rem;overflow-wrap:anywhere}
h4{font-size:.95rem;margin:0}h4 span{font-weight:normal;color:var(--muted)}
a{color:var(--link)}nav a{margin-right:.8rem;overflow-wrap:anywhere}
footer,.note,figcaption{color:var(--muted);font-size:.875rem}
.note{max-width:46rem}
code,.path{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em;overflow-wrap:anywhere}
figure{margin:1.2rem 0;max-width:46rem}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:0 2rem;align-items:start}.pair>*{min-width:0}figure .title{font-weight:600;margin:0 0 .25rem}figcaption{margin-top:.25rem}
svg{display:block;max-width:100%;height:auto;font-family:inherit}svg.narrow{display:none}
@media (max-width:720px){svg.narrow{display:block}svg.wide{display:none}}
.legend{margin:0 0 .4rem;font-size:.875rem}.key{display:inline-block;margin-right:1.1rem}
.key i,.dot{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.4rem;vertical-align:-1px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.key .certified,.bracket .certified{background:var(--certified)}.key .unknown{background:var(--unknown);outline:1px solid var(--unknown-strong)}.key .range{background:var(--certified-fill)}.key .weak{background:var(--unknown-strong)}.key .falsified,.key .outline{background:none;border-top:3px dashed var(--falsified);height:0;vertical-align:4px}.key .outline{border-top-style:solid}
${RUNS}
b.certified,b.passed{color:var(--certified)}b.falsified,b.failed{color:var(--falsified)}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}
.tile{background:var(--panel);border-radius:8px;padding:.6rem .9rem;min-width:8.5rem;flex:0 1 auto}
.tile b{display:block;font-size:1.35rem;line-height:1.3;font-variant-numeric:tabular-nums}.tile span{color:var(--muted);font-size:.85rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding-bottom:.3rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom;white-space:normal;min-width:4.5rem}
.text{text-align:left}tbody th{font-weight:600}
details{margin:1rem 0}summary{cursor:pointer;color:var(--link)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17.5rem),1fr));gap:.9rem}
.card{border:1px solid var(--line);border-radius:8px;padding:.7rem .8rem;break-inside:avoid}
.card p{margin:.25rem 0 0;font-size:.85rem}.card .name{color:var(--muted);overflow-wrap:anywhere}
.pictures{display:grid;grid-template-columns:repeat(4,1fr);gap:.4rem;margin:.5rem 0}
.picture{margin:0}.picture img{display:block;width:100%;height:auto;image-rendering:pixelated;border:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
.picture figcaption{font-size:.72rem;line-height:1.2;margin-top:.15rem}
.framed{position:relative}.framed i{position:absolute;outline:2px solid var(--falsified);-webkit-print-color-adjust:exact;print-color-adjust:exact}
.pictures:has(svg){grid-template-columns:1fr 1fr}
.bracket{position:relative;height:.6rem;border-radius:3px;overflow:hidden;background:repeating-linear-gradient(135deg,var(--falsified) 0 2px,transparent 2px 6px);outline:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
.bracket i{position:absolute;inset:0 auto 0 0}.bracket .unknown{background:var(--unknown)}
dl{margin:.5rem 0;font-size:.9rem}dl div{display:grid;grid-template-columns:12rem 1fr;gap:.2rem 1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}dd{margin:0;min-width:0}
@media (max-width:560px){dl div{grid-template-columns:1fr}.tile{flex:1 1 8.5rem}}
@media print{body{padding:0;font-size:11pt;max-width:none}svg.wide{display:block}svg.narrow{display:none}section{break-before:page}section:first-of-type{break-before:auto}figure,.tiles,tr{break-inside:avoid}nav{display:none}.scroll{overflow:visible}h3{break-after:avoid}a{color:inherit}}
`;
