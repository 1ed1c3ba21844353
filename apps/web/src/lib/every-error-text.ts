import * as texts from '../../../../packages/messages/generated/errors.js';
import { learnErrorTexts } from './error-texts.svelte.ts';

learnErrorTexts(texts as unknown as Parameters<typeof learnErrorTexts>[0]);
