/**
 * Writes a float64 as Go's `encoding/json` does. It is JavaScript's shortest form but for `-0`, which Go
 * keeps, and for one-digit exponents: both write `1e-7` and `1e+21`.
 */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
