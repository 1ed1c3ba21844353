/** The letters of one part each, and of two, that a text message has without going over to another encoding (GSM 03.38). */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const double = new Set('^{}\\[~]|€');

/** In how many parts a text message goes, each of which is paid for: 160 letters, or 70 with any that is not in GSM 03.38. */
export function textMessageParts(text: string): number {
  const letters = [...text];
  const isBasic = letters.every((letter) => basic.has(letter) || double.has(letter));
  const length = isBasic
    ? letters.reduce((sum, letter) => sum + (double.has(letter) ? 2 : 1), 0)
    : text.length;
  const [single, many] = isBasic ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / many);
}
