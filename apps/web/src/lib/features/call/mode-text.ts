import type { MediaMode } from '#domain';
import { m } from '#messages';

export function modeText(mode: MediaMode): string {
  switch (mode) {
    case 'auto':
      return m.family_mode_auto();
    case 'saver':
      return m.family_mode_saver();
    case 'sound-only':
      return m.family_mode_sound_only();
  }
}
