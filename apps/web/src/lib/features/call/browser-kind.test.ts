import { describe, expect, it } from 'vitest';
import { browserKind } from './browser-kind.ts';

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const pixel = 'Mozilla/5.0 (Linux; Android 15; Pixel 8';
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';

describe('the browser whose help is shown', () => {
  it.each([
    [`${iPhone} Version/18.1 Mobile/15E148 Safari/604.1`, 'safari-ios'],
    [`${iPhone} CriOS/141.0 Mobile/15E148 Safari/604.1`, 'other-ios'],
    [`${iPhone} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]`, 'in-app-ios'],
    [`${pixel}) ${chrome} Mobile Safari/537.36`, 'chrome-android'],
    [`${pixel}; wv) ${chrome} Version/4.0 Mobile Safari/537.36 Instagram 350`, 'in-app-android'],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'firefox-android'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/141.0.0.0`, 'edge'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'chrome'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
    ['Something else', 'other'],
  ])('%s', (userAgent, kind) => {
    expect(browserKind(userAgent)).toBe(kind);
  });

  it('is Safari on a Mac, and Safari on iOS on an iPad that says it is a Mac', () => {
    const mac =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15';
    expect(browserKind(mac)).toBe('safari');
    expect(browserKind(mac, 5)).toBe('safari-ios');
  });
});
