import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { gapsIn } from './settings-gaps.ts';

const gaps = (env: Record<string, string>) => {
  const read = readSettings({ NEUVO_DATA: tmpdir(), ...env });
  if (!read.ok) throw new Error(read.error.join('\n'));
  return gapsIn(read.value).map((sentence) => sentence.split(' ')[0]);
};
const real = { NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example.fi' };

it('a real installation is told of each setting without which its people wait for something', () => {
  expect(gaps({})).toEqual([]);
  expect(gaps(real)).toEqual(['SMTP_URL', 'SMS_GATEWAY_URL', 'MEDIA_ANNOUNCED_ADDRESS']);
  expect(gaps({ ...real, PUBLIC_URL: 'https://localhost:4443' })).toEqual(['SMTP_URL', 'SMS_GATEWAY_URL']);
  expect(
    gaps({
      ...real,
      SMTP_URL: 'smtp://mail.example.fi',
      SMS_GATEWAY_URL: 'https://sms.example.fi/send',
      MEDIA_ANNOUNCED_ADDRESS: '203.0.113.7',
    }),
  ).toEqual([]);
});
