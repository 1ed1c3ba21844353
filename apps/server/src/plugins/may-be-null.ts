type Schema = { [key: string]: unknown };

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const isNull = (value: unknown) => isSchema(value) && value['type'] === 'null';
/** What kind of value it describes; undefined where that is a choice again. */
const typeOf = ({ type, enum: values }: Schema): unknown =>
  type ?? (Array.isArray(values) && values.every((each) => typeof each === 'string') ? 'string' : undefined);

/**
 * The same schema for fast-json-stringify, with "this or null" said by `nullable`: of a choice among schemas it compiles a
 * check of each and runs them at every reply, of `nullable` it only asks whether it is null.
 */
export function saidByNullable(schema: object): object {
  const done = new Map<object, unknown>();
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isSchema(value)) return value;
    const before = done.get(value);
    if (before) return before;
    const { anyOf, ...rest } = value;
    const choices = Array.isArray(anyOf) ? (anyOf as unknown[]) : [];
    const [some, ...more] = choices.filter((choice) => !isNull(choice));
    const type = choices.length === 2 && more.length === 0 && isSchema(some) ? typeOf(some) : undefined;
    // A choice that stays is checked by ajv as it was written.
    const said = type
      ? { ...rest, ...(walk(some) as Schema), type, nullable: true }
      : choices.length > 0
        ? value
        : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]));
    done.set(value, said);
    return said;
  };
  return walk(schema) as object;
}
