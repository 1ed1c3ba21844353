/** What a person chose to be sent: everything, less, or no picture at all. */
export const mediaModes = ['auto', 'saver', 'sound-only'] as const;
export type MediaMode = (typeof mediaModes)[number];

/** One picture that a receiver could be sent. */
export type Picture = {
  id: string;
  source: 'camera' | 'screen';
  /** The receiver's page shows it now. */
  visible: boolean;
  /** Its sender speaks now, or spoke last. */
  speaking: boolean;
  /** M20: it is the sign language that the receiver watches. */
  signing: boolean;
};

/**
 * How a picture is to flow. The higher the priority (1 to 255), the earlier it is served when bandwidth is short. `mayMoveLess`:
 * where it is shown small, every other frame will do.
 */
export type Flow = { priority: number; onlySmall: boolean; mayMoveLess: boolean };

/** How many pictures a person who saves data is sent. More would no longer save; fewer would hide a family of three. */
export const saverPictures = 4;

/** M26: up to so many cameras all move as often as they are sent, however small. More are looked over, not watched. */
export const watchedPictures = 6;

const priorities = { screen: 200, signing: 175, speaker: 150, other: 100 } as const;

/**
 * M5, M6, M20, M26: which pictures a receiver is sent, and in which order they are served. What is missing from the answer does
 * not flow. Order among equals is that of the list.
 */
export function flowsFor(mode: MediaMode, pictures: readonly Picture[]): ReadonlyMap<string, Flow> {
  if (mode === 'sound-only') return new Map();
  const shown = pictures.filter(({ visible }) => visible);
  const byPriority = shown
    .map((picture) => ({ picture, priority: priorityOf(picture) }))
    .sort((a, b) => b.priority - a.priority);
  const served = mode === 'saver' ? byPriority.slice(0, saverPictures) : byPriority;
  const isCrowd = served.filter(({ picture }) => picture.source === 'camera').length > watchedPictures;
  return new Map(
    served.map(({ picture, priority }) => {
      const onlySmall = mode === 'saver' && picture.source === 'camera' && !picture.signing;
      return [picture.id, { priority, onlySmall, mayMoveLess: isCrowd && priority === priorities.other }];
    }),
  );
}

function priorityOf({ source, speaking, signing }: Picture): number {
  if (source === 'screen') return priorities.screen;
  if (signing) return priorities.signing;
  return speaking ? priorities.speaker : priorities.other;
}
