// Janus' own protocol: one websocket, one session, a handle for each transport.

type Answer = {
  janus: string;
  transaction?: string;
  sender?: number;
  data?: { id: number };
  error?: { reason: string };
  plugindata?: { data: Record<string, unknown> & { error?: string } };
  jsep?: { type: string; sdp: string };
};
export type Jsep = { type: string; sdp: string };

const ANSWER_WITHIN_MS = 15_000;
/** Janus ends a session that says nothing for 60 s. */
const KEEP_ALIVE_MS = 20_000;

export class JanusSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    string,
    { isFinal: (answer: Answer) => boolean; resolve: (answer: Answer) => void }
  >();
  readonly #keepAlive: NodeJS.Timeout;
  #id = 0;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
    this.#keepAlive = setInterval(() => this.#tell({ janus: 'keepalive' }), KEEP_ALIVE_MS);
  }

  static async open(url: string): Promise<JanusSession> {
    const socket = new WebSocket(url, 'janus-protocol');
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('Janus did not answer.')));
    });
    const session = new JanusSession(socket);
    session.#id = (await session.#ask({ janus: 'create' })).data!.id;
    return session;
  }

  async attach(): Promise<number> {
    return (await this.#ask({ janus: 'attach', plugin: 'janus.plugin.videoroom' })).data!.id;
  }

  /** A request to the videoroom; its answer may come after an acknowledgement. */
  async ask(
    handle: number,
    body: object,
    jsep?: Jsep,
  ): Promise<{ data: Record<string, unknown>; jsep?: Jsep }> {
    const message = { janus: 'message', handle_id: handle, body, ...(jsep ? { jsep } : {}) };
    const answer = await this.#ask(message, ({ janus }) => janus !== 'ack');
    const data = answer.plugindata?.data;
    if (!data || data.error) throw new Error(`Janus: ${data?.error ?? JSON.stringify(answer)}`);
    return { data, ...(answer.jsep ? { jsep: answer.jsep } : {}) };
  }

  async detach(handles: readonly number[]): Promise<void> {
    for (const handle of handles) await this.#ask({ janus: 'detach', handle_id: handle });
  }

  close(): void {
    clearInterval(this.#keepAlive);
    this.#socket.close();
  }

  async #ask(message: object, isFinal: (answer: Answer) => boolean = () => true): Promise<Answer> {
    const transaction = `t${this.#asked++}`;
    const answer = await new Promise<Answer>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('Janus gave no answer.')), ANSWER_WITHIN_MS);
      this.#waiting.set(transaction, {
        isFinal,
        resolve: (value) => {
          clearTimeout(late);
          resolve(value);
        },
      });
      this.#tell(message, transaction);
    });
    if (answer.error) throw new Error(`Janus: ${answer.error.reason}`);
    return answer;
  }

  #tell(message: object, transaction = `k${this.#asked++}`): void {
    const session = this.#id ? { session_id: this.#id } : {};
    this.#socket.send(JSON.stringify({ ...message, ...session, transaction }));
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.transaction ?? '');
    if (!waiting?.isFinal(answer)) return;
    this.#waiting.delete(answer.transaction!);
    waiting.resolve(answer);
  }
}
