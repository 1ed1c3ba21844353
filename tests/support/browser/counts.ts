import type { Page } from '@playwright/test';

/** What flows on a page: connections, and the streams that it sends and receives. Ghosts would show here. */
export const flows = (page: Page) =>
  page.evaluate(() => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const open = keptConnections.filter(({ connectionState }) => connectionState !== 'closed');
    const transceivers = open.flatMap((connection) => connection.getTransceivers());
    const of = (direction: string) =>
      transceivers.filter(({ currentDirection }) => currentDirection === direction).length;
    return { connections: open.length, sends: of('sendonly'), receives: of('recvonly') };
  });

/** Transports, producers and consumers that the server holds. */
export async function things({ baseURL }: { baseURL: string }): Promise<string[]> {
  const text = await (await fetch(`${baseURL}/api/metrics`)).text();
  return text.match(/^neuvo_media_things.*$/gm) ?? [];
}
