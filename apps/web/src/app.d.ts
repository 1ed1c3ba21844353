// Kit's own types are enough so far: what the server knows comes through /api, typed by `#protocol`.
declare global {
  namespace App {
    interface PageState {
      /** Which filter of a list made this entry of the browser's history. */
      narrowedBy?: string;
    }
  }
}

export {};
