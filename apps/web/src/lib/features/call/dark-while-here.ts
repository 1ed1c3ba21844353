/** The call is dark whatever the theme: a bright page beside a face tires. Everything in it, dialogs too, wears the dark tokens. */
export function darkWhileHere(): () => void {
  const { dataset } = document.documentElement;
  const before = dataset.theme;
  dataset.theme = 'dark';
  return () => {
    if (before === undefined) delete dataset.theme;
    else dataset.theme = before;
  };
}
