/**
 * One AudioContext for everything on the page that measures or makes sound: a phone allows only a few, and opening one takes
 * a noticeable moment. It is closed when the last user has given it back.
 */
let shared: AudioContext | undefined;
let users = 0;

export type BorrowedSound = { context: AudioContext; giveBack: () => void };

/** Undefined where a browser has no Web Audio. */
export function borrowSound(): BorrowedSound | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  if (!shared) {
    shared = new AudioContext();
    resumeAtPress(shared);
  }
  const context = shared;
  users += 1;
  let isBack = false;
  return {
    context,
    giveBack: () => {
      if (isBack) return;
      isBack = true;
      users -= 1;
      if (users > 0) return;
      shared = undefined;
      void context.close().catch(() => undefined);
    },
  };
}

/**
 * A page that nobody has pressed yet may not run sound, and a phone stops it for a phone call; the next press lets it run
 * again.
 */
function resumeAtPress(context: AudioContext): void {
  const resume = () => void context.resume().catch(() => undefined);
  const arm = () => {
    if (context.state === 'running' || context.state === 'closed') return;
    for (const press of ['pointerdown', 'keydown']) addEventListener(press, resume, { once: true });
  };
  context.addEventListener('statechange', arm);
  resume();
  arm();
}
