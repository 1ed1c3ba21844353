/**
 * Columns that the conditions of partial indexes compare with a value (`WHERE status = 'draft'`): only with the value itself
 * in sight can SQLite see that such an index serves a query, so these comparisons stay as they are.
 */
const inPartialIndexes = new Set(['kind', 'seat', 'shown', 'status']);

/** A piece of text, which stays, or a comparison or limit with a value that is given later. */
const pieces =
  /'[^']*'|(?:\b(?<column>\w+)"?\s*(?:<>|<=|>=|=|<|>|\bin\s*\()|\b(?:limit|offset))\s*(?=\?|:[a-z])/gi;

/**
 * Makes a statement keep its plan, whatever values it is run with: `id = ?` becomes `id = +?`. Otherwise SQLite plans a
 * statement anew whenever a value was bound that could have changed its plan, and since better-sqlite3 clears all values
 * after each run, that is at every run of every statement with a join: 0.14 ms instead of 0.01 for one visit.
 * `+` does nothing to a value, but hides it from the planner. SQLite's own switch for this
 * (https://sqlite.org/c3ref/c_dbconfig_defensive.html, SQLITE_DBCONFIG_ENABLE_QPSG) can't be reached from here.
 */
export const steadyPlan = (text: string): string =>
  text.replace(pieces, (piece: string, column: string | undefined) =>
    piece.startsWith("'") || inPartialIndexes.has(column ?? '') ? piece : `${piece}+`,
  );
