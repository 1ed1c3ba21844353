import { vi } from 'vitest';

// Files of a worker share what is loaded: a module that one file loaded with a mock would serve the next file, which then fails
// or not by the order they run in.
vi.resetModules();
