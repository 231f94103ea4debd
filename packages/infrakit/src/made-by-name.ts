/** What was made of things, by their names. It is made again only when a name stands for another thing. */
export class MadeByName<From, To> {
  readonly #make: (from: From, name: string) => To;
  readonly #made = new Map<string, { readonly from: From; readonly to: To }>();

  constructor(make: (from: From, name: string) => To) {
    this.#make = make;
  }

  get(name: string, from: From): To {
    const known = this.#made.get(name);
    if (known?.from === from) return known.to;
    const to = this.#make(from, name);
    this.#made.set(name, { from, to });
    return to;
  }
}
