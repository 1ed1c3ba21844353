import { expect, it } from 'vitest';
import { languages, letterWords } from '#domain';
import { letterWordNames } from '#messages/letter-words';

it('[Z8] no word is called as another one is, or was in texts from before, and each can stand in braces', () => {
  for (const language of languages) {
    const names = letterWordNames(language);
    expect(Object.keys(names)).toEqual([...letterWords]);
    expect(new Set(Object.values(names)).size).toBe(letterWords.length);
    for (const word of letterWords) {
      expect(names[word]).toMatch(/^[^{}\n]+$/);
      expect(names[word]).toBe(names[word].trim().toLowerCase());
      const former = letterWords.find((each) => each === names[word]);
      expect([language, former ?? word]).toEqual([language, word]);
    }
  }
});
