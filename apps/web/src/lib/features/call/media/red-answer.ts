// RED (RFC 2198) in SDP: each packet of Opus carries the one before once more. Pure.

/** The payload types of Opus and RED in one section of a description; undefined where one is missing. */
type Pair = { opus: string; red: string };

/** All that is Opus has this payload type inside of RED, and the server tells it so to those who receive it. */
const opusPayloadType = '111';

/** What the browser offers to send for this section. */
export function redOffered(offer: string, mid: string): Pair | undefined {
  const section = sectionsOf(offer).find((each) => midOf(each) === mid) ?? '';
  const red = /^a=rtpmap:(\d+) red\/48000\/2\s*$/im.exec(section)?.[1];
  const opus = /^a=rtpmap:(\d+) opus\/48000\/2\s*$/im.exec(section)?.[1];
  if (!red || opus !== opusPayloadType) return undefined;
  return section.includes(`a=fmtp:${red} ${opus}/${opus}`) ? { opus, red } : undefined;
}

/**
 * The answer with RED as the first codec of these sections, which makes a browser send it; without, it sends Opus alone.
 * mediasoup-client answers with one codec a section, and browsers take RED from no other place: `setParameters` accepts it
 * as an encoding's codec and goes on with plain Opus (Chromium 156).
 */
export function withRedFirst(answer: string, offer: string, mids: ReadonlySet<string>): string {
  return sectionsOf(answer)
    .map((section) => {
      const mid = midOf(section);
      const pair = mid !== undefined && mids.has(mid) ? redOffered(offer, mid) : undefined;
      return pair ? redFirst(section, pair) : section;
    })
    .join('');
}

function redFirst(section: string, { opus, red }: Pair): string {
  const media = /^(m=audio \S+ \S+) (.*)$/m.exec(section);
  const payloads = media?.[2]?.trim().split(' ') ?? [];
  if (!media || !payloads.includes(opus) || payloads.includes(red)) return section;
  const lines = [`a=rtpmap:${red} red/48000/2`, `a=fmtp:${red} ${opus}/${opus}`, ''].join('\r\n');
  const listed = section.replace(media[0].trimEnd(), `${media[1]} ${[red, ...payloads].join(' ')}`);
  return listed + lines;
}

const sectionsOf = (sdp: string): string[] => sdp.split(/^(?=m=)/m);
const midOf = (section: string): string | undefined => /^a=mid:(\S+)/m.exec(section)?.[1];
