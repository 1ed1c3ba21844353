import { expect, it } from 'vitest';
import { errorCodes } from '#protocol';
import * as texts from '../../../../packages/messages/generated/errors.js';

it('has a sentence for every code that the server can refuse with', () => {
  for (const code of errorCodes) expect(texts).toHaveProperty(`error_${code.replaceAll('-', '_')}`);
});
