import { and, sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/** SQLite's own `lower` knows A to Z only; these are the other capitals of names here. */
const capitals = [...'ÅÄÖÆØÁÉŠŽČĐŊŦÜ'];
const lower = (text: SQL): SQL =>
  capitals.reduce(
    (all, letter) => sql`replace(${all}, ${letter}, ${letter.toLowerCase()})`,
    sql`lower(${text})`,
  );

/** A text per language as it is shown: Finnish stands in for a missing one. */
export const inLanguage = (text: SQLWrapper, language: 'fi' | 'sv' | 'en'): SQL =>
  sql`coalesce(nullif(json_extract(${text}, ${`$.${language}`}), ''), json_extract(${text}, '$.fi'))`;

/** A name as Finnish sorts it: capitals count for nothing, and å, ä and ö come after z in this order. */
export const inOrder = (text: SQL): SQL<string> =>
  Object.entries(places).reduce(
    (all, [letter, place]) => sql<string>`replace(${all}, ${letter}, ${place})`,
    lower(text) as SQL<string>,
  );
const places = { å: '{', ä: '|', æ: '|', ö: '}', ø: '}', á: 'a', é: 'e', ü: 'y', š: 's', ž: 'z', č: 'c' };

/** Whether every word that was typed is in something that is shown; undefined when nothing was typed. */
export function saysAll(typed: string, shown: readonly SQLWrapper[]): SQL | undefined {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const all = lower(sql.join([...shown], sql` || char(10) || `));
  return and(...words.map((word) => sql`instr(${all}, ${word}) > 0`));
}
