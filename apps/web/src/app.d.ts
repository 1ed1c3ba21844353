// Kit's own types are enough so far: what the server knows comes through /api, typed by `#protocol`.
declare global {
  namespace App {
    interface Error {
      /** Nothing is wrong but the network: the page opens when that is back. */
      isOfNetwork?: boolean;
    }
    interface PageState {
      /** Which filter of a list made this entry of the browser's history. */
      narrowedBy?: string;
      /** A family has opened something from its invitation: the entry before leads back there. */
      isAway?: boolean;
    }
  }
}

export {};
