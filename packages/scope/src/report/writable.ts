/** The same while it is put together. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets an optional text: an empty one is as good as none, and takes back one that was set before. */
export function setText<K extends string>(target: { [P in K]?: string }, key: K, text: string): void {
  if (text === "") delete target[key];
  else target[key] = text;
}
