import test from 'ava';

import { Random } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { products } from '../../detectors/long-tail/products.ts';
import { vendorOf } from '../../detectors/long-tail/vendor-of.ts';
import { Secret, createEngine } from '../../src/engine/index.ts';

const names = products.trim().split('\n');

test('a thousand products and more, each once and in a form that can be found', (t) => {
  t.true(names.length > 1000);
  t.is(new Set(names.map((name) => name.replaceAll(' ', ''))).size, names.length);
  for (const name of names) t.regex(name, /^[a-z0-9]+(?: [a-z0-9]+)*$/);
});

test('every product is told from the usual spellings of a name', (t) => {
  for (const name of names) {
    const id = name.replaceAll(' ', '-');
    const upper = name.replaceAll(' ', '_').toUpperCase();
    for (const left of [`${upper}_API_KEY=`, `"${name.replaceAll(' ', '_')}_secret": "`])
      t.is(vendorOf(left), id, left);
  }
});

test('the nearest name counts: in the name, on the line, in what the line belongs to', (t) => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['const acuitySchedulingApiKey = "', 'acuity-scheduling'],
    ['bitmexapikey: ', 'bitmex'],
    ['bitmex:\n  url: https://a.test\n  api_key: ', 'bitmex'],
    ['{"hunterio": {\n    "id": 7,\n    "key": "', 'hunter-io'],
    ['[bitmex]\nurl = x\npassword = ', 'bitmex'],
    ['fetch("https://api.scrapingbee.com/v1?api_key=', 'scrapingbee'],
    // What stands beside it or is closed does not own it; an ordinary word must stand in the name.
    ['"hunterio": {\n  "key": "a"\n}\npassword = ', undefined],
    ['bitmex_url: x\npassword: ', undefined],
    ['front:\n  password: ', undefined],
    ['front_api_token=', 'front'],
    ['db_password=', undefined],
  ];
  for (const [left, vendor] of cases) t.is(vendorOf(left), vendor, left);
  const before = '-H "Authorization: Bearer ';
  t.is(vendorOf(before, '" https://api.hunter.io/v2/x'), 'hunter-io');
  t.is(vendorOf(before, '" \\\n  https://api.bitmex.com/v1'), 'bitmex');
  t.is(vendorOf('api_key = "', '" # of bitmex'), 'bitmex');
  t.is(vendorOf('stripe_key = "', '" # not bitmex'), 'stripe');
  t.is(vendorOf('api_key = "', '", bitmex="x"'), undefined);
});

test('a generic match is reported under its product, with the id that it had', (t) => {
  const engine = createEngine(detectors);
  const secret = new Random('long-tail').base62(28);
  for (const [text, vendor] of [
    [`ACUITY_SCHEDULING_API_KEY=${secret}`, 'acuity-scheduling'],
    [`SOME_API_KEY=${secret}`, 'generic'],
  ] as const) {
    const bytes = Buffer.from(text);
    const [match] = engine.judge(bytes, engine.find(bytes), {});
    t.is(match?.detector.vendor, vendor);
    t.is(match?.detector.id, 'generic-api-key');
  }
  const value = engine.judgeValue(
    { name: 'bitmex.apiKey', secret: new Secret(Buffer.from(secret)), declaredSecret: false },
    { path: 'values.yaml' },
  );
  t.is(value?.detector.vendor, 'bitmex');
});
