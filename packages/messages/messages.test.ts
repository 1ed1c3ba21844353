import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
/** A key starts with its file's name. */
const prefixes = Object.fromEntries(
  globSync('fi/*.json', { cwd: folder }).map((file) => {
    const namespace = basename(file, '.json');
    return [namespace, namespace === 'errors' ? 'error' : namespace];
  }),
);

function read(locale: string, namespace: string): Record<string, unknown> {
  const file = join(folder, locale, `${namespace}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

/** The names in {braces}; a message with plural forms is an array of such texts. */
const placeholders = (message: unknown) =>
  [...new Set(JSON.stringify(message).match(/(?<!\\)\{(\w+)\}/g) ?? [])].sort().join(' ');

describe.each(Object.entries(prefixes))('messages of %s', (namespace, prefix) => {
  const finnish = read('fi', namespace);
  const others = namespace === 'family' ? ['sv', 'en', 'se'] : ['sv', 'en'];

  it(`names each message ${prefix}_…, in lower case`, () => {
    for (const key of Object.keys(finnish)) expect(key).toMatch(new RegExp(`^${prefix}_[a-z0-9_]+$`));
  });
  it.each(others)('has the same messages with the same placeholders in %s as in fi', (locale) => {
    const other = read(locale, namespace);
    expect(Object.keys(other).sort()).toEqual(Object.keys(finnish).sort());
    for (const [key, text] of Object.entries(other)) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(finnish[key])]);
      expect([key, JSON.stringify(text).trim()]).not.toEqual([key, '""']);
    }
  });
});

it.each(globSync('*/*.json', { cwd: folder }))(
  '%s says each message once: of two the first would be lost',
  (file) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    const keys = lines.flatMap((line) => /^ {2}"(\w+)":/.exec(line)?.[1] ?? []);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  },
);

/** What families read of a file that staff read too; of `family` it is all, and of `errors` what a guest can meet. */
const ofFamilies: Record<string, (key: string) => boolean> = {
  waitlist: (key) => key.startsWith('waitlist_page'),
  duty: (key) => !/^duty_(desk|admin|log)_/.test(key),
  door: (key) => !/^door_(admin|log|visit)_/.test(key),
  mail: (key) => !/_staff|^mail_(account|answer|voted|reopened|taken_off)/.test(key),
};

describe.each(Object.entries(ofFamilies))('what families read of %s', (namespace, isOfFamilies) => {
  it('is there in Northern Sámi too, with the same placeholders', () => {
    const finnish = read('fi', namespace);
    const sami = read('se', namespace);
    expect(Object.keys(sami).sort()).toEqual(Object.keys(finnish).filter(isOfFamilies).sort());
    for (const key of Object.keys(sami))
      expect([key, placeholders(sami[key])]).toEqual([key, placeholders(finnish[key])]);
  });
});

it('has errors in Northern Sámi with the same placeholders as in fi', () => {
  const finnish = read('fi', 'errors');
  for (const [key, text] of Object.entries(read('se', 'errors')))
    expect([key, placeholders(text)]).toEqual([key, placeholders(finnish[key])]);
});

describe('message files', () => {
  it('are all listed in the project, so that none is left out of the build', () => {
    const settings = JSON.parse(readFileSync(join(folder, 'project.inlang/settings.json'), 'utf8')) as {
      'plugin.inlang.messageFormat': { pathPattern: string[] };
    };
    const listed = settings['plugin.inlang.messageFormat'].pathPattern;
    for (const file of globSync('{fi,sv,en,se}/*.json', { cwd: folder })) {
      expect(listed).toContain(`./${file.replace(/^\w+/, '{locale}')}`);
    }
  });
});

it('calls a request förfrågan in Swedish, in letters too; begäran is a computer’s', () => {
  for (const namespace of Object.keys(prefixes))
    for (const [key, text] of Object.entries(read('sv', namespace)))
      if (key !== 'error_origin_refused')
        expect([key, JSON.stringify(text)]).toEqual([key, expect.not.stringMatching(/begäran/i)]);
});

/** Whose number is never one, since something else is said then, or for what it counts. */
const severalOnly = new Set([
  'booking_guest_full',
  'booking_panel_has_more',
  'booking_log_shown_more',
  'booking_log_messages_shown_more',
  'call_knocks_more',
  'family_wait_before',
  'hours_every_nth',
  'hours_week_cycle',
  'mail_reminders_subject',
  'proposals_ask_full',
  'proposals_too_many',
  'triage_quota_text',
  'ui_seconds',
]);
it.each([
  ['fi', /\{(count|minutes|used)\} (?!käytössä|kuussa)[a-zäö]+[aä]\b/],
  ['sv', /\{(count|minutes|used)\} [a-zäöå]+er\b/],
  ['en', /\{(count|minutes|used)\} [a-z]+s\b/],
])('says one of a thing as one, in %s', (locale, ofSeveral) => {
  for (const namespace of Object.keys(prefixes))
    for (const [key, text] of Object.entries(read(locale, namespace)))
      if (typeof text === 'string' && !severalOnly.has(key))
        expect([key, text]).toEqual([key, expect.not.stringMatching(ofSeveral)]);
});
