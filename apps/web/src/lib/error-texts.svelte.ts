import { m } from '#messages';

type ErrorText = (inputs: { id: string }) => string;
/** By message key. What can go wrong before anything else can be fetched is here from the start. */
let texts: Readonly<Record<string, ErrorText | undefined>> = $state.raw({
  error_network: m.error_network,
  error_timeout: m.error_timeout,
  error_internal: m.error_internal,
});

/** Only `every-error-text.ts` calls this, with the texts of all codes. */
export const learnErrorTexts = (all: typeof texts): void => void (texts = all);

/**
 * Fetches the sentences of all codes. A family's page does without them until something is refused: they are a fifth
 * of its script. Without a network it stays with the general sentence.
 */
export const haveErrorTexts = async (): Promise<void> =>
  void (await import('./every-error-text.ts').catch(() => undefined));

/** The sentence of a message key; undefined when there is none, or not yet. Whoever reads it is told when it comes. */
export const errorSentence = (key: string): string | undefined => texts[key]?.({ id: '' });
