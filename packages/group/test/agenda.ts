/** Something that happens at a time; of one life of the controller, or whether it lives or not. */
export interface Task {
  readonly at: number;
  readonly life: number | null;
  readonly run: () => void;
}

/** What is still to happen, in order of time. */
export class Agenda {
  readonly #tasks: Task[] = [];

  add(task: Task): void {
    this.#tasks.push(task);
  }

  remove(task: Task): void {
    const index = this.#tasks.indexOf(task);
    if (index >= 0) this.#tasks.splice(index, 1);
  }

  /** Takes what happens next; of two at one time the one that was added first. */
  take(): Task | undefined {
    let first = 0;
    for (let index = 1; index < this.#tasks.length; index++) {
      if ((this.#tasks[index]?.at ?? 0) < (this.#tasks[first]?.at ?? 0)) first = index;
    }
    const [task] = this.#tasks.splice(first, 1);
    return task;
  }
}
