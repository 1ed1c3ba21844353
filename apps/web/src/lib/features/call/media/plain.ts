/** mediasoup-client's structures as plain JSON, the shape in which they travel. */
export const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
