import { vi } from 'vitest';

// A second, as long as it waits by itself, is what a busy machine may stand still for. It only costs where something fails.
const { waitFor } = vi;
vi.waitFor = (check, options) =>
  waitFor(check, { timeout: 20_000, ...(typeof options === 'number' ? { timeout: options } : options) });
