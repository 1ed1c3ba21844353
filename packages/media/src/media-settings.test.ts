import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { iceServersFor, TURN_LIFETIME_S } from './ice-servers.ts';
import { listenAddresses } from './media-settings.ts';

const settings = { workerBin: '', workers: 1, ports: { min: 1, max: 1 } };

test('each bound address is told as the announced one of its family, a host name as both', () => {
  const of = (listenIps: string[], announcedAddresses?: string[]) =>
    listenAddresses({ ...settings, listenIps, ...(announcedAddresses && { announcedAddresses }) }).map(
      ({ ip, announcedAddress }) => `${ip} ${announcedAddress}`,
    );
  expect(of(['0.0.0.0'])).toEqual(['0.0.0.0 127.0.0.1']);
  expect(of(['0.0.0.0', '::'])).toEqual(['0.0.0.0 127.0.0.1', ':: ::1']);
  expect(of(['0.0.0.0', '::'], ['203.0.113.7', '2001:db8::7'])).toEqual([
    '0.0.0.0 203.0.113.7',
    ':: 2001:db8::7',
  ]);
  expect(of(['0.0.0.0', '::'], ['media.example.fi'])).toEqual([
    '0.0.0.0 media.example.fi',
    ':: media.example.fi',
  ]);
  expect(of(['10.0.0.4'], ['2001:db8::7'])).toEqual(['10.0.0.4 10.0.0.4']);
});

test('TURN credentials are what coturn computes from the same secret', () => {
  const [server] = iceServersFor({ urls: ['turn:x'], secret: 's' }, 'A', 1_000_000);
  expect(server!.username.split(':')[0]).toBe(String(1000 + TURN_LIFETIME_S));
  expect(server!.credential).toBe(createHmac('sha1', 's').update(server!.username).digest('base64'));
  expect(iceServersFor(undefined, 'A', 0)).toEqual([]);
});
