import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, summary, tellPlaywright, tellVitest } from './count.mjs';

const vitest = (over) => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...over,
});

describe('counting what the runners report', () => {
  it('takes the numbers of a run that went well', () => {
    expect(countVitest(vitest({ numPendingTests: 1, numTodoTests: 1 }), 0)).toEqual({
      passed: 3,
      failed: 0,
      skipped: 2,
    });
    expect(
      countPlaywright({ stats: { expected: 2, flaky: 1, skipped: 1, unexpected: 0 }, errors: [] }, 0),
    ).toEqual({
      passed: 3,
      failed: 0,
      skipped: 1,
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const report = vitest({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] });
    expect(countVitest(report, 1)).toMatchObject({
      passed: 3,
      failed: 1,
      problem: 'a.test.ts could not be run',
    });
  });

  it('does not count a file twice whose test failed', () => {
    const file = { name: 'a.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(countVitest(vitest({ numFailedTests: 1, testResults: [file] }), 1)).toMatchObject({ failed: 1 });
  });

  it.each([
    ['an exit code that the numbers do not explain', countVitest(vitest(), 1)],
    ['a run of no tests', countVitest(vitest({ numPassedTests: 0 }), 0)],
    ['only skipped tests', countPlaywright({ stats: { skipped: 4 }, errors: [] }, 0)],
    ['no report at all', countPlaywright(undefined, 0)],
    [
      'an error outside the tests',
      countPlaywright({ stats: { expected: 1 }, errors: [{ message: 'set-up' }] }, 1),
    ],
  ])('never takes %s for a success', (_what, count) => {
    expect(count).toMatchObject({ failed: 1, problem: expect.any(String) });
  });

  it('names what failed, with the first line of why, and what needed another try', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a room is closed', failureMessages: [] },
      { status: 'passed', fullName: 'a room is left', failureMessages: ['Error: late'] },
      {
        status: 'failed',
        fullName: 'a room is opened',
        failureMessages: ['Error: no\u001B[31m worker\u001B[39m\n  at'],
      },
    ];
    expect(
      tellVitest(vitest({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults }] })),
    ).toEqual([
      'passed at another try: a.test.ts › a room is left – Error: late',
      'failed: a.test.ts › a room is opened – Error: no worker',
    ]);
    const spec = (title, status, error) => ({
      file: 'a.spec.ts',
      line: 7,
      title,
      tests: [{ status, results: [{ error }, {}] }],
    });
    const suites = [
      {
        specs: [spec('one', 'expected')],
        suites: [{ specs: [spec('two', 'flaky', { message: 'late\nvery' }), spec('three', 'unexpected')] }],
      },
    ];
    expect(tellPlaywright({ suites })).toEqual([
      'passed at another try: a.spec.ts:7 › two – late',
      'failed: a.spec.ts:7 › three',
    ]);
    expect([...tellVitest(undefined), ...tellPlaywright(undefined)]).toEqual([]);
  });

  it('ends with the line that machines read', () => {
    expect(summary({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(summary({ passed: 12, failed: 1, skipped: 2 })).toBe('12 passed, 1 failed, 2 skipped');
  });
});
