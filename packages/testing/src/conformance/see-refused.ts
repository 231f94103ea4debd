import { messageOf, outcomeOf } from "@infrakit/spi";
import { demand } from "./conformance-case.ts";

/** Sees that a call is refused by the plugin itself, and gives the reason. */
export async function seeRefused(
  call: Promise<unknown>,
  { what, because }: { readonly what: string; readonly because: string },
): Promise<void> {
  const ended = await seeRefusedOrDone(call, what);
  demand(ended === "refused", {
    expected: `${what} to be refused with the reason`,
    came: "success",
    because,
  });
}

/** Sees that a call is either done or refused by the plugin itself, with the reason. */
export async function seeRefusedOrDone(call: Promise<unknown>, what: string): Promise<"done" | "refused"> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => ({ reason }),
  );
  if (error === undefined) return "done";
  const message = messageOf(error.reason);
  demand(outcomeOf(error.reason) === "refused" && message !== "", {
    expected: `${what} to be done, or refused with the reason`,
    came: message === "" ? "an error without words" : message,
    because: "nobody can tell whether it was done",
  });
  return "refused";
}
