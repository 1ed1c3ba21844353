/** The token stands behind the #, which no browser sends to any server and no proxy logs. */
export const guestAddress = (publicUrl: URL, token: string): string =>
  `${new URL('/v', publicUrl).href}#${token}`;

/** The page of an appointment for people with an account. */
export const visitAddress = (publicUrl: URL, appointmentId: string): string =>
  new URL(`/requests/${appointmentId}`, publicUrl).href;
