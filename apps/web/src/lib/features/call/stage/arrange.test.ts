import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrange,
  captionPx,
  hasStripRoom,
  isOwnInStrip,
  leastSignPx,
  ownSize,
  signRoom,
  wholeTile,
} from './arrange.ts';

const desktop = { width: 1264, height: 640 };
const phone = { width: 374, height: 640 };
const wide = 16 / 9;
const tall = 9 / 16;

describe('the arrangement of a call', () => {
  it('knows that the own picture is out of sight at the end of a strip on a phone, beside two others', () => {
    expect([1, 2].map((others) => isOwnInStrip(374, 150, others))).toEqual([true, false]);
  });
  it('puts two people beside each other on a desktop and above each other on a phone', () => {
    expect(arrange(2, [wide, wide], desktop, true).columns).toBe(2);
    expect(arrange(2, [wide, wide], phone, true).columns).toBe(1);
  });

  it('uses the whole width for two wide pictures, with the own one below', () => {
    const { own, tileWidth } = arrange(2, [wide, wide], desktop, true);
    expect(own).toBe('below');
    expect(tileWidth).toBeGreaterThan(620);
  });

  it('gives one person on a desktop the height, and puts the own picture beside', () => {
    const { own, tileHeight } = arrange(1, [wide], desktop, true);
    expect(own).toBe('side');
    expect(tileHeight).toBeGreaterThan(600);
  });

  it('leaves the words of twice as large text their height below each picture, and the pictures theirs', () => {
    const { columns, tileHeight } = arrange(4, [wide], phone, true, 2);
    const self = ownSize(phone, 2);
    expect(tileHeight).toBeGreaterThan(2 * captionPx + 40);
    expect((4 / columns) * tileHeight + self.height).toBeLessThanOrEqual(phone.height);
    expect(self.height).toBeGreaterThan(2 * captionPx + 40);
  });

  it('leaves out the own picture rather than half of the others’: large text and a notice leave little of a phone', () => {
    const left = { width: 358, height: 300 };
    const { own, tileWidth, tileHeight } = arrange(1, [wide], left, true, 2);
    expect(own).toBe('none');
    expect(tileWidth).toBe(left.width);
    expect(tileHeight).toBeGreaterThan(250);
    expect(arrange(1, [wide], phone, true, 2).own).toBe('below');
  });

  it("gives a phone's tall picture a tall tile", () => {
    const { tileWidth, tileHeight } = arrange(1, [tall], phone, true);
    expect(tileHeight).toBeGreaterThan(tileWidth);
  });

  it('never lets tiles and the own picture leave the stage or lie over each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(wide, tall, 4 / 3), { minLength: 1, maxLength: 15 }),
        fc.integer({ min: 320, max: 3000 }),
        fc.integer({ min: 400, max: 2000 }),
        fc.boolean(),
        (shapes, width, height, withOwn) => {
          const arrangement = arrange(shapes.length, shapes, { width, height }, withOwn);
          const { columns, tileWidth, tileHeight, own } = arrangement;
          const rows = Math.ceil(shapes.length / columns);
          const self = ownSize({ width, height });
          const beside = own === 'side' ? self.width : 0;
          const below = own === 'below' ? self.height : 0;
          expect(columns * tileWidth + beside).toBeLessThanOrEqual(width);
          expect(rows * (tileHeight - captionPx) + below).toBeLessThanOrEqual(height);
          if (!withOwn) expect(own).toBe('none');
        },
      ),
    );
  });
});

describe('[M20] the picture of whoever signs', () => {
  it('has half of the stage, beside the others on a desktop and below them on a phone', () => {
    expect(signRoom(desktop, true, false)).toEqual({ width: 628, height: 640 });
    expect(signRoom(phone, false, false)).toEqual({ width: 374, height: 316 });
    expect(signRoom(phone, false, true)).toEqual({ width: 374, height: 316 });
  });
  it('leaves a shared screen a little more than half of a desktop', () => {
    const { width } = signRoom(desktop, true, true);
    expect(width).toBeGreaterThan(500);
    expect(width).toBeLessThan(desktop.width / 2);
  });
  it('has the room of the others on a phone where a screen is shared and notices are told: its hands are what one follows', () => {
    const stripPx = 136;
    const height = 467;
    expect(hasStripRoom({ width: 374, height: 640 }, stripPx, [wide])).toBe(true);
    expect(hasStripRoom({ width: 374, height }, stripPx, [wide])).toBe(false);
    expect(wholeTile(signRoom({ width: 374, height }, false, true), wide).width).toBeGreaterThan(leastSignPx);
    // Two take turns, one below the other.
    expect(hasStripRoom({ width: 374, height: 640 }, stripPx, [wide, wide])).toBe(false);
    // A picture that is held upright is as large as it would be wide.
    expect(hasStripRoom({ width: 374, height: 640 }, stripPx, [tall])).toBe(false);
    expect(hasStripRoom({ width: 374, height: 900 }, stripPx, [tall])).toBe(true);
  });
  it('is shown whole, and never leaves its place', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(wide, tall, 4 / 3),
        fc.integer({ min: 150, max: 3000 }),
        fc.integer({ min: 120, max: 2000 }),
        fc.constantFrom(1, 2),
        (shape, width, height, textScale) => {
          const tile = wholeTile({ width, height }, shape, textScale);
          expect(tile.width).toBeLessThanOrEqual(width);
          expect(tile.height).toBeLessThanOrEqual(height);
          const picture = tile.height - captionPx * textScale;
          expect(Math.abs(tile.width / picture / shape - 1)).toBeLessThan(0.1);
        },
      ),
    );
  });
});
