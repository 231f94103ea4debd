import type { Health, InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
import type { FlavorPlugin, PrepareRequest } from "@infrakit/spi";
import type { RawJson } from "@infrakit/spi/document";

/** A flavor in memory whose answers a test decides. */
export class FakeFlavor implements FlavorPlugin {
  /** Health by instance id; others have {@link usualHealth}. */
  readonly health: Map<string, Health> = new Map();
  usualHealth: Health = "healthy";
  /** Ids in the order in which they were drained. */
  readonly drained: string[] = [];
  /** Says why nothing can be prepared with some properties; `null` if it can. */
  judge: (properties: RawJson | null) => string | null = () => null;
  /** What a drain does beside being noted. */
  onDrain: (instance: InstanceDescription) => Promise<void> = () => Promise.resolve();
  /** What a Prepare makes of a spec. */
  onPrepare: (request: PrepareRequest) => InstanceSpec = ({ spec }) => spec;

  async validate(properties: RawJson | null): Promise<void> {
    const why = await Promise.resolve(this.judge(properties));
    if (why !== null) throw new Error(why);
  }

  async prepare(request: PrepareRequest): Promise<InstanceSpec> {
    return await Promise.resolve(this.onPrepare(request));
  }

  healthy(_properties: RawJson | null, instance: InstanceDescription): Promise<Health> {
    return Promise.resolve(this.health.get(instance.id) ?? this.usualHealth);
  }

  async drain(_properties: RawJson | null, instance: InstanceDescription): Promise<void> {
    this.drained.push(instance.id);
    await this.onDrain(instance);
  }
}
