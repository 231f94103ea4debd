/** Which of our instances stands for which recorded one. Ids are words that occur nowhere else. */
export class RecordedIds {
  readonly #oursByRecorded = new Map<string, string>();

  set(recorded: string, ours: string): void {
    this.#oursByRecorded.set(recorded, ours);
  }

  /** Forgets an instance that is gone. */
  remove(recorded: string): void {
    this.#oursByRecorded.delete(recorded);
  }

  has(recorded: string): boolean {
    return this.#oursByRecorded.has(recorded);
  }

  /** The recorded ids that stand for something. */
  recorded(): readonly string[] {
    return [...this.#oursByRecorded.keys()];
  }

  /** A recorded text about our instances. */
  toOurs(text: string): string {
    return [...this.#oursByRecorded].reduce(
      (made, [recorded, ours]) => replaceWord(made, recorded, ours),
      text,
    );
  }

  /** A text of ours about the recorded instances. */
  toRecorded(text: string): string {
    return [...this.#oursByRecorded].reduce(
      (made, [recorded, ours]) => replaceWord(made, ours, recorded),
      text,
    );
  }
}

function replaceWord(text: string, from: string, to: string): string {
  return text.replaceAll(`"${from}"`, `"${to}"`);
}
