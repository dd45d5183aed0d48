/** The page's style: light and dark as the reader has it, one column when narrow, everything visible on paper. */
export const pageStyle = `
:root{--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--tile:#f6f8fa;--link:#0a58ca;--critical:#a40e26;--high:#d1521b;--medium:#b58900;--low:#6e7c8c;--bar:#3b6ea8}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--page:#0d1117;--tile:#161b22;--link:#79b8ff;--critical:#ff6b7a;--high:#ff9a5c;--medium:#e3c04b;--low:#8b98a6;--bar:#6ea8e0}}
*{box-sizing:border-box}
body{margin:0;padding:1.5rem;font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:1400px;margin-inline:auto}
h1{font-size:1.5rem;margin:0 0 1rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin:0 0 .6rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:0 0 1rem}
.tiles div{background:var(--tile);border:1px solid var(--line);border-radius:8px;padding:.7rem 1rem}
dt{color:var(--soft)}dd{margin:0;font-size:1.7rem;font-weight:650}dd small{display:block;font-size:.8rem;font-weight:400;color:var(--soft);min-height:1.2em}
.read,.reasons,figcaption{color:var(--soft)}.read strong{color:var(--critical)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem;margin:1rem 0 1.5rem}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:1rem}
svg{width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}.axis{stroke:var(--line)}
rect.critical{fill:var(--critical)}rect.high{fill:var(--high)}rect.medium{fill:var(--medium)}rect.low{fill:var(--low)}rect.bar{fill:var(--bar)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1rem;padding:0;margin:.6rem 0 0}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
i.critical{background:var(--critical)}i.high{background:var(--high)}i.medium{background:var(--medium)}i.low{background:var(--low)}
.filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin-bottom:.75rem}.filters p{margin:0;color:var(--soft)}
label{display:flex;flex-direction:column;font-size:.85rem;color:var(--soft)}
input,select,button{font:inherit;color:var(--ink);background:var(--page);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem}
input[type=search]{width:min(22rem,80vw)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{position:sticky;top:0;background:var(--page)}th button{border:0;padding:.1rem 0;font-weight:650;cursor:pointer;white-space:nowrap}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
td:first-child{white-space:nowrap;font-weight:600}td.critical{color:var(--critical)}td.high{color:var(--high)}td.medium{color:var(--medium)}td.low{color:var(--low)}
code{font:13px ui-monospace,monospace}td small{display:block;color:var(--soft)}a{color:var(--link)}
#more{margin-top:.8rem;cursor:pointer}
@media (max-width:640px){body{padding:.8rem}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}table,tbody,tr,td{display:block}td{border:0;padding:.15rem 0}tr{border-bottom:1px solid var(--line);padding:.6rem 0}}
@media print{.filters,#more,th button::after{display:none}.scroll{overflow:visible}tr,figure{break-inside:avoid}th{position:static}body{padding:0;max-width:none}}
`;

/** The table: rows are made from data with textContent alone, a few hundred at a time; printing makes all of them. */
export const pageScript = `
'use strict';
const all = JSON.parse(document.getElementById('data').textContent);
const order = { critical: 0, high: 1, medium: 2, low: 3 };
for (const one of all) one.text = [one.title, one.detector, one.places.join(' '), one.address, one.author, one.commit, one.status, one.since].join(' ').toLowerCase();
const page = 200;
let shown = page, sort = 'severity', down = false, list = all;
const body = document.getElementById('rows'), more = document.getElementById('more'), count = document.getElementById('count');
const search = document.getElementById('search'), severity = document.getElementById('severity'), where = document.getElementById('where');
const keys = { severity: (x) => order[x.severity], title: (x) => x.title, place: (x) => x.places[0] || '', since: (x) => x.since || '9999' };
function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}
function row(one) {
  const tr = make('tr');
  tr.append(make('td', one.severity, one.severity));
  const secret = make('td', one.title);
  secret.append(make('small', one.mask + ' (' + one.length + ' bytes, ' + one.confidence + (one.status === 'open' ? '' : ', ' + one.status) + ')'));
  tr.append(secret);
  const place = make('td');
  for (const text of one.places) { const line = make('div'); line.append(make('code', text)); place.append(line); }
  if (one.more > 0) place.append(make('small', 'and ' + one.more + ' more'));
  if (one.address) place.append(make('small', one.address));
  tr.append(place);
  const since = make('td', one.since);
  if (one.author) since.append(make('small', one.author));
  since.append(make('small', one.now ? 'in files now' : 'only in history'));
  tr.append(since);
  const why = make('td', one.why);
  why.append(make('small', one.advice));
  if (/^https:/.test(one.revoke)) {
    const link = make('a', 'revoke');
    link.href = one.revoke;
    link.rel = 'noreferrer noopener';
    const small = make('small');
    small.append(link);
    why.append(small);
  }
  tr.append(why);
  return tr;
}
function fill() {
  const part = document.createDocumentFragment();
  for (const one of list.slice(0, shown)) part.append(row(one));
  body.replaceChildren(part);
  more.hidden = list.length <= shown;
  count.textContent = list.length === all.length ? all.length + ' findings' : list.length + ' of ' + all.length + ' findings';
}
function update() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  list = all.filter((x) => (!severity.value || x.severity === severity.value) && (!where.value || (where.value === 'now') === x.now) && words.every((word) => x.text.includes(word)));
  const key = keys[sort];
  list.sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1); });
  shown = page;
  fill();
}
for (const element of [search, severity, where]) element.addEventListener('input', update);
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
more.addEventListener('click', () => { shown += page; fill(); });
for (const button of document.querySelectorAll('[data-sort]')) button.addEventListener('click', () => {
  down = sort === button.dataset.sort && !down;
  sort = button.dataset.sort;
  for (const th of document.querySelectorAll('th')) th.removeAttribute('aria-sort');
  button.parentElement.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  update();
});
addEventListener('beforeprint', () => { shown = Infinity; fill(); });
addEventListener('afterprint', () => { shown = page; fill(); });
update();
`;
