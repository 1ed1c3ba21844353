import { describe, expect, it } from 'vitest';
import { plainName } from './plain-name.ts';

describe('[B4] a name as it is kept', () => {
  it.each([
    ['pasted from where letters are in parts', 'Isa\u0308 A\u030Ase', 'Isä Åse'],
    ['with more than one space', '  Isä \u00A0 Aalto\t', 'Isä Aalto'],
    ['in two lines', 'Laura\r\nBcc: everybody\u2028x', 'Laura Bcc: everybody x'],
    ['that turns round what stands after it', '\u202Earual\u2067 x\u061C', 'arual x'],
    ['with what nobody sees', 'La\u200Bura\uFEFF\u00AD\u2060', 'Laura'],
    ['that needs its joiners', 'علی\u200Cرضا', 'علی\u200Cرضا'],
    ['in Hebrew, from right to left by itself', 'דנה', 'דנה'],
    ['of a single sign', '🙂', '🙂'],
  ])('%s', (_, typed, kept) => expect(plainName(typed)).toBe(kept));

  it.each(['', ' \n ', '\u200B\u200D', '\u2067\u202E', '\u0308'])(
    'is empty where nothing is seen: %j',
    (typed) => expect(plainName(typed)).toBe(''),
  );
});
