import type { types } from 'mediasoup-client';

/**
 * Lets what a producer sends leave this browser, or keeps it here. It is between the page and its browser: unlike a pause, it
 * neither waits for the server nor for another change that is being negotiated. False where the browser would not.
 */
export async function letOut(producer: types.Producer | undefined, isOpen: boolean): Promise<boolean> {
  const sender = producer?.rtpSender;
  if (!sender) return true;
  try {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.active = isOpen;
    await sender.setParameters(parameters);
    return true;
  } catch {
    return false;
  }
}
