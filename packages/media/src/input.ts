/**
 * Readers for values from outside. Each returns a fresh, plain value or throws BadInput, so that what
 * reaches mediasoup is only what was read field by field: never a foreign key, a getter, a prototype or
 * unbounded depth. That matters more than usual: mediasoup serialises into one buffer per worker, and
 * an exception in the middle of that leaves the buffer unusable for every room of the worker.
 */
export class BadInput extends Error {}

type Fields = Record<string, unknown>;
type Read<T> = (value: unknown) => T;

export function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadInput('not an object');
  return value as Fields;
}

/** An own field; a name that only the prototype knows is absent. */
export function field(of: Fields, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

export function integer(min: number, max: number): Read<number> {
  return (value) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
      throw new BadInput('not a number in range');
    return value as number;
  };
}

export function text(pattern: RegExp): Read<string> {
  return (value) => {
    // The length first: no pattern is run on megabytes.
    if (typeof value !== 'string' || value.length > 512 || !pattern.test(value))
      throw new BadInput('not the expected text');
    return value;
  };
}

export function oneOf<const T extends string>(list: readonly T[]): Read<T> {
  return (value) => {
    if (!list.includes(value as T)) throw new BadInput('not one of the known words');
    return value as T;
  };
}

export function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new BadInput('not a boolean');
  return value;
}

export function list<T>(max: number, read: Read<T>): Read<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > max) throw new BadInput('not a list, or too long');
    return Array.from(value, read);
  };
}

/** `{ [name]: value }`, or nothing where the field is absent, null or undefined. */
export function optional<K extends string, T>(of: Fields, name: K, read: Read<T>): { [P in K]?: T } {
  const value = field(of, name);
  return (value === undefined || value === null ? {} : { [name]: read(value) }) as { [P in K]?: T };
}

/** The result of reading, or undefined where the input was bad. Other exceptions are bugs and pass. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadInput) return undefined;
    throw error;
  }
}
