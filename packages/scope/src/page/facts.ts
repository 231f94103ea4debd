import type { MetadataTemplateJson, NodeJson } from "./report-json.ts";
import { compareNaturally } from "./natural-order.ts";
import type { NodeView } from "./world.ts";

/** A row of the details: a fact under its label. */
export interface FactRow {
  readonly id: string;
  readonly label: string;
  /** As it was sent, not yet formatted. */
  readonly value: string;
  readonly dataType: string;
  /** Characters to show at first; 0 shows all. */
  readonly truncate: number;
}

/** Facts in three groups: what templates put first, what they put behind, and what no template names. */
export interface FactGroups {
  readonly first: readonly FactRow[];
  readonly more: readonly FactRow[];
  readonly other: readonly FactRow[];
}

/** Templates from here on are behind "Show more" (source: Scope's `metadata_template.go`). */
const firstPriorityOfMore = 10;

/** Facts that mean something to hosts only. */
const ownFacts = new Set(["active_controls", "control_probe_id", "host_node_id"]);

/** The facts of a node by the templates of its topology. Entries of tables are left to the tables. */
export function planFacts(node: NodeView): FactGroups {
  const templates = Object.entries(node.topology.metadata_templates ?? {})
    .toSorted(([idA, a], [idB, b]) => (a.priority ?? 0) - (b.priority ?? 0) || compareNaturally(idA, idB))
    .map(([id, template]) => ({ id, template, value: factValue(node.json, id, template.from ?? "") }))
    .filter(({ value }) => value !== undefined && value !== "");
  const rows = templates.map(({ id, template, value = "" }) => ({
    priority: template.priority ?? 0,
    row: toRow(id, template, value),
  }));
  return {
    first: rows.filter(({ priority }) => priority < firstPriorityOfMore).map(({ row }) => row),
    more: rows.filter(({ priority }) => priority >= firstPriorityOfMore).map(({ row }) => row),
    other: otherFacts(node),
  };
}

function toRow(id: string, template: MetadataTemplateJson, value: string): FactRow {
  const label = (template.label ?? "") || id;
  return { id, label, value, dataType: template.dataType ?? "", truncate: template.truncate ?? 0 };
}

/** A fact from where its template says; from nowhere said: the latest values, then sets, then counters. */
function factValue(node: NodeJson, id: string, from: string): string | undefined {
  const readers = {
    latest: node.latest?.[id]?.value,
    sets: node.sets?.[id]?.join(", "),
    counters: node.latest?.[`count_${id}`]?.value,
  };
  if (from === "latest" || from === "sets" || from === "counters") return readers[from];
  return readers.latest ?? readers.sets ?? readers.counters;
}

function otherFacts(node: NodeView): readonly FactRow[] {
  const templates = node.topology.metadata_templates ?? {};
  const tables = Object.values(node.topology.table_templates ?? {});
  const isTold = (id: string): boolean =>
    ownFacts.has(id) ||
    templates[id] !== undefined ||
    (id.startsWith("count_") && templates[id.slice("count_".length)] !== undefined) ||
    tables.some(
      ({ prefix = "", fixedRows }) =>
        fixedRows?.[id] !== undefined || (prefix !== "" && id.startsWith(prefix)),
    );
  const latest = Object.entries(node.json.latest ?? {}).map(([id, { value = "" }]) => [id, value] as const);
  const sets = Object.entries(node.json.sets ?? {}).map(([id, values]) => [id, values.join(", ")] as const);
  return [...latest, ...sets]
    .filter(([id]) => !isTold(id))
    .toSorted(([a], [b]) => compareNaturally(a, b))
    .map(([id, value]) => ({ id, label: id, value, dataType: "", truncate: 0 }));
}
