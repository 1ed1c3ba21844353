import { findChromium } from '../../infra/lib/chromium.mjs';

/**
 * A camera and a microphone that need no hardware and no click: Chromium's moving test picture with its
 * beeps. QUIC and everything that phones home is off, so that a test depends on nothing outside.
 */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Playwright's own list, which another one replaces, and the address bar's two pages: Chromium draws them anew for every window.
  `--disable-features=${[
    'AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
    'LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect',
    'OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch',
    'WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  ].join()}`,
  // Without it no UDP path to a server on this machine is tried, and every call would go over TCP.
  '--allow-loopback-in-peer-connection',
];

export interface ChromiumLaunchOptions {
  headless: true;
  executablePath: string;
  args: string[];
}

/**
 * For `chromium.launch()` in a test with several browsers, and for the config. `without` drops arguments. `framesPerSecond` is
 * the test camera's: half of a real one's, which saves a test of a call half of its CPU; a benchmark asks for a real one's.
 */
export function chromiumLaunchOptions({
  without = [] as string[],
  framesPerSecond = 15,
} = {}): ChromiumLaunchOptions {
  return {
    headless: true,
    executablePath: findChromium() ?? '/usr/bin/chromium',
    args: [
      ...ARGS.filter((arg) => !without.some((start) => arg.startsWith(start))),
      `--use-fake-device-for-media-stream=fps=${framesPerSecond}`,
    ],
  };
}
