/** The address of the server that the global set-up has started, for browsers that a test opens itself. */
export const baseURL = (): string => process.env.NEUVO_E2E_URL ?? 'http://localhost:3000';
