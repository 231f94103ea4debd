import type { ConformanceResult } from "@infrakit/testing/conformance";
import { plainText } from "../table.ts";
import type { Target } from "./check-suite.ts";

/** A case that has ended, and of which object it was. */
export interface CheckedCase {
  readonly target: Target;
  readonly result: ConformanceResult;
}

/** Writes a case as one line: how it ended, how much depends on it, what it says, and what came instead. */
export function formatCase({ target, result }: CheckedCase): string {
  const { outcome, severity, name, message = "" } = result;
  const said = message === "" ? name : `${name}: ${message}`;
  const columns = [outcome.padEnd(8), severity.padEnd(7), target.interface.padEnd(11)];
  return plainText(`${columns.join("")}${target.name}: ${said}`);
}

/** Whether everything holds that groups depend on. */
export function conforms(checked: readonly CheckedCase[]): boolean {
  return checked.every(({ result }) => result.outcome !== "fails" || result.severity !== "must");
}

/** Says in a line how a plugin did. */
export function formatSummary(name: string, checked: readonly CheckedCase[]): string {
  const of = (outcome: ConformanceResult["outcome"], severity?: ConformanceResult["severity"]): number =>
    checked.filter(
      ({ result }) => result.outcome === outcome && result.severity === (severity ?? result.severity),
    ).length;
  const fails = `${of("fails")} fail (${of("fails", "must")} must, ${of("fails", "should")} should)`;
  const counts = `${of("holds")} cases hold, ${fails}, ${of("skipped")} are skipped`;
  const verdict = conforms(checked) ? "can be used" : "cannot be relied on: what must hold fails";
  const left = checked.some(({ result }) => result.isLeft === true)
    ? "; not all that the cases made is gone"
    : "";
  return plainText(`${counts}. Plugin ${name} ${verdict}${left}`);
}

/** The same for programs. */
export function checkDocument(name: string, checked: readonly CheckedCase[]): unknown {
  return {
    Name: name,
    Conforms: conforms(checked),
    Cases: checked.map(({ target, result }) => ({
      Interface: target.interface,
      Name: target.name,
      Case: result.name,
      Severity: result.severity,
      Outcome: result.outcome,
      Message: result.message ?? "",
      Milliseconds: result.ms,
    })),
  };
}
