import { describe, expect, it } from 'vitest';
import { ChatDraft } from './chat-draft.svelte.ts';

describe('a message that is written in the call', () => {
  const asking = () => {
    let answer!: (wasSent: boolean) => void;
    const said: string[] = [];
    const say = (text: string) => {
      said.push(text);
      return new Promise<boolean>((resolve) => (answer = resolve));
    };
    return { say, said, answer: (wasSent: boolean) => answer(wasSent) };
  };

  it('is sent once, without the spaces around it', async () => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = ' Hei ';
    const sending = draft.send(line.say);
    void draft.send(line.say);
    line.answer(true);
    await sending;
    expect([line.said, draft.text, draft.isSending]).toEqual([['Hei'], '', false]);
  });

  it('leaves alone what is written while it is on its way', async () => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = 'Hei';
    const sending = draft.send(line.say);
    draft.text += 'Ja toinen asia';
    line.answer(true);
    await sending;
    expect(draft.text).toBe('Ja toinen asia');
  });

  it('is there again when it could not be sent, before what was written since', async () => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = 'Hei';
    const sending = draft.send(line.say);
    draft.text = 'Ja toinen asia';
    line.answer(false);
    await sending;
    expect(draft.text).toBe('Hei\nJa toinen asia');
  });

  it('is taken away again where it had come through all the same, once: the answer was lost with the line', async () => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = 'Hei';
    const earlier = { id: 'earlier', text: 'Hei' };
    const sending = draft.send(line.say, [earlier]);
    draft.text = 'Ja toinen asia';
    line.answer(false);
    await sending;
    draft.sawOwn([earlier]);
    expect(draft.text).toBe('Hei\nJa toinen asia');
    const own = [earlier, { id: 'came through', text: 'Hei' }];
    draft.sawOwn(own);
    expect(draft.text).toBe('Ja toinen asia');
    draft.text = 'Hei';
    draft.sawOwn(own);
    expect(draft.text).toBe('Hei');
  });

  it('stays where it was changed after it could not be sent', async () => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = 'Hei';
    const sending = draft.send(line.say);
    line.answer(false);
    await sending;
    draft.text = 'Hei taas';
    draft.sawOwn([{ id: 'came through', text: 'Hei' }]);
    expect(draft.text).toBe('Hei taas');
  });

  it.each(['', '   ', 'a'.repeat(2001)])('that is empty or too long is not sent', async (text) => {
    const [draft, line] = [new ChatDraft(), asking()];
    draft.text = text;
    await draft.send(line.say);
    expect([line.said, draft.text]).toEqual([[], text]);
  });
});
