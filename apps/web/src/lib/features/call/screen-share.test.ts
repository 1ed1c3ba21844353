import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaSession } from './media/media-session.ts';
import type { MediaSettings } from './media-settings.svelte.ts';
import { ScreenShare } from './screen-share.svelte.ts';

class FakeTrack extends EventTarget {
  readyState = 'live';
  stop = () => (this.readyState = 'ended');
}

describe('a screen that the browser lets one choose', () => {
  let choose: ((() => FakeTrack) | undefined)[];
  let sent: (MediaStreamTrack | undefined)[];
  let share: ScreenShare;

  beforeEach(() => {
    [choose, sent] = [[], []];
    const getDisplayMedia = () =>
      new Promise((resolve) =>
        choose.push(() => {
          const track = new FakeTrack();
          resolve({ getTracks: () => [track], getVideoTracks: () => [track], getAudioTracks: () => [] });
          return track;
        }),
      );
    vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
    const media = {
      setTrack: (source: string, track: MediaStreamTrack | undefined) =>
        source === 'screen' && sent.push(track),
    };
    share = new ScreenShare(media as unknown as MediaSession, { smoothShare: false } as MediaSettings);
  });
  afterEach(() => vi.unstubAllGlobals());
  const chosen = async () => {
    const track = choose.shift()!();
    await new Promise((resolve) => setTimeout(resolve, 0));
    return track;
  };

  it('is sent, and stops with the browser’s own button', async () => {
    void share.start();
    const track = await chosen();
    expect([share.isOn, sent.at(-1)]).toEqual([true, track]);
    track.dispatchEvent(new Event('ended'));
    expect([share.isOn, sent.at(-1)]).toEqual([false, undefined]);
  });

  it('is let go of when the call is over by the time that it is chosen', async () => {
    void share.start();
    share.stop();
    const track = await chosen();
    expect([share.isOn, track.readyState, sent.at(-1)]).toEqual([false, 'ended', undefined]);
  });

  it('takes the place of the one before, which is let go of and does not end it', async () => {
    void share.start();
    void share.start();
    const [first, second] = [await chosen(), await chosen()];
    expect([first.readyState, second.readyState, sent.at(-1)]).toEqual(['ended', 'live', second]);
    first.dispatchEvent(new Event('ended'));
    expect(share.isOn).toBe(true);
  });

  it('is a change of mind where the person closes the browser’s window, and a failure where the system forbids it', async () => {
    const fails = (name: string, message = '') => {
      const getDisplayMedia = () => Promise.reject(new DOMException(message, name));
      vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
      return share.start();
    };
    expect(await fails('NotAllowedError', 'Permission denied')).toBe(true);
    expect(await fails('NotAllowedError', 'Permission denied by system')).toBe(false);
    expect(await fails('NotReadableError')).toBe(false);
    expect([share.isOn, sent]).toEqual([false, []]);
  });
});
