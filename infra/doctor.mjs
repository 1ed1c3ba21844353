// `npm run doctor`: what is there, what is missing and what to do about it. Changes nothing.
import './lib/node-version.mjs';

const { checks } = await import('./lib/checks.mjs');

let wrong = 0;
for (const { name, look } of checks) {
  let found;
  try {
    found = await look();
  } catch (error) {
    found = { state: 'wrong', text: error.message };
  }
  const { state, text } = found;
  if (state === 'wrong') wrong += 1;
  console.log(`${{ fine: '✓', open: '·', wrong: '✗' }[state]} ${name}: ${text}`);
}
console.log(
  wrong === 0 ? '\nNothing is wrong.' : `\n${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
