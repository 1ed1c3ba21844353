import { getTableColumns, is, Param, Placeholder, sql, type InferInsertModel, type SQL } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Tx } from './open.ts';

/** What is given when a prepared query runs: `eq(claim.id, given('id'))`. */
export const given = (name: string) => sql.placeholder(name);

/**
 * `column = 'value'` with the value in the statement itself: a partial index about it serves the statement, and its plan is
 * kept (see `steadyPlan`).
 */
export function equalsWritten<Column extends SQLiteColumn>(column: Column, value: Column['_']['data']): SQL {
  if (!/^[a-z-]+$/.test(String(value))) throw new Error(`not a word: ${String(value)}`);
  return sql`${column} = ${sql.raw(`'${String(value)}'`)}`;
}

/**
 * A query that is built once for each database, since building one costs ten times what running it does. For what a
 * booking and every request ask; elsewhere a query is easier to read where it is used.
 *
 * @param build The query with `given` values, ending in `.prepare()`.
 */
export function prepared<Query extends object>(build: (tx: Tx) => Query): (tx: Tx) => Query {
  const built = new WeakMap<Tx, Query>();
  return (tx) => {
    const known = built.get(tx);
    if (known) return known;
    const query = build(tx);
    built.set(tx, query);
    return query;
  };
}

/**
 * Puts a row into a table, prepared once for each set of columns that rows are given with; the rest take their defaults. A
 * booking puts a dozen, and for each the query builder's own `run` costs as much again as the database.
 */
export function insertInto<Table extends SQLiteTable>(table: Table) {
  type Row = InferInsertModel<Table>;
  type Run = (row: Record<string, unknown>) => void;
  const byColumns = prepared(() => new Map<string, Run>());
  return (tx: Tx, row: Row): void => {
    const names = Object.keys(row).filter((name) => row[name as keyof Row] !== undefined);
    const key = names.join();
    const known = byColumns(tx);
    let run = known.get(key);
    if (!run) {
      const values = Object.fromEntries(names.map((name) => [name, given(name)]));
      const { sql: text, params } = tx.insert<SQLiteTable>(table).values(values).toSQL();
      const valuesOf = params.map(valueFrom);
      run = (put) => tx.$client.prepare(text).run(valuesOf.map((valueOf) => valueOf(put)));
      known.set(key, run);
    }
    run(row);
  };
}

/** What a parameter of a statement is, as the database takes it, from the values that are given when it runs. */
function valueFrom(param: unknown): (values: Record<string, unknown>) => unknown {
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param;
  const { encoder, value } = param;
  return (values) => encoder.mapToDriverValue(values[value.name]);
}

/** The rows of a statement that is written out, with its values by name: `… WHERE id = :id`. */
export const written =
  <Row>(text: string) =>
  (tx: Tx, values: Record<string, string | number | null>): Row[] =>
    tx.$client.prepare(text).all(values) as Row[];

/**
 * All columns of a table for a statement that is written out, by the names that its rows have here. For tables of texts and
 * whole numbers, which are read as they are stored.
 */
export const columnsOfTable = (table: SQLiteTable): string =>
  Object.entries(getTableColumns(table))
    .map(([key, { name }]) => `"${name}" AS "${key}"`)
    .join();
