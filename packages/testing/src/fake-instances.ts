import type { DestroyReason, InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import type { InstanceChange, InstancePlugin, InstanceQuery } from "@infrakit/spi";
import type { RawJson } from "@infrakit/spi/document";

/** The calls of an instance plugin that can be made to fail. */
export type InstanceCall = "validate" | "provision" | "label" | "destroy" | "describeInstances";

/** What a fault does instead of, or around, the call: it throws, or waits and then calls. */
export type Fault = (call: () => Promise<unknown>) => Promise<unknown>;

/** An instance of a {@link FakeInstances}. */
export interface FakeInstance extends InstanceDescription {
  readonly init: string;
}

/**
 * An instance plugin in memory: small, real, and as good as its word, but for the faults that a test plants
 * in it. Instances are what the test may look at and change behind everybody's back.
 */
export class FakeInstances implements InstancePlugin {
  /** The instances that exist, by id. */
  readonly instances: Map<string, FakeInstance> = new Map();
  /** How often each call was made, those that failed included. */
  readonly calls: Record<InstanceCall, number> = {
    validate: 0,
    provision: 0,
    label: 0,
    destroy: 0,
    describeInstances: 0,
  };
  /** The most instances that there ever were at once. */
  highest = 0;
  /** Ids in the order in which they were destroyed by a call. */
  readonly destroyed: string[] = [];
  /** Says why instances cannot be made from some properties; `null` if they can. */
  judge: (properties: RawJson | null) => string | null = () => null;
  readonly #faults = new Map<InstanceCall, Fault[]>();
  readonly #listeners = new Set<(change: InstanceChange) => void>();
  #lastId = 0;

  /** Plants faults: the next calls meet one each, in order. */
  fail(call: InstanceCall, ...faults: readonly Fault[]): void {
    this.#faults.set(call, [...(this.#faults.get(call) ?? []), ...faults]);
  }

  /** Ends an instance without a call, as a crash does, and hints at it; says why, if told. */
  kill(id: string, ended?: string): void {
    if (!this.instances.delete(id)) throw new Error(`Cannot kill "${id}": there is no such instance`);
    for (const listener of this.#listeners) listener({ id, ...(ended !== undefined && { ended }) });
  }

  async validate(properties: RawJson | null): Promise<void> {
    await this.#call("validate", () => Promise.resolve(this.#refuse(properties)));
  }

  async provision(spec: InstanceSpec): Promise<string> {
    return (await this.#call("provision", () => Promise.resolve(this.#create(spec)))) as string;
  }

  async label(id: string, labels: Tags): Promise<void> {
    await this.#call("label", () => {
      const instance = this.#get(id);
      this.instances.set(id, { ...instance, tags: { ...instance.tags, ...labels } });
      return Promise.resolve();
    });
  }

  async destroy(id: string, _reason: DestroyReason): Promise<void> {
    await this.#call("destroy", () => {
      this.#get(id);
      this.destroyed.push(id);
      this.instances.delete(id);
      return Promise.resolve();
    });
  }

  async describeInstances({ tags, properties }: InstanceQuery): Promise<readonly InstanceDescription[]> {
    return (await this.#call("describeInstances", () => {
      const matching = [...this.instances.values()].filter((instance) => hasTags(instance, tags));
      return Promise.resolve(matching.map((instance) => describe(instance, properties)));
    })) as readonly InstanceDescription[];
  }

  async *changes({ signal }: { readonly signal: AbortSignal }): AsyncIterable<InstanceChange> {
    const queue: InstanceChange[] = [];
    let wake = (): void => undefined;
    const listener = (change: InstanceChange): void => {
      queue.push(change);
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => wake(), { once: true });
    try {
      while (!signal.aborted) {
        const change = queue.shift();
        if (change !== undefined) yield change;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  #refuse(properties: RawJson | null): void {
    const why = this.judge(properties);
    if (why !== null) throw new Error(why);
  }

  #create({ tags, logicalId, properties, init }: InstanceSpec): string {
    this.#refuse(properties);
    const id = `i-${++this.#lastId}`;
    this.instances.set(id, { id, tags, logicalId, properties, init });
    this.highest = Math.max(this.highest, this.instances.size);
    return id;
  }

  #get(id: string): FakeInstance {
    const instance = this.instances.get(id);
    if (instance === undefined) throw new Error(`not found ${id}`);
    return instance;
  }

  #call(name: InstanceCall, call: () => Promise<unknown>): Promise<unknown> {
    this.calls[name]++;
    const [fault, ...rest] = this.#faults.get(name) ?? [];
    this.#faults.set(name, rest);
    const attempt = async (): Promise<unknown> => await call();
    return fault === undefined ? attempt() : fault(attempt);
  }
}

function hasTags(instance: FakeInstance, tags: Tags): boolean {
  return Object.entries(tags).every(([name, value]) => instance.tags[name] === value);
}

function describe(
  { id, logicalId, tags, properties }: FakeInstance,
  withProperties: boolean,
): InstanceDescription {
  return { id, logicalId, tags, properties: withProperties ? properties : null };
}
