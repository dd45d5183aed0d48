// 100,000 findings through each format, each in a process of its own: seconds, size, and the most memory that the
// process held, the findings included. `node bench/report.ts [N]`
import { spawnSync } from 'node:child_process';
import { createReporter, formats, writeReport } from '../src/report/index.ts';
import type { Format } from '../src/report/index.ts';
import { finding, input } from '../tests/report/sample.ts';

const [, self = '', count = '100000', only] = process.argv;
const promised: readonly Format[] = ['terminal', 'jsonl', 'csv'];
const secondsAllowed = 5;
const mebibytesAllowed = 300;

const format = formats.find((one) => one === only);
if (format === undefined)
  for (const one of formats) spawnSync(process.execPath, [self, count, one], { stdio: 'inherit' });
else await measure(format);

async function measure(format: Format): Promise<void> {
  const report = input(Array.from({ length: Number(count) }, (_, seed) => finding(seed)));
  const start = performance.now();
  const reporter = await createReporter(format, {
    terminal: { colour: true, columns: 100, links: true, base: '/repo' },
    now: 1_790_000_000,
  });
  let bytes = 0;
  writeReport(reporter, report, (text) => void (bytes += Buffer.byteLength(text)));
  const seconds = (performance.now() - start) / 1000;
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  const within = seconds <= secondsAllowed && mebibytes <= mebibytesAllowed;
  const verdict = !promised.includes(format) ? '' : within ? '  as promised' : '  MORE THAN PROMISED';
  console.log(
    `${format.padEnd(9)} ${seconds.toFixed(2).padStart(6)} s ${(bytes / 1e6).toFixed(1).padStart(7)} MB written ${mebibytes.toFixed(0).padStart(5)} MiB at most${verdict}`,
  );
}
