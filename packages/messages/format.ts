// Dates, times and durations as people in Finland write them, in each of our languages. Pure: the language is passed in, so
// the browser (apps/web/src/lib/ui/format.ts) and the server (mail, calendar files) write the same.
// Instants are UTC milliseconds; every wall-clock reading is Europe/Helsinki, wherever the reader's device is.

export type Language = 'fi' | 'sv' | 'en' | 'se';

const timeZone = 'Europe/Helsinki';

// Browsers have no Northern Sámi calendar. The genitive is what "on Monday" takes.
const samiDays = ['sotn', 'vuos', 'maŋ', 'gask', 'duor', 'bear', 'láv'];
const samiDaysLong = [
  'sotnabeaivvi',
  'vuossárgga',
  'maŋŋebárgga',
  'gaskavahku',
  'duorastaga',
  'bearjadaga',
  'lávvardaga',
];
const samiMonths = [
  'ođđajagimánu',
  'guovvamánu',
  'njukčamánu',
  'cuoŋománu',
  'miessemánu',
  'geassemánu',
  'suoidnemánu',
  'borgemánu',
  'čakčamánu',
  'golggotmánu',
  'skábmamánu',
  'juovlamánu',
];

const numeric = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
/** Names of days and months by language, part, width and number: there are few, and finding one takes longer than all the rest. */
const names = new Map<string, string>();

function nameOf(
  instant: number,
  language: Language,
  part: 'weekday' | 'month',
  width: 'short' | 'long',
): string {
  const key = `${language} ${part} ${width} ${wallClock(instant)[part]}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone,
    [part]: width,
  });
  const name = formatter.format(instant).replace(/\.$/, '');
  names.set(key, name);
  return name;
}

type WallClock = ReturnType<typeof readClock>;
let lastRead: { instant: number; clock: WallClock } | undefined;

/**
 * The wall clock in Helsinki. `weekday` counts from Sunday = 0; `dayKey` is 2026-11-23, equal for instants of one day. The
 * last answer is kept: a visit's date and time are written several times in a row.
 */
export function wallClock(instant: number): Readonly<WallClock> {
  if (lastRead?.instant !== instant) lastRead = { instant, clock: readClock(instant) };
  return lastRead.clock;
}

function readClock(instant: number) {
  const part = Object.fromEntries(
    numeric.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
  const pad = (value: number) => String(value).padStart(2, '0');
  return {
    year,
    month,
    day,
    hour,
    minute,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    dayKey: `${year}-${pad(month)}-${pad(day)}`,
    clock: { hours: pad(hour), minutes: pad(minute) },
  };
}

/** fi 14.30 · sv 14.30 · en 14:30 · se 14.30 */
export function timeIn(language: Language, instant: number): string {
  const { hour, clock } = wallClock(instant);
  return language === 'en' ? `${clock.hours}:${clock.minutes}` : `${hour}.${clock.minutes}`;
}

/** fi ma 23.11. · sv mån 23.11 · en Mon 23 Nov · se vuos 23.11. ; with the year where it is not this one's. */
export function dateIn(language: Language, instant: number, now: number = instant): string {
  const { year, month, day, weekday } = wallClock(instant);
  const other = wallClock(now).year !== year;
  switch (language) {
    case 'fi':
      return `${nameOf(instant, 'fi', 'weekday', 'short')} ${day}.${month}.${other ? year : ''}`;
    case 'sv':
      return `${nameOf(instant, 'sv', 'weekday', 'short')} ${day}.${month}${other ? `.${year}` : ''}`;
    case 'en':
      return `${nameOf(instant, 'en', 'weekday', 'short')} ${day} ${nameOf(instant, 'en', 'month', 'short')}${other ? ` ${year}` : ''}`;
    case 'se':
      return `${samiDays[weekday]} ${day}.${month}.${other ? year : ''}`;
  }
}

/**
 * fi maanantaina 23. marraskuuta · sv måndag 23 november · en Monday 23 November · se vuossárgga skábmamánu 23. beaivvi ; with
 * the year behind it where it is not this one's.
 */
export function longDateIn(language: Language, instant: number, now: number = instant): string {
  const { year } = wallClock(instant);
  const date = longDayIn(language, instant);
  return year === wallClock(now).year ? date : `${date} ${year}`;
}

function longDayIn(language: Language, instant: number): string {
  const { month, day, weekday } = wallClock(instant);
  switch (language) {
    case 'fi':
      return `${nameOf(instant, 'fi', 'weekday', 'long').replace(/na$/, '')}na ${day}. ${nameOf(instant, 'fi', 'month', 'long').replace(/ta$/, '')}ta`;
    case 'se':
      return `${samiDaysLong[weekday]} ${samiMonths[month - 1]} ${day}. beaivvi`;
    default:
      return `${nameOf(instant, language, 'weekday', 'long')} ${day} ${nameOf(instant, language, 'month', 'long')}`;
  }
}

const at: Record<Language, string> = { fi: ' klo ', sv: ' kl. ', en: ', ', se: ' dii. ' };

/** fi ma 23.11. klo 14.30 · sv mån 23.11 kl. 14.30 · en Mon 23 Nov, 14:30 · se vuos 23.11. dii. 14.30 */
export const dateTimeIn = (language: Language, instant: number, now: number = instant): string =>
  dateIn(language, instant, now) + at[language] + timeIn(language, instant);

/** fi maanantaina 23. marraskuuta klo 14.30 · en Monday 23 November, 14:30 */
export const longDateTimeIn = (language: Language, instant: number, now: number = instant): string =>
  longDateIn(language, instant, now) + at[language] + timeIn(language, instant);

/** fi 14.30–15.15 */
export const timeRangeIn = (language: Language, start: number, end: number): string =>
  `${timeIn(language, start)}–${timeIn(language, end)}`;

/** fi 1 t 20 min · sv 1 h 20 min · en 1 h 20 min. Whole minutes, never below one: nobody waits for zero minutes. */
export function durationIn(language: Language, ms: number): string {
  const total = Math.max(1, Math.round(ms / 60_000));
  const hours = Math.floor(total / 60);
  const minutes = total % 60;
  const hourSign = language === 'fi' ? 't' : language === 'se' ? 'd' : 'h';
  return [hours > 0 && `${hours} ${hourSign}`, minutes > 0 && `${minutes} min`].filter(Boolean).join(' ');
}

/** Numbers that begin with three or four digits of their own: mobile, nationwide and longer area codes; the others with two. */
const firstPart = /^0(?:800|1\d|2[09]|3[09]|4\d|50|60|7\d|\d)/;

/** +358401234567 → 040 123 4567, on one line; a number of another country, or what is none, stays as it is. */
export function phoneIn(number: string): string {
  const national = /^\+358(\d{5,10})$/.exec(number.replace(/[\s()-]/g, ''))?.[1];
  const first = firstPart.exec(`0${national}`)?.[0];
  if (national === undefined || first === undefined) return number;
  const rest = national.slice(first.length - 1);
  const middle = rest.length > 4 ? Math.floor(rest.length / 2) : 0;
  return [first, rest.slice(0, middle), rest.slice(middle)].filter(Boolean).join('\u00a0');
}
