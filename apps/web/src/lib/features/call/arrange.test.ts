import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, captionPx, ownSize } from './arrange.ts';

const desktop = { width: 1264, height: 640 };
const phone = { width: 374, height: 640 };

describe('the arrangement of a call', () => {
  it('puts two people beside each other on a desktop and above each other on a phone', () => {
    expect(arrange(2, desktop, true).columns).toBe(2);
    expect(arrange(2, phone, true).columns).toBe(1);
  });

  it('gives one person on a desktop the height, and puts the own picture beside', () => {
    const { own, tileHeight } = arrange(1, desktop, true);
    expect(own).toBe('side');
    expect(tileHeight).toBeGreaterThan(600);
  });

  it('never lets tiles and the own picture leave the stage or lie over each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 320, max: 3000 }),
        fc.integer({ min: 400, max: 2000 }),
        fc.boolean(),
        (count, width, height, withOwn) => {
          const { columns, tileWidth, tileHeight, own } = arrange(count, { width, height }, withOwn);
          const rows = Math.ceil(count / columns);
          const self = ownSize({ width, height });
          const beside = own === 'side' ? self.width : 0;
          const below = own === 'below' ? self.height : 0;
          expect(columns * tileWidth + beside).toBeLessThanOrEqual(width);
          expect(rows * (tileHeight - captionPx) + below).toBeLessThanOrEqual(height);
          expect(own === 'none').toBe(!withOwn);
        },
      ),
    );
  });
});
