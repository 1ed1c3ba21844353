/** A row that is put away leaves its place to the next one: the second press of a double click must not put that away too. */
export const firstPress =
  (act: () => unknown) =>
  ({ detail }: MouseEvent): void => {
    if (detail < 2) void act();
  };
