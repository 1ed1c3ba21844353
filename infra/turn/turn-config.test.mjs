import { expect, test } from 'vitest';
import { configFromEnv, turnConfig } from './turn-config.mjs';

const env = {
  TURN_SECRET: 'a secret of sixteen',
  TURN_URLS: 'turns:turn.example.fi:443?transport=tcp',
  MEDIA_ANNOUNCED_ADDRESS: '203.0.113.7, 2001:db8::7',
  TURN_CERT: '/etc/cert.pem',
  TURN_KEY: '/etc/key.pem',
};

test('a relay reaches the media server and nothing else', () => {
  const lines = configFromEnv(env).split('\n');
  expect(lines.filter((line) => line.startsWith('allowed-peer-ip='))).toEqual([
    'allowed-peer-ip=203.0.113.7',
    'allowed-peer-ip=2001:db8::7',
  ]);
  for (const range of ['0.0.0.0-255.255.255.255', '::ffff:0.0.0.0-::ffff:255.255.255.255'])
    expect(lines).toContain(`denied-peer-ip=${range}`);
  expect(lines).toContain('realm=turn.example.fi');
  expect(lines).toContain('tls-listening-port=443');
});

test('what is missing is named, and a host name for the media server is refused', () => {
  expect(() => configFromEnv({})).toThrow('Missing: TURN_SECRET, TURN_URLS, TURN_CERT, TURN_KEY.');
  expect(() => configFromEnv({ ...env, MEDIA_ANNOUNCED_ADDRESS: 'media.example.fi' })).toThrow(
    'IP addresses',
  );
});

test('without a certificate there is no TLS', () => {
  expect(turnConfig({ secret: 's', mediaAddresses: ['203.0.113.7'], realm: 'r' })).toContain('no-tls\n');
});
