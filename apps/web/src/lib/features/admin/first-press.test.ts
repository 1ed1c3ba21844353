import { expect, it } from 'vitest';
import { firstPress } from './first-press.ts';

it('the second press of a double click puts nothing away; a key and a press do', () => {
  const done: string[] = [];
  const press = firstPress(() => done.push('away'));
  const pressed = (detail: number) => press({ detail } as MouseEvent);
  pressed(1);
  pressed(2);
  pressed(3);
  expect(done).toHaveLength(1);
  // Enter on a button is a click of no mouse.
  pressed(0);
  expect(done).toHaveLength(2);
});
