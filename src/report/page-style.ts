import { PRINTED_ROWS_MAX } from "./audit-limits.ts";

/**
 * The report's style sheet. Light and dark follow the reader's system, print is light. Contrast of text against its
 * ground is at least 4.5 : 1, of plotted areas at least 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const PAGE_STYLE = `
:root{--ground:#fff;--panel:#f6f7f9;--text:#1a1f27;--muted:#59626f;--line:#d9dee5;--accent:#0b5cad;
--allow:#4d8f6f;--challenge:#9a7b13;--hold:#c8701a;--reject:#b8324a;--public:#1d6a55;--reason:#3f74b5;--shade:rgb(26 31 39/.32);color-scheme:light}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--panel:#1b2129;--text:#e7eaee;--muted:#a3adba;--line:#333c48;
--accent:#7db8f5;--allow:#5fae88;--challenge:#d0ae3f;--hold:#e2944a;--reject:#e5677d;--public:#57c3a1;--reason:#7fb0ea;--shade:rgb(231 234 238/.32);color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 20px 56px}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline;justify-content:space-between}
header p{margin:0;color:var(--muted)}
h1{font-size:clamp(22px,3.1vw,31px);line-height:1.35;margin:28px 0 8px;font-weight:650;text-wrap:balance}
h2{font-size:22px;margin:52px 0 8px;line-height:1.3}
h3{font-size:16px;margin:24px 0 4px}
p{margin:8px 0;max-width:76ch}
.muted,figcaption,small{color:var(--muted)}
.basis{border:1px solid var(--line);border-radius:6px;background:var(--panel);padding:10px 16px;margin:12px 0}
.basis h2{font-size:16px;margin:4px 0}.basis ul,.basis ol{margin:4px 0;max-width:none}
.second{border-left:4px solid var(--line);padding-left:16px}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;margin:24px 0;padding:1px;background:var(--line);border-radius:6px;overflow:hidden}
.figures div{background:var(--ground);padding:12px 14px}
.figures dt{font-size:14px;color:var(--muted)}
.figures dd{margin:0;font-size:22px;font-variant-numeric:tabular-nums}
dl{margin:0}
.bar{display:flex;height:14px;border-radius:3px;overflow:hidden;background:var(--line);margin:8px 0}
.bar i{display:block;height:100%}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;margin:4px 0 8px;padding:0;list-style:none}
.legend i,.swatch{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:6px}
figure{margin:12px 0}
figure svg{display:block;width:100%;height:auto}
figure .narrow{display:none}
.printed{display:none}
.scroll{overflow-x:auto;margin:12px 0;background:linear-gradient(90deg,var(--ground) 30%,transparent) 0 0/48px 100% local no-repeat,linear-gradient(270deg,var(--ground) 30%,transparent) 100% 0/48px 100% local no-repeat,linear-gradient(90deg,var(--shade),transparent) 0 0/16px 100% no-repeat,linear-gradient(270deg,var(--shade),transparent) 100% 0/16px 100% no-repeat}
.scroll th.w{white-space:normal;min-width:9ch}
.tall{max-height:640px;overflow:auto;border:1px solid var(--line);border-radius:6px}
.tall thead th{position:sticky;top:0;background:var(--ground)}
.scroll:focus-visible{outline:3px solid var(--accent)}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.45}
th,td{padding:6px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-weight:600;color:var(--muted);border-bottom-color:var(--muted)}
tbody th{font-weight:400}
.example{white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.id{overflow-wrap:anywhere;min-width:9ch;unicode-bidi:isolate}
code,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans CJK SC",monospace;font-size:13px}
thead th.id{font:inherit;font-weight:600}
code{overflow-wrap:anywhere}
.t,.type{white-space:nowrap}
.rule{min-width:17ch}
.words{min-width:15ch}
td code,th code{overflow-wrap:break-word}
.who{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:0 28px}
ul.plain,ol.plain{padding-left:20px;max-width:80ch}
footer{margin-top:52px;border-top:1px solid var(--line);padding-top:12px;font-size:14px;color:var(--muted)}
@media (max-width:620px){main{padding:16px 14px 40px}figure .wide{display:none}figure .narrow{display:block}h2{margin-top:40px}
th,td{padding:5px 7px}.figures{grid-template-columns:1fr 1fr}}
@media print{:root{--ground:#fff;--panel:#fff;--text:#000;--muted:#444;--line:#ccc;--allow:#4d8f6f;--challenge:#9a7b13;--hold:#c8701a;--reject:#b8324a;--public:#1d6a55;--reason:#3f74b5;color-scheme:light}
main{max-width:none;padding:0}.scroll{overflow:visible;background:none;max-height:none;border:0}.basis,.figures,figure,tr{break-inside:avoid}h2,h3,h2+p,.legend{break-after:avoid}
.tall tbody tr:nth-child(n+${PRINTED_ROWS_MAX + 1}){display:none}.printed{display:block}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:12px}table,code,.id{font-size:10px}}
`.trim();
