import { stripVTControlCharacters } from 'node:util';

/**
 * How many tests passed, failed and were skipped, from what each runner writes as JSON. A runner that says
 * less than its exit code (it crashed, it ran nothing) is never counted as a success: `problem` then says what
 * happened, and one failure stands for it.
 */
export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

const withProblem = (count, problem) => ({ ...count, failed: count.failed + 1, problem });

function settle(count, exitCode, problems) {
  if (problems.length > 0) return problems.reduce(withProblem, count);
  if (count.passed + count.failed === 0) return withProblem(count, 'it ran no tests');
  if (exitCode !== 0 && count.failed === 0) return withProblem(count, `it ended with code ${exitCode}`);
  return count;
}

/** A program that is one check: lint, types. */
export function countCheck(exitCode) {
  return exitCode === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

/** Vitest's JSON reporter; `report` is undefined when it wrote none. */
export function countVitest(report, exitCode) {
  if (!report) return withProblem(NOTHING, `it ended with code ${exitCode} before it could report`);
  const count = {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
  // A file that can't be loaded holds no test that could fail.
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return settle(
    count,
    exitCode,
    broken.map((file) => `${file.name} could not be run`),
  );
}

/** Playwright's JSON reporter. A flaky test passed in the end, but only on another try. */
export function countPlaywright(report, exitCode) {
  if (!report) return withProblem(NOTHING, `it ended with code ${exitCode} before it could report`);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const problems = (report.errors ?? []).map((error) => String(error.message ?? error).split('\n')[0]);
  return settle({ passed: expected + flaky, failed: unexpected, skipped }, exitCode, problems);
}

const ANOTHER_TRY = 'passed at another try';

/**
 * What is worth a line below the counts, since the place where it failed may be thousands of lines above: each test that
 * failed, with the first line of why, and each that passed at a second try only.
 */
export function tellVitest(report) {
  return (report?.testResults ?? []).flatMap((file) =>
    file.assertionResults
      // One that passed at another try still holds why it did not at the first.
      .filter((test) => test.status === 'failed' || test.failureMessages?.length > 0)
      .map((test) => {
        const what = test.status === 'failed' ? 'failed' : ANOTHER_TRY;
        return telling(what, `${file.name} › ${test.fullName}`, test.failureMessages?.[0]);
      }),
  );
}

/** The same of Playwright's report, whose files hold descriptions within descriptions. */
export function tellPlaywright(report) {
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  return (report?.suites ?? []).flatMap(specsOf).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) => {
        const what = test.status === 'flaky' ? ANOTHER_TRY : 'failed';
        const error = test.results.find((result) => result.error)?.error;
        return telling(what, `${spec.file}:${spec.line} › ${spec.title}`, error?.message);
      }),
  );
}

function telling(what, where, why = '') {
  const first = stripVTControlCharacters(why).split('\n')[0];
  return `${what}: ${where}${first ? ` – ${first}` : ''}`;
}

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
