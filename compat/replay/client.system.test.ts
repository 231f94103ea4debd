import { connectPlugin, type PluginConnection } from "@infrakit/rpc";
import { describe, expect, onTestFinished, test } from "vitest";
import { callAsRecorded } from "./connect-kind.ts";
import { type GoPeer, startGoPeer, startRecordedPeer } from "./go-peer.ts";
import { callsAmong, formatRequest, getMethod, isHandshake, type RecordedCall } from "./message.ts";
import { allRecordings, readRecordings } from "./recording.ts";
import { getSeam } from "./seams.ts";

const calls = callsAmong(allRecordings());

function connectTo({ path }: GoPeer): PluginConnection {
  const connection = connectPlugin(path, { timeoutMs: 60_000 });
  onTestFinished(() => connection.close());
  return connection;
}

/** What came of a call: a value, or the message of an error. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await call };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

function recordedOutcome({ called, result, error }: RecordedCall): unknown {
  if (error !== undefined) return { message: error.message };
  const { returns } = getSeam(called);
  return { value: returns(result?.decode(getMethod(called).result) as never) };
}

/** The request that must arrive: only the id is ours. */
function expectRequest({ received }: GoPeer, call: RecordedCall): void {
  expect(received).toHaveLength(1);
  const [{ method, url, headers, body } = { method: "", url: "", headers: {}, body: "" }] = received;
  const id = /"id":(\d+)\}$/.exec(body)?.[1] ?? "";
  expect(body).toBe(formatRequest({ ...call, id }, call.params.text));
  expect({ method, url, type: headers["content-type"] }).toEqual({
    method: "POST",
    url: "/",
    type: "application/json",
  });
  expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
}

describe("calls [wire.client.request] [wire.client.answer]", () => {
  test.for(calls.filter((call) => !isHandshake(call)))(
    "connectPlugin() sends the recorded request and reads the recorded answer in $name",
    async (call) => {
      const peer = await startGoPeer(call);
      const args = getSeam(call.called).arguments(call.params.decode(getMethod(call.called).params) as never);
      const outcome = await outcomeOf(callAsRecorded(connectTo(peer), call, args));
      expectRequest(peer, call);
      expect(outcome).toEqual(recordedOutcome(call));
    },
  );
});

describe("handshakes [wire.client.hello]", () => {
  test.for(callsAmong(readRecordings("wire-head")).filter(isHandshake))(
    "interfaces() asks and reads as recorded in $name",
    async (call) => {
      const peer = await startRecordedPeer(call);
      const interfaces = await connectTo(peer).interfaces();
      expectRequest(peer, call);
      const { Objects } = JSON.parse(call.result?.text ?? "") as {
        readonly Objects: Readonly<Record<string, readonly { readonly Name: string }[]>>;
      };
      expect(interfaces).toEqual(
        Object.entries(Objects).map(([key, objects]) => {
          const [name, version] = key.split("/");
          return { name, version, objects: objects.map(({ Name }) => Name) };
        }),
      );
    },
  );
});
