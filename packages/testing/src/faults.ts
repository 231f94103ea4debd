import { LocalError } from "@infrakit/spi";
import type { Fault } from "./fake-instances.ts";

/** The plugin says no, and nothing happens. */
export function refuses(reason: string): Fault {
  return () => Promise.reject(new Error(reason));
}

/** The call has its effect, but the answer is lost. */
export function losesAnswer(): Fault {
  return async (call) => {
    await call();
    throw new LocalError("connection_lost", "the plugin went away during the call");
  };
}

/** The call has no effect, and the caller cannot tell. */
export function isLost(): Fault {
  return () => Promise.reject(new LocalError("deadline_exceeded", "no answer within 15 s"));
}

/** The call never answers and has no effect. */
export function hangs(): Fault {
  return () => new Promise(() => undefined);
}

/** The call answers something else. */
export function answers(value: unknown): Fault {
  return () => Promise.resolve(value);
}

/** The call waits until it is let go. */
export function waits(): { readonly fault: Fault; readonly release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return { fault: (call) => released.then(call), release: () => release() };
}
