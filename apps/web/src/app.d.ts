// Kit's own types are enough so far: what the server knows comes through /api, typed by `#protocol`.
declare global {
  namespace App {}
}

export {};
