import { messageOf, type UpdatablePlugin } from "@infrakit/spi";
import type { ProposedChange } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { metadataCases, type MetadataInputs } from "./metadata-cases.ts";

/** A case of an updatable plugin. */
export type UpdatableCase = ConformanceCase<UpdatablePlugin, MetadataInputs>;

/**
 * Where the cases write. A name that was added to a document cannot be taken away again, so all use the same one and
 * leave `null` there.
 */
const scratch = "infrakitConformance";

/** What a case does with the place that is written to. */
type Run = (parts: {
  readonly plugin: UpdatablePlugin;
  readonly context: CaseContext<MetadataInputs>;
  /** Proposes a value. */
  readonly propose: (text: string) => Promise<ProposedChange>;
  /** Commits a proposal. */
  readonly commit: (change: Pick<ProposedChange, "proposed" | "cas">) => Promise<void>;
  /** The text of what is there. */
  readonly read: () => Promise<string>;
}) => Promise<void>;

function updatableCase(severity: Severity, name: string, run: Run): UpdatableCase {
  return {
    severity,
    name,
    run: async (plugin, context) => {
      const propose = (text: string, { signal }: Pick<typeof context, "signal"> = context) =>
        plugin.changes([{ path: [scratch], value: RawJson.fromText(text) }], { signal });
      context.defer(async (signal) => {
        const { proposed, cas } = await propose("null", { signal });
        await plugin.commit(proposed, cas, { signal }).catch(unlessReadOnly);
      });
      const commit = async ({ proposed, cas }: Pick<ProposedChange, "proposed" | "cas">): Promise<void> => {
        try {
          await plugin.commit(proposed, cas, context);
        } catch (error) {
          if (messageOf(error) === "readonly") context.skip("the document cannot be changed");
          throw error;
        }
      };
      const read = async (): Promise<string> => (await plugin.get([scratch], context))?.text ?? "null";
      await run({ plugin, context, propose: (text) => propose(text), commit, read });
    },
  };
}

function unlessReadOnly(error: unknown): void {
  if (messageOf(error) !== "readonly") throw error;
}

/** What holds for every updatable plugin: all that holds for metadata, and more. */
export const updatableCases: readonly UpdatableCase[] = [
  ...metadataCases,

  updatableCase("must", "a proposal changes nothing", async ({ propose, read, context }) => {
    const before = await read();
    const { proposed } = await propose(show(context.token));
    demand(proposed?.text.includes(context.token) === true, {
      expected: `a proposal with ${show(context.token)} in it`,
      came: proposed?.text ?? "null",
      because: "people look at it before they commit",
    });
    demand((await read()) === before, {
      expected: `${before} as before`,
      came: await read(),
      because: "whoever only looks changes the document",
    });
  }),

  updatableCase("must", "a commit makes the proposal current", async ({ propose, commit, read, context }) => {
    // Names in order: Go's plugins put them so.
    const wanted = `{"list":[1,{"a":null}],"token":${show(context.token)}}`;
    await commit(await propose(wanted));
    seeValue(await read(), wanted);
  }),

  updatableCase("should", "big integers are committed digit by digit", async ({ propose, commit, read }) => {
    const wanted = '{"big":9007199254740993}';
    await commit(await propose(wanted));
    seeValue(await read(), wanted);
  }),

  updatableCase("must", "a commit that others were faster than is refused", async (parts) => {
    const { propose, commit, read } = parts;
    const [first, second] = [await propose('"first"'), await propose('"second"')];
    await commit(first);
    await seeMismatch(commit(second), "the document has changed since it was proposed");
    seeValue(await read(), '"first"');
  }),

  updatableCase("must", "a commit of something else than was proposed is refused", async (parts) => {
    const { propose, commit, read } = parts;
    await commit(await propose('"first"'));
    const [looked, other] = [await propose('"second"'), await propose('"third"')];
    await seeMismatch(commit({ ...looked, proposed: other.proposed }), "nobody has seen that proposal");
    seeValue(await read(), '"first"');
  }),

  updatableCase("must", "of two commits at once one is refused", async ({ propose, commit }) => {
    await commit(await propose('"before"'));
    const proposals = [await propose('"first"'), await propose('"second"')];
    const ends = await Promise.allSettled(proposals.map((proposal) => commit(proposal)));
    const done = ends.filter(({ status }) => status === "fulfilled").length;
    demand(done === 1, {
      expected: "one of two that were proposed for the same document to be committed",
      came: `${done}`,
      because: "one of the two would be lost and not know it",
    });
  }),
];

function seeValue(came: string, expected: string): void {
  demand(came === expected, { expected, came, because: "what was committed is what was meant" });
}

async function seeMismatch(call: Promise<void>, because: string): Promise<void> {
  const came = await call.then(
    () => "success",
    (error: unknown) => messageOf(error),
  );
  demand(came === "cas mismatch", { expected: 'the error "cas mismatch"', came: show(came), because });
}
