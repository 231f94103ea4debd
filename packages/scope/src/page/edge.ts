/**
 * `contains`: from what contains to what is contained, and is drawn below it; each node has one at most. `alsoContains`:
 * the same from what contains it besides, such as the host of a process that is drawn below its service. `calls`: from
 * who speaks to whom.
 */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: "contains" | "alsoContains" | "calls";
}
