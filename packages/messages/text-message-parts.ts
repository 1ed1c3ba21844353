/** The letters of one part each, and of two, that a text message has without going over to another encoding (GSM 03.38). */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const double = new Set('^{}\\[~]|€');

/** Whether it goes in the basic letters; with any other (á, č, ŋ, š in Northern Sámi, a curly quotation mark) all of it goes as UCS-2. */
export const isBasicText = (text: string): boolean =>
  [...text].every((letter) => basic.has(letter) || double.has(letter));

/** In how many parts a text message goes, each of which is paid for: 160 letters, or 70 with any that is not in GSM 03.38. */
export function textMessageParts(text: string): number {
  const letters = [...text];
  const isBasic = isBasicText(text);
  const length = isBasic
    ? letters.reduce((sum, letter) => sum + (double.has(letter) ? 2 : 1), 0)
    : text.length;
  const [single, many] = isBasic ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / many);
}
