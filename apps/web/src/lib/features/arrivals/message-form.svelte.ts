/** A message to those who wait for one visit, while it is written. */
export class MessageForm {
  toAll = $state(false);
  own = $state('');
  ownProblem: string | undefined = $state();
  problem: string | undefined = $state();
  #visitId = '';

  /** The dialog is opened: what was written to the same visit is still there, what was written to another one is not. */
  begin(visitId: string): void {
    this.ownProblem = this.problem = undefined;
    if (visitId === this.#visitId) return;
    this.#visitId = visitId;
    this.toAll = false;
    this.own = '';
  }
}
