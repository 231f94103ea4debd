import type { Health } from "@infrakit/spi/data";

/** An instance that a describe listed, as far as it matters to a plan. */
export interface Member {
  readonly id: string;
  readonly logicalId: string | null;
  /** Value of its logical id tag, which may be another than what its plugin says. */
  readonly logicalIdTag: string | null;
  /** Number and token from its slot tag; `null` if it was made by another controller. */
  readonly slot: { readonly number: number; readonly token: string } | null;
  /** Value of its configuration hash tag; empty if it has none. */
  readonly hash: string;
  /** Asks to be adopted: it was made before the group was. */
  readonly isBootstrap: boolean;
  /** Must not be destroyed by us. */
  readonly isProtected: boolean;
  /** Is outdated, whatever it was made from: an operator has said so. */
  readonly isReplaced?: true;
}

/**
 * What is known of the instances. A describe that failed is an observation of nothing, never of none.
 * Health stands beside the members it was asked for; one without an answer is unknown.
 */
export type Observed =
  | { readonly kind: "unknown"; readonly reason: string }
  | {
      readonly kind: "known";
      /** When the describe was sent: it says nothing about what ended later. */
      readonly sentAt: number;
      readonly members: readonly Member[];
      readonly health: ReadonlyMap<string, Health>;
    };

/** What a flavor last said of an instance. */
export function healthOf(observed: Observed, id: string): Health {
  return observed.kind === "known" ? (observed.health.get(id) ?? "unknown") : "unknown";
}
