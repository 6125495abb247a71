// What is chosen: kept here from the start, and shared with the server while it listens.

/** @returns {Changes} */
const known = (model) => {
  const { turn: _, ...values } = JSON.parse(model.choices);
  return values;
};

export class Choices {
  /** @param {ChoiceValues} values */
  constructor(values) {
    this.values = values;
    /** @type {BokehModel} */
    this.model = null;
    this.turn = 0; // of the last message
    this.waits = false; // for its answer
    this.changed = false; // since then
    this.hasMet = false; // a session, ever
    this.sent = this.seen = { ...values }; // with the last message, and with the last that was answered
  }

  /**
   * Take choices and tell the server of an action in one message; what comes before its answer waits for that.
   * @param {Changes} changes
   */
  set(changes) {
    Object.assign(this.values, changes);
    this.changed = true;
    this.tell();
  }

  tell() {
    if (!this.model || this.waits || !this.changed) return;
    this.turn += 1;
    [this.waits, this.changed] = [true, false];
    this.sent = { ...this.values };
    this.model.setv({ choices: JSON.stringify({ ...this.sent, turn: this.turn }) });
  }

  /** The answer to a message has come. */
  answered(turn) {
    if (turn !== this.turn) return;
    this.waits = false;
    this.seen = this.sent;
    this.tell();
  }

  /** Tell a session what is chosen by now, where it knows otherwise. */
  connect(model) {
    const values = known(model);
    [this.model, this.waits, this.hasMet] = [model, false, true];
    this.changed = Object.keys(values).some((name) => values[name] !== this.values[name]);
    this.tell();
  }

  disconnect() {
    this.model = null;
  }
}
