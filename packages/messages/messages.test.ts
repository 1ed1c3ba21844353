import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const prefixes = {
  ui: 'ui',
  staff: 'staff',
  booking: 'booking',
  proposals: 'proposals',
  triage: 'triage',
  waitlist: 'waitlist',
  admin: 'admin',
  calendar: 'calendar',
  forms: 'forms',
  duty: 'duty',
  family: 'family',
  arrivals: 'arrivals',
  hours: 'hours',
  series: 'series',
  resources: 'resources',
  slots: 'slots',
  call: 'call',
  mail: 'mail',
  errors: 'error',
  door: 'door',
};

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

it('has in Northern Sámi what the public page of an offer says', () => {
  const ofPage = Object.keys(read('fi', 'waitlist')).filter((key) => key.startsWith('waitlist_page'));
  const sami = read('se', 'waitlist');
  expect(Object.keys(sami).sort()).toEqual(ofPage.sort());
  for (const key of ofPage)
    expect([key, placeholders(sami[key])]).toEqual([key, placeholders(read('fi', 'waitlist')[key])]);
});

it('has in Northern Sámi what families read of a duty queue', () => {
  const staffOnly = /^duty_(desk|admin|log)_/;
  const ofFamilies = Object.keys(read('fi', 'duty')).filter((key) => !staffOnly.test(key));
  const sami = read('se', 'duty');
  expect(Object.keys(sami).sort()).toEqual(ofFamilies.sort());
  for (const key of ofFamilies)
    expect([key, placeholders(sami[key])]).toEqual([key, placeholders(read('fi', 'duty')[key])]);
});

it('has in Northern Sámi what families read at the front door', () => {
  const staffOnly = /^door_(admin|log|visit)_/;
  const ofFamilies = Object.keys(read('fi', 'door')).filter((key) => !staffOnly.test(key));
  const sami = read('se', 'door');
  expect(Object.keys(sami).sort()).toEqual(ofFamilies.sort());
  for (const key of ofFamilies)
    expect([key, placeholders(sami[key])]).toEqual([key, placeholders(read('fi', 'door')[key])]);
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
