import { parseScalabilityMode } from 'mediasoup';
import type { RtpEncodingParameters } from 'mediasoup/types';
import type { Source } from './media-notice.ts';

/** How one consumer is shown. Sizes are device pixels: CSS pixels times the display's pixel ratio. */
export type View = { consumerId: string; widthPx: number; heightPx: number; visible: boolean };

/** Whether what a client sent is a View. */
export function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false;
  const { consumerId, widthPx, heightPx, visible } = value as Partial<View>;
  return (
    typeof consumerId === 'string' && isSize(widthPx) && isSize(heightPx) && typeof visible === 'boolean'
  );
}

const isSize = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 100_000;

/** Width of a source's largest layer: what clients are told to capture. Height is 9/16 of it. */
const fullWidthPx: Readonly<Partial<Record<Source, number>>> = { camera: 960, screen: 1920 };
/** A camera that gives less than 540 lines is sent in two layers, not in three. */
const smallCameraPx = 640;

/**
 * A layer this much narrower than its tile still counts as filling it. Lower shows blurred faces; higher
 * takes the next layer, of four times the pixels, for tiles that are a few pixels too wide.
 */
const GOOD_ENOUGH = 0.85;

/** Spatial layers of what a producer sends: simulcast encodings, or those of one scalable encoding. */
export function spatialLayers(encodings: RtpEncodingParameters[] | undefined): number {
  if (!encodings || encodings.length > 1) return encodings?.length ?? 1;
  return parseScalabilityMode(encodings[0]?.scalabilityMode).spatialLayers;
}

/** Frame rates of what a producer sends, each twice the one below. */
export const temporalLayers = (encodings: RtpEncodingParameters[] | undefined): number =>
  parseScalabilityMode(encodings?.[0]?.scalabilityMode).temporalLayers;

/** The smallest layer, 0 up to `layers` - 1, that fills a tile of this size, each layer being twice the one below. */
export function layerFor(view: Pick<View, 'widthPx' | 'heightPx'>, source: Source, layers: number): number {
  const full = source === 'camera' && layers < 3 ? smallCameraPx : (fullWidthPx[source] ?? 0);
  // A tall tile shows a wide picture whole, so the picture is as wide as the tighter side allows.
  const shownPx = Math.min(view.widthPx, (view.heightPx * 16) / 9);
  for (let layer = 0; layer < layers - 1; layer++) {
    if (full / 2 ** (layers - 1 - layer) >= shownPx * GOOD_ENOUGH) return layer;
  }
  return layers - 1;
}
