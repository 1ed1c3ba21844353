/** One measured thing. What this machine can't measure has `value: null` and says why in `note`. */
export interface Row {
  what: string;
  value: number | null;
  unit: string;
  /** As people read it: "≤ 1.05". */
  target?: string;
  /** Whether the target is met; absent where there is none or nothing could be measured. */
  holds?: boolean;
  note?: string;
}

export interface Bench {
  bench: string;
  rows: Row[];
}

export interface BenchModule {
  run(context: { log: (line: string) => void; args: readonly string[] }): Promise<Row[]>;
}

/** A row whose target is an upper limit. */
export function atMost(what: string, value: number, unit: string, limit: number): Row {
  return { what, value, unit, target: `≤ ${limit}`, holds: value <= limit };
}

/** A row whose target is a lower limit. */
export function atLeast(what: string, value: number, unit: string, limit: number): Row {
  return { what, value, unit, target: `≥ ${limit}`, holds: value >= limit };
}

const rounded = (value: number) => String(Number(value.toPrecision(4)));

export function toTable({ bench, rows }: Bench): string {
  const cells = rows.map((row) => [
    row.what,
    row.value === null ? '–' : rounded(row.value),
    row.unit,
    row.target ?? '',
    row.value === null ? 'not measured' : row.holds === undefined ? '' : row.holds ? 'holds' : 'MISSED',
    row.note ?? '',
  ]);
  const all = [['what', 'value', 'unit', 'target', '', ''], ...cells];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [`\n${bench}`, ...lines].join('\n');
}

/** The one line that machines read. */
export function toJsonLine(bench: Bench): string {
  return JSON.stringify(bench);
}
