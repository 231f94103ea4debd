/** Longer names and values are cut in messages: a name may have megabytes. */
const maxShownLength = 80;

/** `Host.nodes["a;<host>"].metrics.cpu.samples[2]`. */
export function showPath(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^\w+$/.test(step) && step.length <= maxShownLength ? `.${step}` : `[${quoted(step)}]`;
  });
  return steps.join("").replace(/^\./, "");
}

/** A text of somebody else's, for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= maxShownLength ? text : `${text.slice(0, maxShownLength)}…`);
}
