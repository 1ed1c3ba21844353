import { describe, expect, it, vi } from 'vitest';
import { DialogSend } from './dialog-send.svelte.ts';

type Result = Awaited<ReturnType<Parameters<DialogSend['send']>[0]>>;
const refused = { ok: false, error: { code: 'too-large' } } as Result;

describe('a form in a dialog', () => {
  const begun = () => {
    const form = new DialogSend();
    let answer!: (result: Result) => void;
    const sending = form.send(() => new Promise((done) => (answer = done)));
    return { form, sending, answer };
  };

  it('is sent once, and told what came of it', async () => {
    const { form, sending, answer } = begun();
    const again = vi.fn();
    expect(await form.send(again)).toBeUndefined();
    expect(again).not.toHaveBeenCalled();
    answer(refused);
    expect(await sending).toEqual({ ...refused, isLate: false });
    expect(form.isBusy).toBe(false);
  });

  it('that was closed meanwhile is told so: what is open by then is another one', async () => {
    const { form, sending, answer } = begun();
    form.closed();
    answer(refused);
    expect(await sending).toEqual({ ...refused, isLate: true });
    expect(form.refusal, 'whoever opens it again has not been refused').toBeUndefined();
  });

  it('forgets why it was refused when it is closed', () => {
    const form = new DialogSend();
    form.refusal = { code: 'too-large' };
    form.closed();
    expect(form.refusal).toBeUndefined();
  });
});
