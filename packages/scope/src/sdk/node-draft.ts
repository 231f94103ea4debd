import {
  nodeTopology,
  parseNodeId,
  type ReportNode,
  type Sample,
  type TopologyName,
} from "../report/index.ts";
import type { TopologyDeclaration } from "./declaration.ts";
import type { NodeBuilder, TableCells } from "./node-builder.ts";
import { cellKey, tablePrefix } from "./table-key.ts";

/** What a draft has to know of its plugin. */
export interface DraftContext {
  readonly pluginId: string;
  readonly topology: TopologyName;
  readonly declared: TopologyDeclaration;
  readonly controlIds: readonly string[];
  /** When the report is made, in RFC 3339. */
  readonly timestamp: string;
}

/** A row of a table, of which cells may be left out. */
type Cells = Readonly<Record<string, string | number | undefined>>;

/** The name of a node's topology, as nodes call it, and the ids of that topology: `{ host: ["vm;<host>"] }`. */
type Ids = Map<string, string[]>;

/**
 * A node that is being described. It holds names to what is declared also where types do not: in JavaScript.
 */
export class NodeDraft implements NodeBuilder<TopologyDeclaration, string> {
  readonly id: string;
  readonly #context: DraftContext;
  readonly #facts = new Map<string, string>();
  readonly #measured = new Map<string, Sample[]>();
  readonly #sets: Ids = new Map();
  readonly #parents: Ids = new Map();
  readonly #adjacency = new Set<string>();
  /** Absent as long as nothing is said of controls. */
  #alive: ReadonlySet<string> | undefined;

  /** @throws Error if it is no id of the topology's. */
  constructor(id: string, context: DraftContext) {
    this.id = id;
    this.#context = context;
    const { topology } = context;
    if (parseNodeId(topology, id) === undefined)
      throw new Error(
        `Cannot report ${topology} "${id}": hosts know it by another id; make it with ${builderOf(topology)}()`,
      );
  }

  fact(name: string, value: string | number | Date): this {
    this.#seeDeclared("fact", name, this.#context.declared.facts);
    this.#facts.set(name, this.#textOf(name, value));
    return this;
  }

  metric(name: string, value: number, at?: Date): this {
    this.#seeDeclared("metric", name, this.#context.declared.metrics);
    if (!Number.isFinite(value)) throw this.#cannot(`metric "${name}"`, `${value} is no finite number`);
    const samples = this.#measured.get(name) ?? [];
    const date = at === undefined ? this.#context.timestamp : this.#textOf(name, at);
    samples.push({ date, value });
    this.#measured.set(name, samples);
    return this;
  }

  properties(table: string, values: TableCells): this {
    this.#seeTable(table, "properties");
    const prefix = tablePrefix(this.#context.pluginId, table);
    for (const [name, value] of Object.entries(values))
      this.#facts.set(`${prefix}${name}`, this.#textOf(name, value));
    return this;
  }

  rows(table: string, rows: Readonly<Record<string, Cells>>): this {
    const columns = this.#seeTable(table, "rows");
    const prefix = tablePrefix(this.#context.pluginId, table);
    for (const [row, cells] of Object.entries(rows))
      for (const [column, value] of Object.entries(cells)) {
        this.#seeDeclared("column", column, columns);
        if (value === undefined) continue;
        this.#facts.set(`${prefix}${cellKey(row, column)}`, this.#textOf(column, value));
      }
    return this;
  }

  controls(...ids: readonly string[]): this {
    const { controlIds } = this.#context;
    const stranger = ids.find((id) => !controlIds.includes(id));
    if (stranger !== undefined)
      throw this.#cannot(`control "${stranger}"`, `it is not declared; there is ${listOf(controlIds)}`);
    this.#alive = new Set(ids);
    return this;
  }

  set(key: string, values: Iterable<string> & object): this {
    if (typeof values === "string") throw this.#cannot(`set "${key}"`, "a text is no list; write it in [ ]");
    this.#sets.set(key, [...new Set(values)].toSorted());
    return this;
  }

  parent(topology: TopologyName, nodeId: string): this {
    const name = nodeTopology[topology];
    this.#parents.set(name, [...new Set([...(this.#parents.get(name) ?? []), nodeId])].toSorted());
    return this;
  }

  connectTo(...nodeIds: readonly string[]): this {
    for (const id of nodeIds) this.#adjacency.add(id);
    return this;
  }

  /** What was said, as a node of a report. Metrics are those of this report alone. */
  finish(): ReportNode {
    const { controlIds, timestamp } = this.#context;
    const alive = this.#alive;
    const offered = alive === undefined ? [] : controlIds;
    return {
      id: this.id,
      latest: new Map([...this.#facts].map(([key, value]) => [key, { timestamp, value }])),
      activeControls: new Map(offered.map((id) => [id, { timestamp, isDead: alive?.has(id) !== true }])),
      sets: this.#sets,
      adjacency: [...this.#adjacency].toSorted(),
      parents: this.#parents,
      metrics: new Map(
        [...this.#measured].map(([name, samples]) => [
          name,
          // Its scale is known when the earlier samples are.
          { samples, min: 0, max: 0 },
        ]),
      ),
      children: new Map(),
    };
  }

  #seeTable(table: string, method: "properties" | "rows"): TableColumns {
    this.#seeDeclared("table", table, this.#context.declared.tables);
    const columns = this.#context.declared.tables?.[table]?.columns;
    const right = columns === undefined ? "properties" : "rows";
    if (method === right) return columns ?? {};
    const what = columns === undefined ? "no columns" : "columns";
    throw this.#cannot(`table "${table}"`, `it is declared with ${what}; use ${right}()`);
  }

  #seeDeclared(kind: string, name: string, declared: object = {}): void {
    if (Object.hasOwn(declared, name)) return;
    throw this.#cannot(`${kind} "${name}"`, `it is not declared; there is ${listOf(Object.keys(declared))}`);
  }

  #textOf(name: string, value: string | number | Date): string {
    if (typeof value === "string") return value;
    if (typeof value !== "number" && !(value instanceof Date))
      throw this.#cannot(`"${name}"`, `${JSON.stringify(value) ?? "undefined"} is no text, number or date`);
    if (!Number.isFinite(value.valueOf()))
      throw this.#cannot(`"${name}"`, `${String(value)} is no finite number, and no date`);
    return typeof value === "number" ? String(value) : value.toISOString();
  }

  #cannot(what: string, why: string): Error {
    return new Error(`Cannot report ${what} of ${this.#context.topology} "${this.id}": ${why}`);
  }
}

/** `hostNodeId`, `ecsTaskNodeId` */
function builderOf(topology: TopologyName): string {
  return `${topology.replace(/^(?:ECS|[A-Z])/, (head) => head.toLowerCase())}NodeId`;
}

type TableColumns = Readonly<Record<string, object>>;

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}
