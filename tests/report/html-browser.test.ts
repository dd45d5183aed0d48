import test, { type ExecutionContext } from 'ava';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { finding, input, render } from './sample.ts';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** A page in the real browser; undefined, with the reason told, where there is none. */
async function open(t: ExecutionContext, html: string, dark = false): Promise<Page | undefined> {
  if (program === undefined) {
    if (process.env['CI'] === 'true') t.fail('chromium is not installed: see tests/services/apt.txt');
    else t.log('skipped: chromium is not installed (apt-get install chromium)');
    t.pass();
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'unleak-html-'));
  writeFileSync(join(folder, 'report.html'), html);
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  t.teardown(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const page = await browser.newPage({ colorScheme: dark ? 'dark' : 'light' });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) said.push(request.url());
  });
  await page.goto(`file://${join(folder, 'report.html')}`);
  t.deepEqual(said, [], 'no error, no refused content, no request');
  return page;
}

test.serial(
  '10,000 findings: filtered in less than a second, sorted from the keyboard, printed whole',
  async (t) => {
    const page = await open(
      t,
      await render('html', input(Array.from({ length: 10_000 }, (_, n) => finding(n)))),
    );
    if (page === undefined) return;
    t.is(await page.textContent('#count'), '10000 findings');
    const took = await page.evaluate(`(() => {
    const search = document.getElementById('search');
    let least = Infinity;
    for (let run = 0; run < 3; run++) {
      const start = performance.now();
      search.value = 'app-96 critical-no';
      search.dispatchEvent(new Event('input'));
      search.value = 'app-96';
      search.dispatchEvent(new Event('input'));
      document.body.getBoundingClientRect();
      least = Math.min(least, performance.now() - start);
    }
    return least;
  })()`); // prettier-ignore
    t.true(Number(took) < 1000, `${String(took)} ms for two filters, at best`);
    const expected = Array.from({ length: 10_000 }, (_, n) => n).filter((n) => n % 97 === 96).length;
    t.is(await page.textContent('#count'), `${expected} of 10000 findings`);
    t.is(await page.locator('#rows tr').count(), expected);
    await page.locator('[data-sort=since]').focus();
    await page.keyboard.press('Enter');
    t.is(await page.getAttribute('th:has([data-sort=since])', 'aria-sort'), 'ascending');
    const dates = await page.locator('#rows td:nth-child(4)').allTextContents();
    t.deepEqual(dates, dates.toSorted());
    await page.fill('#search', '');
    t.is(await page.locator('#rows tr').count(), 200);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    t.is(await page.locator('#rows tr').count(), 10_000);
  },
);

test.serial('hostile names stay text', async (t) => {
  const bad = '<img src=x onerror="document.title=1">"\'</script><script>document.title=2</script>';
  const one = finding(1, {
    title: bad,
    why: [bad],
    places: [{ kind: 'file', path: bad, line: 1, column: 1, address: bad }],
    fix: { migrate: true, revoke: 'javascript:document.title=3' },
  });
  const page = await open(
    t,
    await render('html', input([one], { target: { kind: 'repository', path: bad } })),
    true,
  );
  if (page === undefined) return;
  t.is(await page.locator('img').count(), 0);
  t.is(await page.locator('#rows a').count(), 0);
  t.true((await page.title()).includes('<img'));
  t.true((await page.textContent('#rows'))?.includes(bad));
});

test.serial('JUnit is read by a real XML parser, whatever the names', async (t) => {
  const page = await open(t, await render('html', input([])));
  if (page === undefined) return;
  const bad = 'a\u001b[2J]]>&<"\ud800\u0000\ufffe';
  const xml = await render('junit', input([finding(1, { title: bad, why: [bad, 'second'] }), finding(2)]));
  const read = await page.evaluate(
    `(() => { const d = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml'); return [d.querySelectorAll('parsererror').length, d.querySelectorAll('testcase').length, d.querySelectorAll('failure').length]; })()`,
  );
  t.deepEqual(read, [0, 2, 2]);
});
