import { borrowSound } from '#lib/features/call/sound-context.ts';
import { playArrivalSound } from '#lib/features/call/sounds.ts';

const storageKey = 'neuvo_turn_sound_off';

function isOff(participantId: string): boolean {
  try {
    return sessionStorage.getItem(storageKey) === participantId;
  } catch {
    return false;
  }
}

/** Q14: whether somebody hears that it is their turn. The choice is this visit's, and lasts as long as the tab. */
export class TurnSound {
  isOn = $state(true);
  readonly #participantId: string;

  constructor(participantId: string) {
    this.#participantId = participantId;
    this.isOn = !isOff(participantId);
  }

  /** The press itself sounds, so that one knows what will be heard. */
  toggle(): void {
    this.isOn = !this.isOn;
    try {
      if (this.isOn) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, this.#participantId);
    } catch {
      // Then a reload forgets it.
    }
    if (this.isOn) void playArrivalSound().catch(() => undefined);
  }
}

export function playTurnSound(participantId: string): void {
  if (!isOff(participantId)) void playArrivalSound().catch(() => undefined);
}

/** A browser lets sound begin after a press only: what was begun by the press to join is kept ready while one waits. */
export function keepSoundReady(): () => void {
  const sound = borrowSound();
  // A moment later: the sound of the turn itself still needs it.
  return () => void setTimeout(() => sound?.giveBack(), 1000);
}
