import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ExternalProblem } from '#domain';

/** Why a file could not be had; thrown within fetching only, and a value outside. */
export class FetchProblem extends Error {
  readonly problem: ExternalProblem;
  constructor(problem: ExternalProblem) {
    super(problem);
    this.problem = problem;
  }
}

const begin = 'BEGIN:VCALENDAR';

/**
 * X5: the text of an answer, as long as it is a calendar and not too large: neither as it comes over the line nor once it
 * is unpacked. Unpacking stops where reading does, so that a small file can't become a large one.
 */
export async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw new FetchProblem('too-large');
  }
  const encoding = (response.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    response.destroy();
    throw new FetchProblem('not-a-calendar');
  }
  try {
    return await collect(encoding === 'identity' ? response : unpacked(response, maxBytes), maxBytes);
  } finally {
    response.destroy();
  }
}

function unpacked(response: IncomingMessage, maxBytes: number): Readable {
  const gunzip = createGunzip();
  let packedBytes = 0;
  response.on('data', (chunk: Buffer) => {
    packedBytes += chunk.length;
    if (packedBytes > maxBytes) gunzip.destroy(new FetchProblem('too-large'));
  });
  response.on('error', (error) => gunzip.destroy(error));
  return response.pipe(gunzip);
}

async function collect(stream: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isCalendar = false;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new FetchProblem('too-large');
      chunks.push(chunk);
      // A film or a web page is known by its first bytes, and needs no further ones.
      if (!isCalendar && bytes >= 100) {
        if (!looksLikeCalendar(Buffer.concat(chunks))) throw new FetchProblem('not-a-calendar');
        isCalendar = true;
      }
    }
  } catch (error) {
    stream.destroy();
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw new FetchProblem('not-a-calendar');
    throw error;
  }
  const body = Buffer.concat(chunks);
  if (!looksLikeCalendar(body)) throw new FetchProblem('not-a-calendar');
  return new TextDecoder().decode(body);
}

const looksLikeCalendar = (body: Buffer): boolean =>
  body
    .subarray(0, 200)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, begin.length)
    .toUpperCase() === begin;
