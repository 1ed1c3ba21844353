import { localDateOf, wallTimeOf } from '#domain';
import { UnusableCopy, type Holds } from '#db';
import { readSettings } from './settings.ts';

/** Ends a command with one sentence. */
export function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** The data folder as the server reads it. The settings that only a server needs may be missing. */
export function folderFrom(env: NodeJS.ProcessEnv): string {
  const settings = readSettings({ NEUVO_DATA: env.NEUVO_DATA, PUBLIC_URL: 'http://localhost' });
  return settings.ok ? settings.value.dataFolder : fail(settings.error.join('\n'));
}

/** So that whoever reads it can tell whether it is the copy that they mean. */
export function inWords({ visits, latest, age }: Holds): string {
  const until =
    latest === undefined
      ? 'nothing logged yet'
      : `until ${localDateOf(latest)} ${wallTimeOf(latest)} Finnish time`;
  return `${visits} visits, ${until}${age === 'older' ? ', of an older Neuvo' : ''}`;
}

/** What a command could not do, and what to do next. */
export function why(error: unknown, file: string): string {
  if (!(error instanceof UnusableCopy)) return (error as Error).message;
  return {
    foreign: `${file} is no database of Neuvo.`,
    damaged: `${file} is damaged. Take an earlier copy.`,
    newer: `${file} was written by a newer Neuvo than this one. Update Neuvo first.`,
  }[error.reason];
}
