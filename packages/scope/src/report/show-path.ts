/** Longer names and values are cut in messages: a name may have megabytes. */
const maxShownLength = 80;

/** Of a longer path its beginning and its end are shown. */
const maxShownSteps = 16;

/** `Host.nodes["a;<host>"].metrics.cpu.samples[2]`. */
export function showPath(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^\w+$/.test(step) && step.length <= maxShownLength ? `.${step}` : `[${quoted(step)}]`;
  });
  const cut = steps.length > maxShownSteps ? [...steps.slice(0, 8), "…", ...steps.slice(-4)] : steps;
  return cut.join("").replace(/^\./, "");
}

/** A text of somebody else's, for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= maxShownLength ? text : `${text.slice(0, maxShownLength)}…`);
}
