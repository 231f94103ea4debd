import { type PageAddress, formatAddress, parseAddress } from "./page-address.ts";
import { useEffect, useState } from "./preact.ts";

const tokenItem = "scope-token";

/** The page's state that its address keeps, and a function to change parts of it. */
export function useAddress(): readonly [PageAddress, (change: Partial<PageAddress>) => void] {
  const [address, setAddress] = useState<PageAddress>(() => parseAddress(location.hash));
  useEffect(() => history.replaceState(null, "", formatAddress(address)), [address]);
  useEffect(() => {
    const onHashChange = (): void => setAddress(parseAddress(location.hash));
    addEventListener("hashchange", onHashChange);
    return () => removeEventListener("hashchange", onHashChange);
  }, []);
  return [address, (change) => setAddress((known) => ({ ...known, ...change }))];
}

/**
 * The token, and a function to set it. It comes with the address and moves at once to where only this tab sees it:
 * neither the history nor a copied address holds it, a reload does.
 */
export function useToken(): readonly [string, (token: string) => void] {
  const [token, setToken] = useState(() => {
    const brought = parseAddress(location.hash).token;
    if (brought !== "") sessionStorage.setItem(tokenItem, brought);
    return brought || (sessionStorage.getItem(tokenItem) ?? "");
  });
  const keep = (entered: string): void => {
    sessionStorage.setItem(tokenItem, entered);
    setToken(entered);
  };
  return [token, keep];
}
