import { describe, expect, it } from 'vitest';
import { redOffered, withRedFirst } from './red-answer.ts';

const sdp = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join('');
const session = ['v=0', 'a=group:BUNDLE 0 1'];
const sound = (mid: string, red: string[] = ['a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111']) => [
  `m=audio 9 UDP/TLS/RTP/SAVPF 111${red.length > 0 ? ' 63' : ''}`,
  `a=mid:${mid}`,
  'a=rtpmap:111 opus/48000/2',
  ...red,
];
const picture = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:1', 'a=rtpmap:96 VP8/90000'];
const offer = sdp(...session, ...sound('0'), ...picture, ...sound('2'));
const answered = (mid: string) => sound(mid, []);
const answer = sdp(...session, ...answered('0'), ...picture, ...answered('2'));

describe('[M15] the answer that makes a browser send sound twice', () => {
  it('names RED first, with the Opus that it repeats, in this sound alone', () => {
    const changed = withRedFirst(answer, offer, new Set(['2']));
    const twice = [
      'm=audio 9 UDP/TLS/RTP/SAVPF 63 111',
      'a=mid:2',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:63 red/48000/2',
      'a=fmtp:63 111/111',
    ];
    expect(changed).toBe(sdp(...session, ...answered('0'), ...picture, ...twice));
  });
  it('is left as it is where nothing is to be sent twice, and where that is a picture', () => {
    expect(withRedFirst(answer, offer, new Set())).toBe(answer);
    expect(withRedFirst(answer, offer, new Set(['1', '7']))).toBe(answer);
  });
  it('is left as it is where the browser did not offer it', () => {
    const plain = sdp(...session, ...sound('0', []));
    expect(withRedFirst(answer, plain, new Set(['0']))).toBe(answer);
  });
});

describe('[M15] what a browser offers', () => {
  it('is RED only where its blocks are the Opus that everybody calls the same', () => {
    expect(redOffered(offer, '0')).toEqual({ opus: '111', red: '63' });
    expect(redOffered(offer, '1')).toBeUndefined();
    expect(redOffered(offer.replaceAll('111', '109'), '0')).toBeUndefined();
    expect(redOffered(offer.replaceAll('63 111/111', '63 111/9'), '0')).toBeUndefined();
  });
});
