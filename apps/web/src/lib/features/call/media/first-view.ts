import type { ConsumerNew } from '#protocol';

type Size = { widthPx: number; heightPx: number };

/** With more, some may be on another page of the stage, or too small to be guessed. */
const mostPictures = 4;
/** What the call's own words and controls take of the height, in CSS pixels. */
const aroundPx = 160;

/**
 * About how large each picture will be shown, in device pixels, before the call is drawn: drawing takes longer than the
 * network, and the layer that fits is hardly ever another one. Undefined where only the drawn stage can tell.
 */
export function firstView(
  announced: Iterable<Pick<ConsumerNew, 'source'>>,
  page: { innerWidth: number; innerHeight: number; devicePixelRatio: number },
): Size | undefined {
  const sources = [...announced].map(({ source }) => source);
  const pictures = sources.filter((source) => source === 'camera').length;
  if (pictures === 0 || pictures > mostPictures || sources.includes('screen')) return undefined;
  const { innerWidth, innerHeight, devicePixelRatio: scale } = page;
  const isWide = innerWidth > innerHeight;
  const long = Math.ceil(Math.sqrt(pictures));
  const short = Math.ceil(pictures / long);
  const [across, down] = isWide ? [long, short] : [short, long];
  return {
    widthPx: Math.round((innerWidth * scale) / across),
    heightPx: Math.round((Math.max(0, innerHeight - aroundPx) * scale) / down),
  };
}
