import type { MediaMode } from '#domain';
import type { PersonQuality } from '#protocol';
import { m } from '#messages';

/** A word beside a person's name while their connection is weak; nothing while it is good. */
export function weakWord(quality: PersonQuality | undefined): string | undefined {
  if (!quality || (quality.sends === 'good' && quality.receives === 'good')) return undefined;
  if (quality.receives === 'weak') {
    if (quality.step === 'sound-only') return m.call_link_weak_sound();
    if (quality.step === 'fewer') return m.call_link_weak_fewer();
  }
  return m.call_link_weak();
}

/** For the host: how a person's connection is and what that means, in a sentence. */
export function qualityText(quality: PersonQuality, name: string): string {
  if (isLost(quality)) return m.call_quality_lost();
  if (quality.receives === 'weak') {
    if (quality.step === 'sound-only') return m.call_quality_weak_sound({ name });
    if (quality.step === 'fewer') return m.call_quality_weak_fewer({ name });
    return m.call_quality_weak_receives({ name });
  }
  if (quality.sends === 'weak') return m.call_quality_weak_sends({ name });
  return m.call_quality_good();
}

export function chosenText(mode: MediaMode): string | undefined {
  switch (mode) {
    case 'auto':
      return undefined;
    case 'saver':
      return m.call_quality_chose_saver();
    case 'sound-only':
      return m.call_quality_chose_sound();
  }
}

/** Only a way that is not the usual one is worth a word. */
export function detourText(path: PersonQuality['path']): string | undefined {
  if (path === 'tcp') return m.call_quality_path_tcp();
  return path === 'relay' ? m.call_quality_path_relay() : undefined;
}

export function numbersText({
  roundTripMs,
  lossPermille,
}: Pick<PersonQuality, 'roundTripMs' | 'lossPermille'>) {
  return m.call_quality_numbers({ delay: roundTripMs ?? '–', loss: Math.round(lossPermille / 10) });
}

export const isWeak = (quality: PersonQuality | undefined): boolean =>
  quality !== undefined && (quality.sends !== 'good' || quality.receives !== 'good');

export const isLost = ({ sends, receives }: PersonQuality): boolean =>
  sends === 'lost' || receives === 'lost';
