import { expect, it } from 'vitest';
import { pino } from 'pino';
import { mediaLog } from './media-log.ts';
import { Metrics } from './metrics.ts';

it('says where something failed in the media server, and never what it says', () => {
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const told = mediaLog({ log, metrics: new Metrics() });
  told({ event: 'beat-failed', room: 'a-room', error: new Error('Laura cannot be measured') });
  told({ event: 'consume-failed', room: 'a-room', error: 'TypeError' });
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      level: 50,
      event: 'beat-failed',
      room: 'a-room',
      stack: expect.stringMatching(/^ +at .*media-log/) as string,
    },
    { level: 30, event: 'consume-failed', room: 'a-room', error: 'TypeError' },
  ]);
  expect(lines.join()).not.toContain('Laura');
});
