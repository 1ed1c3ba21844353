/** Where the tiles of a call go. All numbers are CSS pixels. */
export type Arrangement = {
  columns: number;
  tileWidth: number;
  tileHeight: number;
  /** Where the person's own small picture stands, so that it never lies over a face. */
  own: 'side' | 'below' | 'none';
};

/** The line with the name stands below the picture, never over it. */
export const captionPx = 40;
const gapPx = 8;
/** A face wants a picture between a tall phone's and a wide camera's; beyond these a tile only shows more wall. */
const widest = 16 / 9;
const tallest = 3 / 4;

export function ownSize(stage: { width: number; height: number }): { width: number; height: number } {
  const width = Math.round(Math.min(220, Math.max(104, Math.min(stage.width, stage.height * 1.6) * 0.18)));
  return { width, height: Math.round((width * 3) / 4) + captionPx };
}

/** The columns, and the place for the own picture, that make the others' pictures as large as they can be. */
export function arrange(
  count: number,
  stage: { width: number; height: number },
  withOwn: boolean,
): Arrangement {
  const own = ownSize(stage);
  const rooms = withOwn
    ? ([
        { own: 'below', width: stage.width, height: stage.height - own.height - gapPx },
        { own: 'side', width: stage.width - own.width - gapPx, height: stage.height },
      ] as const)
    : ([{ own: 'none', ...stage }] as const);
  let best: (Arrangement & { area: number }) | undefined;
  for (const room of rooms) {
    for (let columns = 1; columns <= Math.max(1, count); columns++) {
      const tile = fit(room, columns, Math.ceil(Math.max(1, count) / columns));
      const area = tile.width * (tile.height - captionPx);
      if (!best || area > best.area)
        best = { columns, tileWidth: tile.width, tileHeight: tile.height, own: room.own, area };
    }
  }
  const { area: _area, ...arrangement } = best!;
  return arrangement;
}

function fit(room: { width: number; height: number }, columns: number, rows: number) {
  const cellWidth = Math.max(1, (room.width - gapPx * (columns - 1)) / columns);
  const cellHeight = Math.max(1, (room.height - gapPx * (rows - 1)) / rows - captionPx);
  const width = Math.floor(Math.min(cellWidth, cellHeight * widest));
  const height = Math.floor(Math.min(cellHeight, width / tallest));
  return { width, height: height + captionPx };
}
