/** `contains`: from what contains to what is contained. `calls`: from who speaks to whom. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: "contains" | "calls";
}
