/** What a mail server says later about a letter that it had taken (RFC 3464), as its parts were read. */
export type DeliveryReport = {
  /** The part message/delivery-status: one group of fields about the letter, one more for each recipient. */
  fields: string;
  /** The letter that comes back, or only its headers; empty when nothing of it does. */
  returned: string;
};
export type Bounce = {
  /** Under which it may have been sent: by its Message-ID, else by the id that its envelope had. */
  letterIds: readonly string[];
  /** As in RFC 3463: 5.1.1. */
  status: string;
};

/**
 * Z9: the letter that a report says has reached nobody, or null. `failed` is the last word about a recipient, also with a
 * status of 4.x.x: a server that has tried in vain for days then gives up (RFC 3464, 2.3.3).
 */
export function bounceOf({ fields, returned }: DeliveryReport): Bounce | null {
  const groups = unfolded(fields).split(/\n(?:[ \t]*\n)+/);
  const actions = groups.map((group) => /^\w+/.exec(field(group, 'action'))?.[0].toLowerCase());
  if (actions.some((action) => action !== undefined && arrived.has(action))) return null;
  const failed = groups.find((group, n) => actions[n] === 'failed' && statusOf(group) !== undefined);
  if (failed === undefined) return null;
  const [headers = ''] = unfolded(returned)
    .trimStart()
    .split(/\n[ \t]*\n/, 1);
  const letterIds = [
    /^<([\w-]{1,64})@/.exec(field(headers, 'message-id'))?.[1],
    ...groups.map((group) => /^[\w-]{1,64}$/.exec(field(group, 'original-envelope-id'))?.[0]),
  ].filter((id) => id !== undefined);
  return { letterIds: [...new Set(letterIds)], status: statusOf(failed)! };
}

/** Where a letter is passed on to two, one of whom it reaches, it has arrived. */
const arrived = new Set(['delivered', 'relayed', 'expanded']);

const statusOf = (group: string) => /^[45]\.\d{1,3}\.\d{1,3}\b/.exec(field(group, 'status'))?.[0];

const unfolded = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\n[ \t]+(?=\S)/g, ' ');

/** The first field of this name; empty when there is none. */
function field(group: string, name: string): string {
  const line = group.split('\n').find((each) => each.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  return line?.slice(name.length + 1).trim() ?? '';
}
