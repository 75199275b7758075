"""The look of an answer in a browser: system fonts, nothing loaded, light and dark by the system's setting."""

STYLE = """
:root{color-scheme:light dark;--ground:#f4f2ed;--card:#fff;--line:#dcd7cc;--text:#22211e;--quiet:#5e5a50;--accent:#17605a;
--on-accent:#fff;--gold:#a97d1b;--bad:#8f2416;--bad-ground:#fcefeb;--good:#1c6434;--good-ground:#ecf6ee;--open:#6f5200;
--open-ground:#fbf4df;--code:#f4f2ed}
@media(prefers-color-scheme:dark){:root{--ground:#131416;--card:#1c1e21;--line:#34373c;--text:#ecebe7;--quiet:#aaa79f;
--accent:#7cd0c5;--on-accent:#0c2a27;--gold:#d9b255;--bad:#ffb4a4;--bad-ground:#38201b;--good:#93dfa8;--good-ground:#17301e;
--open:#f0cf7a;--open-ground:#33290f;--code:#131416}}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;padding:2rem 1rem;background:var(--ground);color:var(--text);overflow-wrap:anywhere;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:50rem;margin:0 auto}
.card{margin:0 0 1rem;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:.5rem 0 0;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{margin:0 0 .75rem;font-size:1.0625rem;font-weight:650}.part{margin:1.25rem 0 .375rem;font-size:.8125rem;font-weight:600;color:var(--quiet)}
p{margin:.5rem 0 0}ul,ol{margin:0;padding-left:1.25rem}li{margin:.25rem 0}a{color:var(--accent);text-underline-offset:.2em}
code,pre,.value{font:.875rem/1.5 ui-monospace,"SF Mono","Cascadia Mono",Consolas,"Liberation Mono",monospace}
.quiet{color:var(--quiet);font-size:.875rem}
.verdict{display:inline-block;margin:0;padding:.125rem .75rem;border-radius:1rem;font-size:.8125rem;font-weight:650;letter-spacing:.04em;text-transform:uppercase}
.refused .verdict{color:var(--bad);background:var(--bad-ground)}.accepted .verdict{color:var(--good);background:var(--good-ground)}
.undecided .verdict{color:var(--open);background:var(--open-ground)}
.notice{margin:0 0 1rem;padding:.75rem 1rem;border-radius:.625rem;color:var(--open);background:var(--open-ground)}
.pair{margin:1rem 0 0;padding:.75rem 1rem;background:var(--code);border-radius:.625rem}
.pair dt{float:left;clear:left;width:5.5rem;color:var(--quiet);font-size:.875rem}.pair dd{margin:0 0 0 5.5rem;white-space:pre-wrap}
.pair .part{margin:0 0 .25rem}.pair dl{margin:0}
mark{padding:0 .1em;border-radius:.2em;font-weight:700;color:var(--bad);background:var(--bad-ground);text-decoration:underline;text-decoration-thickness:2px}
mark:empty::before{content:"\\2423";opacity:.7}
pre{margin:.375rem 0 .5rem;padding:.5rem .75rem;background:var(--code);border-radius:.5rem;white-space:pre-wrap;user-select:all}
.tag{display:inline-block;margin:0 .25rem .25rem 0;padding:0 .5rem;border:1px solid var(--line);border-radius:.5rem;font-size:.8125rem}
.tag.refused{color:var(--bad);border-color:currentcolor;font-weight:600}.tag.passed{color:var(--good)}.tag.not_applicable,.tag.not_reached{color:var(--quiet)}
table{width:100%;border-collapse:collapse}th,td{padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
th{width:9rem;color:var(--quiet)}td .quiet{display:block}tr:last-child :is(th,td){border-bottom:0}
details{margin-top:.75rem}summary{cursor:pointer;color:var(--accent)}details[open] summary{margin-bottom:.5rem}
svg.lifetime{display:block;width:100%;height:2rem;margin-top:.25rem}
svg .span{fill:var(--line)}svg .valid{fill:var(--accent)}svg .now{fill:var(--gold)}
@media(max-width:36rem){body{padding:0;background:var(--card)}.card{margin:0;border-width:0 0 1px;border-radius:0;padding:1.25rem}
.notice{margin:0;border-radius:0}th{width:auto;display:block;padding-bottom:0;border:0}td{display:block}.pair dt{float:none;width:auto}.pair dd{margin:0}}
@media(forced-colors:active){mark,.verdict,.notice,.tag,pre,.pair{border:1px solid}}
"""
