/** Whether the text is a day that exists, as addresses and forms write it: the 31st of February reads as one in March. */
export function isDate(text: string): boolean {
  const noon = Date.parse(`${text}T12:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(noon) &&
    new Date(noon).toISOString().slice(0, 10) === text
  );
}

/** The day that an address names; what makes no sense in it is as if it were not there. */
export function dayNamed(params: Pick<URLSearchParams, 'get'>, name: 'week' | 'date'): string | undefined {
  const text = params.get(name) ?? '';
  return isDate(text) ? text : undefined;
}

/** Noon is the same calendar day in Helsinki in summer and in winter. */
export const noonOf = (date: string): number => Date.parse(`${date}T10:00:00Z`);
