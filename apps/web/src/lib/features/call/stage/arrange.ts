/** Where the tiles of a call go. All numbers are CSS pixels; a shape is width ÷ height, `textScale` 2 where text is twice as large. */
export type Arrangement = {
  columns: number;
  tileWidth: number;
  tileHeight: number;
  /** Where the person's own small picture stands, so that it never lies over a face. */
  own: 'side' | 'below' | 'none';
};
type Size = { width: number; height: number };

/** The line with the name stands below the picture, never over it; it grows with the text. */
export const captionPx = 40;
/** How much of a picture's width may be cut off to fill its tile: more would cut into a face that is not in the middle. */
const sidesCrop = 1.45;
/** How much of its height: there is less to lose above a head. */
const topCrop = 1.15;
const gapPx = 8;
const cameraShape = 16 / 9;

export function ownSize(stage: Size, textScale = 1): Size {
  const share = Math.min(stage.width, stage.height * 1.6) * 0.18;
  const width = Math.round(Math.min(220, Math.max(104 * Math.min(1.4, textScale), share)));
  // Above larger words the picture is no larger: the room is for the others.
  return { width, height: Math.round((width * 3) / 4 / textScale) + captionPx * textScale };
}

/** Of what one would see of the others without the own picture, so much has to stay with it. */
const leastBesideOwn = 0.5;

/**
 * The columns, and the place for the own picture, that make what one sees of the others as large as it can be. `shapes`
 * are those of the pictures that are shown; people without one fit any tile. Where the own picture would cost more than half
 * of that, as in what large text and a notice leave of a phone, it gives way.
 */
export function arrange(
  count: number,
  shapes: number[],
  stage: Size,
  withOwn: boolean,
  textScale = 1,
): Arrangement {
  const own = ownSize(stage, textScale);
  const caption = captionPx * textScale;
  const known = shapes.length > 0 ? shapes : [cameraShape];
  const alone = bestOf([{ own: 'none', ...stage }], count, known, caption);
  const { seen, ...arrangement } = withOwn
    ? bestOf(
        [
          { own: 'below', width: stage.width, height: stage.height - own.height - gapPx },
          { own: 'side', width: stage.width - own.width - gapPx, height: stage.height },
        ],
        count,
        known,
        caption,
      )
    : alone;
  if (seen >= alone.seen * leastBesideOwn) return arrangement;
  const { seen: _seen, ...without } = alone;
  return without;
}

/** M20: of the stage's longer side; a shared screen is read, too, and needs a little more than half. */
const signShare = 0.5;
const signShareBesideScreen = 0.42;

/** M20: how much of the stage whoever signs has at most: beside a shared screen and the others, or below them. */
export function signRoom({ width, height }: Size, isBeside: boolean, isSharing: boolean): Size {
  const share = isSharing && isBeside ? signShareBesideScreen : signShare;
  const long = Math.floor(((isBeside ? width : height) - gapPx) * share);
  return isBeside ? { width: long, height } : { width, height: long };
}

/** A tile, with its caption, that shows a picture of this shape whole: hands are at the edges. As large as fits. */
export function wholeTile(place: Size, shape: number, textScale = 1): Size {
  const caption = captionPx * textScale;
  const width = Math.max(1, Math.floor(Math.min(place.width, (place.height - caption) * shape)));
  return { width, height: Math.max(1, Math.floor(width / shape)) + caption };
}

/** M20: of a wide picture; narrower, fingers are hard to tell apart on a phone. An upright one is compared by its area. */
export const leastSignPx = 280;
const leastSignArea = (leastSignPx * leastSignPx) / cameraShape;

/**
 * M20: whether whoever signs, below a shared screen, is large enough with the strip of the others below. `shapes`: of the
 * pictures of those who sign, one below the other.
 */
export function hasStripRoom(stage: Size, stripPx: number, shapes: number[], textScale = 1): boolean {
  const room = signRoom({ ...stage, height: stage.height - stripPx }, false, true);
  const height = Math.floor((room.height - gapPx * (shapes.length - 1)) / shapes.length);
  return shapes.every((shape) => {
    const tile = wholeTile({ ...room, height }, shape, textScale);
    return tile.width * (tile.height - captionPx * textScale) >= leastSignArea;
  });
}

type Room = Size & Pick<Arrangement, 'own'>;

function bestOf(rooms: Room[], count: number, known: number[], caption: number) {
  let best: (Arrangement & { seen: number }) | undefined;
  for (const room of rooms) {
    for (let columns = 1; columns <= Math.max(1, count); columns++) {
      const picture = fit(room, columns, Math.ceil(Math.max(1, count) / columns), known, caption);
      const seen = known.reduce((sum, shape) => sum + areaSeen(picture, shape), 0);
      if (best && seen <= best.seen) continue;
      const { width: tileWidth, height } = picture;
      best = { columns, tileWidth, tileHeight: height + caption, own: room.own, seen };
    }
  }
  return best!;
}

/** One tile's picture: as large as its cell, but no further from the pictures' own shapes than they can be cropped. */
function fit(room: Size, columns: number, rows: number, shapes: number[], caption: number): Size {
  const width = Math.max(1, (room.width - gapPx * (columns - 1)) / columns);
  const height = Math.max(1, Math.floor((room.height - gapPx * (rows - 1)) / rows - caption));
  const widest = Math.max(...shapes) * topCrop;
  const tallest = Math.min(...shapes) / sidesCrop;
  const fitted = Math.floor(Math.min(width, height * widest));
  return { width: fitted, height: Math.floor(Math.min(height, fitted / tallest)) };
}

/** Whether the own picture is in sight at the end of a strip of so many others; one that is half cut off is not. */
export const isOwnInStrip = (roomPx: number, eachPx: number, others: number): boolean =>
  others * (eachPx + gapPx) + eachPx / 2 <= roomPx;

/** Whether a picture of this shape may be cropped to fill a place of that shape. */
export const mayCrop = (picture: number, place: number): boolean =>
  picture / place <= sidesCrop && place / picture <= topCrop;

function areaSeen({ width, height }: Size, shape: number): number {
  if (mayCrop(shape, width / height)) return width * height;
  return Math.min(width, height * shape) * Math.min(height, width / shape);
}
