import { networkInterfaces, tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readSettings, type Settings } from './settings.ts';

const env = { NEUVO_DATA: tmpdir() };

describe('settings', () => {
  it('have a default for everything in demo mode', () => {
    expect(readSettings(env)).toMatchObject({
      ok: true,
      value: { port: 3000, demo: true, publicUrl: new URL('http://localhost:3000') },
    });
  });
  it('let every browser on this machine reach a demo: one does not send to the loopback address', () => {
    const listening = (more: object) => {
      const { value } = readSettings({ ...env, ...more }) as { value: Settings };
      return value.media.listenIps;
    };
    const own = Object.values(networkInterfaces())
      .flat()
      .flatMap((each) => (each && !each.internal ? each.address : []));
    const [loopback, ...others] = listening({});
    expect(loopback).toBe('127.0.0.1');
    expect(own).toEqual(expect.arrayContaining(others));
    expect(others.length > 0).toBe(own.some((address) => address.includes('.')));
    expect(listening({ MEDIA_ANNOUNCED_ADDRESS: '203.0.113.7' })).toEqual(['0.0.0.0']);
    expect(listening({ NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example.fi' })).toEqual(['0.0.0.0']);
  });
  it('tell every mistake at once, each with its name', () => {
    const read = readSettings({
      ...env,
      PORT: '99999',
      MEDIA_PORTS: '5-1',
      NEUVO_DEMO: 'yes',
      SMTP_URL: 'mail.example.fi',
      MAIL_BOUNCE_ADDRESS: 'Neuvo <bounces@example.fi>',
      MAIL_BOUNCE_SECRET: 'short',
      NEUVO_DATA: '/proc/nowhere',
    });
    if (read.ok) throw new Error('these are mistakes');
    expect(read.error.map((sentence) => sentence.split(' ')[0]).sort()).toEqual([
      'MAIL_BOUNCE_ADDRESS',
      'MAIL_BOUNCE_SECRET',
      'MEDIA_PORTS',
      'NEUVO_DATA',
      'NEUVO_DEMO',
      'PORT',
      'SMTP_URL',
    ]);
    for (const sentence of read.error) expect(sentence).toMatch(/but must be .+\.$/);
  });
  it('ask a real installation for its public address', () => {
    expect(readSettings({ ...env, NEUVO_DEMO: '0' })).toMatchObject({
      ok: false,
      error: [expect.stringContaining('PUBLIC_URL')],
    });
    expect(readSettings({ ...env, NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example.fi' })).toMatchObject({
      ok: true,
      value: { demo: false },
    });
  });
  it('[X5] let calendars be fetched over http on a developer’s machine only', () => {
    expect(readSettings(env)).toMatchObject({ value: { icsAllowHttp: false } });
    expect(readSettings({ ...env, ICS_ALLOW_HTTP: '1' })).toMatchObject({ value: { icsAllowHttp: true } });
    const real = { ...env, NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example.fi', ICS_ALLOW_HTTP: '1' };
    expect(readSettings(real)).toMatchObject({
      ok: false,
      error: [expect.stringContaining('ICS_ALLOW_HTTP')],
    });
  });
});
