import { playArrivalSound } from '#lib/features/call/sounds.ts';

const key = 'neuvo-arrival-sound';

/** `blocked`: the browser plays nothing until the person has pressed something on this page. */
type State = 'on' | 'off' | 'blocked';
let state: State = $state('on');

/** Asks the browser whether a sound would be heard now. A context that may not sound stays suspended. */
async function isBlocked(): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false;
  const probe = new AudioContext();
  await Promise.race([
    probe.resume().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, 400)),
  ]);
  const blocked = probe.state !== 'running';
  void probe.close().catch(() => undefined);
  return blocked;
}

export const sounds = {
  get state(): State {
    return state;
  },
  async look(): Promise<void> {
    if (localStorage.getItem(key) === 'off') state = 'off';
    else state = (await isBlocked()) ? 'blocked' : 'on';
  },
  /** From a press: that is what browsers wait for. The sound itself says that it works. */
  turnOn(): void {
    localStorage.removeItem(key);
    state = 'on';
    void playArrivalSound();
  },
  turnOff(): void {
    localStorage.setItem(key, 'off');
    state = 'off';
  },
  arrival(): void {
    if (state === 'on') void playArrivalSound();
  },
};
