// `npm test`: everything that must hold, from a fresh checkout. The last line is "N passed, N failed".
import './lib/node-version.mjs';

const { endWithNpm, exitOnSignals } = await import('./lib/at-exit.mjs');
const { NOTHING, add, summary } = await import('./lib/count.mjs');
const { ensureChromium } = await import('./lib/chromium.mjs');
const { Problem } = await import('./lib/problem.mjs');
const { progress } = await import('./lib/progress.mjs');
const { stages } = await import('./lib/runners.mjs');
const { setUp } = await import('./lib/set-up.mjs');

endWithNpm();
exitOnSignals();
const results = [];
const failed = (name, error) => {
  const problem = error instanceof Problem ? error.message : String(error.stack ?? error);
  results.push({ name, count: { ...NOTHING, failed: 1, problem } });
  console.error(`\n${problem}\n`);
};

const heading = (name) => console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);

/** Beside others its output is shown at the end, in one piece; alone as it comes. */
async function runOne({ name, run }, isAlone) {
  if (isAlone) heading(name);
  const lines = [];
  const startedAt = Date.now();
  const count = await run(isAlone ? { show: true } : { onLine: (line) => lines.push(line) });
  results.push({ name, count, seconds: (Date.now() - startedAt) / 1000 });
  if (isAlone) return;
  heading(name);
  if (lines.length > 0) console.log(lines.join('\n'));
}

const env = {};
const step = progress(5);
try {
  const { worker } = await setUp(step);
  env.MEDIASOUP_WORKER_BIN = worker;
  env.CHROMIUM_BIN = await step('Chromium', ensureChromium);
} catch (error) {
  // The runners still say what they can: a web app that does not build is no reason to hide a unit test.
  failed('set-up', error);
}
try {
  for (const rows of stages(env)) {
    const isAlone = rows.length === 1;
    if (!isAlone) {
      const names = rows.flat().map(({ name }) => name);
      console.log(`\nSide by side: ${names.join(', ')}; what each says comes when it has ended.`);
    }
    await Promise.all(
      rows.map(async (row) => {
        for (const runner of row) await runOne(runner, isAlone);
      }),
    );
  }
} catch (error) {
  failed('the tests', error);
}

const total = results.map(({ count }) => count).reduce(add, NOTHING);
console.log('');
for (const { name, count, seconds = 0 } of results) {
  const note = count.problem ? ` – ${count.problem.split('\n')[0]}` : '';
  console.log(`${count.failed > 0 ? '✗' : '✓'} ${name}: ${summary(count)} (${seconds.toFixed(1)} s)${note}`);
  for (const line of count.told ?? []) console.log(`  ${line}`);
}
console.log(summary(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
