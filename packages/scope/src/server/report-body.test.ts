import { expect, test } from "vitest";
import { formatReport, parseReport, type Report } from "../report/index.ts";
import { ReportBody } from "./report-body.ts";

/** A host whose report the test sets; it counts how often it is asked. */
class Host {
  asked = 0;
  shown: Report = reportOf("first", 1);

  report(): Report {
    this.asked++;
    return this.shown;
  }
}

const textOf = (body: readonly Buffer[]): string => Buffer.concat(body).toString();

function reportOf(id: string, nodes: number): Report {
  const all = Array.from({ length: nodes }, (_, index) => [`${id}-${index}`, {}]);
  return parseReport(JSON.stringify({ Plugins: [{ id }], Host: { nodes: Object.fromEntries(all) } }));
}

test("get() gives the report of the host, as it is written at once", async () => {
  const host = new Host();
  const body = await new ReportBody(host).get();
  expect(textOf(body)).toBe(formatReport(host.shown));
});

test("get() gives the same bytes as long as the report is the same", async () => {
  const body = new ReportBody(new Host());
  expect(await body.get()).toBe(await body.get());
});

test("get() writes once when several ask at a time", async () => {
  const host = new Host();
  const body = new ReportBody(host);
  const [first, second] = await Promise.all([body.get(), body.get()]);
  expect(first).toBe(second);
  expect(host.asked).toBe(1);
});

test("get() tells those of the change who ask after it, while the report before is written", async () => {
  const host = new Host();
  const body = new ReportBody(host);
  host.shown = reportOf("large", 20_000);
  const before = body.get();
  // Lets the writing begin.
  await Promise.resolve();
  host.shown = reportOf("changed", 1);
  const [first, second] = await Promise.all([body.get(), body.get()]);
  expect(textOf(first)).toBe(formatReport(host.shown));
  expect(second).toBe(first);
  expect(textOf(await before)).toContain("large-19999");
});

test("get() goes on when a report could not be merged", async () => {
  const host = new Host();
  const body = new ReportBody({
    report: () => {
      if (host.asked++ === 0) throw new Error("no memory");
      return host.shown;
    },
  });
  await expect(body.get()).rejects.toThrow("no memory");
  expect(textOf(await body.get())).toContain("first-0");
});
