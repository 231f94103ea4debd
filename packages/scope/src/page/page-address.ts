/** What of the page's state its address keeps, so that a reload or a link shows the same. */
export interface PageAddress {
  /** Key of a topology, or `all`. */
  readonly tab: string;
  /** Text that is searched for. */
  readonly text: string;
  /** Key of the node whose details are open; empty if none are. */
  readonly node: string;
}

/** The fragment of an address as the page's state, and the token that it brought, if any. */
export function parseAddress(fragment: string): PageAddress & { readonly token: string } {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const get = (name: string): string => parts.get(name) ?? "";
  return { tab: get("tab") || "all", text: get("search"), node: get("node"), token: get("token") };
}

/** The page's state as a fragment, without a token: addresses are copied into chats. */
export function formatAddress({ tab, text, node }: PageAddress): string {
  const parts = new URLSearchParams({ tab });
  if (text !== "") parts.set("search", text);
  if (node !== "") parts.set("node", node);
  return `#${parts.toString()}`;
}
