import { listTexts, removeText, saveText, testText } from '../use-cases/manage-texts.ts';
import type { Handlers } from './route.ts';

export const textRoutes: Pick<Handlers, 'listTexts' | 'saveText' | 'removeText' | 'testText'> = {
  listTexts: ({ deps, viewer }) => listTexts(deps, viewer),
  saveText: ({ deps, viewer, params, body }) => saveText(deps, viewer, params, body),
  removeText: ({ deps, viewer, params, body }) => {
    removeText(deps, viewer, params, body);
    return {};
  },
  testText: ({ deps, viewer, params, body }) => {
    testText(deps, viewer, params, body);
    return {};
  },
};
